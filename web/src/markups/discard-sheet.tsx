// Asks before a drawing that nobody else has seen is thrown away.
import { useTranslation } from 'react-i18next';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import css from './markups.module.css';

interface DiscardSheetProps {
  discard(): Promise<unknown>;
  onDone(): void;
  onClose(): void;
}

export default function DiscardSheet({ discard, onDone, onClose }: DiscardSheetProps) {
  const { t } = useTranslation();
  const act = useAct(async () => {
    await discard();
    onDone();
  });
  return (
    <Sheet title={t('viewers.marks.discard_title')} onClose={onClose}>
      <Form onSubmit={() => void act.run()}>
        <p className={css.say}>{t('viewers.marks.discard_words')}</p>
        <Failure of={act.failure} />
        <Submit busy={act.busy} color="red">
          {t('viewers.marks.discard_do')}
        </Submit>
      </Form>
    </Sheet>
  );
}
