import { useTranslation } from 'react-i18next';
import css from './form.module.css';
import { useOnline } from './online';

/** Says what becomes of an act without a network: what is kept is sent later, all else has to wait. */
export function Offline({ kept = false }: { kept?: boolean }) {
  const { t } = useTranslation();
  if (useOnline()) return null;
  return (
    <p className={css.offline} role="status">
      {t(kept ? 'state.sent_later' : 'state.needs_network')}
    </p>
  );
}
