// The decision, taken away: the sheet for people, and the package that proves it without this server.
import { useTranslation } from 'react-i18next';
import type { Approval } from '../api/types';
import { Icon } from '../ui/icon';
import { Offline } from '../ui/offline';
import { useOnline } from '../ui/online';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import css from './take-away.module.css';
import { exportPath, sheetPath } from './writes';

export function TakeAway({ approval, code }: { approval: Approval; code: string }) {
  const { t } = useTranslation();
  const online = useOnline();
  if (!approval.allowed_actions?.includes('export_decision')) return null;
  return (
    <Section title={t('approvals.take.title')}>
      <p className={rows.quiet}>{t('approvals.take.words')}</p>
      <Offline />
      {online && (
        <p className={css.ways}>
          <a className={css.way} href={sheetPath(approval.id)} target="_blank" rel="noopener">
            <Icon name="file" size={16} />
            {t('approvals.take.sheet')}
          </a>
          <a className={css.way} href={exportPath(approval.id)} download={`${code} ${approval.number}.zip`}>
            <Icon name="check" size={16} />
            {t('approvals.take.package')}
          </a>
        </p>
      )}
    </Section>
  );
}
