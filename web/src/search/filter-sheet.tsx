import { useTranslation } from 'react-i18next';
import { Form, Submit } from '../ui/form';
import { Sheet } from '../ui/sheet';
import { Filters, type FiltersProps } from './filters';

export default function FilterSheet({ onClose, ...filters }: FiltersProps & { onClose(): void }) {
  const { t } = useTranslation();
  return (
    <Sheet title={t('search.filters')} onClose={onClose}>
      <Form onSubmit={onClose}>
        <Filters {...filters} />
        <Submit busy={false}>{t('search.show')}</Submit>
      </Form>
    </Sheet>
  );
}
