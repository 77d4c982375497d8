// What a search is narrowed by.
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../api/types';
import { nameOf } from '../rooms/who';
import { DayField } from '../ui/day-field';
import { useOnline } from '../ui/online';
import css from './search.module.css';

export const KINDS = ['message', 'question', 'decision', 'action', 'idea', 'milestone', 'design', 'comment', 'member'] as const;

export interface Narrowed {
  kind: string;
  person: string;
  department: string;
  from: string;
  to: string;
}

export const NONE: Narrowed = { kind: '', person: '', department: '', from: '', to: '' };

export interface FiltersProps {
  of: Narrowed;
  onChange(filters: Narrowed): void;
  state: Snapshot | undefined;
}

export function Filters({ of, onChange, state }: FiltersProps) {
  const { t } = useTranslation();
  const online = useOnline();
  const set = (name: keyof Narrowed) => (value: string) => onChange({ ...of, [name]: value });
  const departments = state?.parties.filter((party) => party.department_id) ?? [];
  const lists = [
    { name: 'kind', label: t('search.kind'), any: t('search.any_kind'), among: KINDS.map((kind) => ({ value: kind, label: t(`thing.${kind}`) })) },
    {
      name: 'person',
      label: t('word.person'),
      any: t('search.any_person'),
      among: (state?.members ?? []).map((member) => ({ value: member.person_id, label: member.name })),
    },
    {
      name: 'department',
      label: t('word.department'),
      any: t('search.any_department'),
      among: departments.map((party) => ({ value: party.department_id!, label: nameOf(party) })),
    },
  ] as const;
  return (
    <div className={css.filters} role="group" aria-label={t('search.filters')}>
      {lists
        .filter(({ among }) => among.length > 0)
        .map(({ name, label, any, among }) => (
          <NativeSelect
            key={name}
            label={label}
            disabled={!online}
            value={of[name]}
            onChange={(event) => set(name)(event.currentTarget.value)}
            data={[{ value: '', label: any }, ...among]}
          />
        ))}
      <div className={css.days}>
        {(['from', 'to'] as const).map((end) => (
          <DayField key={end} label={t(`search.${end}`)} disabled={!online} value={of[end]} onChange={set(end)} />
        ))}
      </div>
    </div>
  );
}
