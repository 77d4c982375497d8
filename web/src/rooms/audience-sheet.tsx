import { Checkbox, Radio } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Party } from '../api/types';
import { Form, Submit } from '../ui/form';
import { Sheet } from '../ui/sheet';
import { nameOf } from './who';

interface AudienceSheetProps {
  parties: readonly Party[];
  /** The writer's own party always reads what they write. */
  mine: string | undefined;
  chosen: readonly string[] | undefined;
  onChoose(audience: string[] | undefined): void;
  onClose(): void;
}

export default function AudienceSheet({ parties, mine, chosen, onChoose, onClose }: AudienceSheetProps) {
  const { t } = useTranslation();
  const [limited, setLimited] = useState(chosen !== undefined);
  const [picked, setPicked] = useState<string[]>([...(chosen ?? [])]);
  const others = picked.filter((id) => id !== mine);
  return (
    <Sheet title={t('audience.title')} onClose={onClose}>
      <Form onSubmit={() => onChoose(limited ? others : undefined)}>
        <Radio.Group aria-label={t('audience.title')} value={limited ? 'some' : 'all'} onChange={(value) => setLimited(value === 'some')}>
          <div style={{ display: 'grid', gap: 20, padding: '8px 0' }}>
            <Radio value="all" label={t('composer.everyone')} description={t('audience.everyone_words')} />
            <Radio value="some" label={t('audience.some')} description={t('audience.some_words')} />
          </div>
        </Radio.Group>
        {limited && (
          <Checkbox.Group aria-label={t('audience.some')} value={picked} onChange={setPicked}>
            <div style={{ display: 'grid', gap: 16, paddingLeft: 36 }}>
              {parties.map((party) => (
                <Checkbox
                  key={party.id}
                  value={party.id}
                  checked={party.id === mine || picked.includes(party.id)}
                  disabled={party.id === mine}
                  label={nameOf(party)}
                  description={party.id === mine ? t('audience.mine') : party.department_id ? party.firm_name : undefined}
                />
              ))}
            </div>
          </Checkbox.Group>
        )}
        <Submit kept="local" busy={false} disabled={limited && others.length === 0}>
          {t('audience.choose')}
        </Submit>
      </Form>
    </Sheet>
  );
}
