import { useTranslation } from 'react-i18next';
import { useNetwork } from '../access/signed';
import css from './plan.module.css';

/** Says what becomes of what is written now without a network; what cannot be kept has to wait. */
export function Offline({ kept = false }: { kept?: boolean }) {
  const { t } = useTranslation();
  const { online } = useNetwork();
  if (online) return null;
  return (
    <p className={css.offline} role="status">
      {t(kept ? 'plan.offline_kept' : 'plan.offline')}
    </p>
  );
}
