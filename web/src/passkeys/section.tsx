// The reader's passkeys on their own page.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Passkey } from '../api/types';
import { ActButton } from '../ui/form';
import rows from '../ui/rows.module.css';
import { Shown } from '../ui/states';
import { useTimes } from '../ui/time';
import { couldHavePasskeys } from './device';
import css from './passkeys.module.css';
import { useAvailable, usePasskeys } from './reads';

const AddPasskey = lazy(() => import('./add-sheet'));
const ChangePasskey = lazy(() => import('./change-sheet'));

export function Passkeys() {
  const { t } = useTranslation();
  const read = usePasskeys();
  const available = useAvailable();
  const [open, setOpen] = useState<'add' | Passkey>();
  if (!couldHavePasskeys() || available === false) {
    return (
      <div className={css.acts}>
        <span className={css.quiet}>{t('passkeys.unavailable')}</span>
      </div>
    );
  }
  const close = () => setOpen(undefined);
  return (
    <>
      <Shown read={read} rows={1}>
        {(all) => (
          <ul className={rows.rows}>
            {all.map((each) => (
              <PasskeyRow key={each.id} passkey={each} onChange={() => setOpen(each)} />
            ))}
          </ul>
        )}
      </Shown>
      <div className={css.acts}>
        <span className={css.quiet}>{t('passkeys.words')}</span>
        <ActButton variant="default" onClick={() => setOpen('add')}>
          {t('passkeys.add')}
        </ActButton>
      </div>
      {open && <Suspense fallback={null}>{open === 'add' ? <AddPasskey onClose={close} /> : <ChangePasskey passkey={open} onClose={close} />}</Suspense>}
    </>
  );
}

function PasskeyRow({ passkey, onChange }: { passkey: Passkey; onChange(): void }) {
  const { t } = useTranslation();
  const times = useTimes();
  const used = passkey.last_used_at;
  return (
    <li className={rows.row}>
      <span className={rows.words}>
        <span className={rows.first}>{passkey.name}</span>
        <span className={rows.second}>{used ? t('passkeys.used', { at: times.full(used) }) : t('passkeys.unused', { at: times.full(passkey.created_at) })}</span>
      </span>
      <ActButton variant="outline" aria-label={`${passkey.name}: ${t('passkeys.change')}`} onClick={onChange}>
        {t('passkeys.change')}
      </ActButton>
    </li>
  );
}
