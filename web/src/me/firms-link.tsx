// The way to the firms and clusters around the reader, which the bar of a phone has no room for.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Icon } from '../ui/icon';
import css from './me.module.css';

export function FirmsLink() {
  const { t } = useTranslation();
  return (
    <Link href="/firms" className={css.firms}>
      <Icon name="firms" />
      <span>
        <strong>{t('me.firms')}</strong>
        <small>{t('me.firms_words')}</small>
      </span>
      <Icon name="next" />
    </Link>
  );
}
