// Asks once more before a drawing is everyone's for good.
import { useTranslation } from 'react-i18next';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import css from './markups.module.css';

interface PublishSheetProps {
  /** Grounds that were drawn on, each a markup. */
  count: number;
  publish(key: string): Promise<unknown>;
  onDone(): void;
  onClose(): void;
}

export default function PublishSheet({ count, publish, onDone, onClose }: PublishSheetProps) {
  const { t } = useTranslation();
  const act = useAct(async (key) => {
    await publish(key);
    onDone();
  });
  return (
    <Sheet title={t('viewers.marks.publish_title')} onClose={onClose}>
      <Form onSubmit={() => void act.run()}>
        <p className={css.say}>{t('viewers.marks.publish_words', { count })}</p>
        <Failure of={act.failure} />
        <Submit busy={act.busy}>{t('viewers.marks.publish_do')}</Submit>
      </Form>
    </Sheet>
  );
}
