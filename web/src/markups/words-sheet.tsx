// Words on a place of a drawing; beside a line what its author says that it is, which nobody measured.
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form, Submit } from '../ui/form';
import { Sheet } from '../ui/sheet';

interface WordsSheetProps {
  kind: string;
  onDone(text: string): void;
  onClose(): void;
}

const MOST = 200;

export default function WordsSheet({ kind, onDone, onClose }: WordsSheetProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const of = kind === 'measure' ? 'measure' : 'text';
  return (
    <Sheet title={t(`viewers.marks.tool.${of}`)} onClose={onClose}>
      <Form onSubmit={() => onDone(text.trim())}>
        <Textarea
          label={t(`viewers.marks.words.${of}`)}
          {...(of === 'measure' ? { description: t('viewers.marks.words.not_measured') } : {})}
          value={text}
          maxLength={MOST}
          autosize
          minRows={2}
          maxRows={6}
          data-autofocus
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Submit busy={false} kept="local" disabled={of === 'text' && !text.trim()}>
          {t(text.trim() || of === 'text' ? 'viewers.marks.words.do' : 'viewers.marks.words.without')}
        </Submit>
      </Form>
    </Sheet>
  );
}
