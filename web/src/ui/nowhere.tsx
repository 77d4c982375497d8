import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Page } from './page';
import { Empty } from './states';

export default function Nowhere() {
  const { t } = useTranslation();
  return (
    <Page title={t('nowhere.title')}>
      <Empty title={t('nowhere.words')} act={<Link href="/">{t('nowhere.home')}</Link>} />
    </Page>
  );
}
