import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../api/types';
import { nameOf } from '../rooms/who';

interface OwnerSelectProps {
  state: Snapshot;
  /** Parties to choose from; all without it. */
  among?: readonly string[];
  label: string;
  value: string;
  error?: string;
  onChange(value: string): void;
}

/** A party of the project, or one of its members. */
export function OwnerSelect({ state, among, label, value, error, onChange }: OwnerSelectProps) {
  const { t } = useTranslation();
  const parties = state.parties.filter((party) => !among || among.includes(party.id));
  return (
    <NativeSelect
      label={label}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: t('create.choose') },
        ...parties.map((party) => {
          const members = state.members.filter((member) => member.party_id === party.id);
          return {
            group: party.department_name ? `${party.firm_name} · ${party.department_name}` : party.firm_name,
            items: [
              { value: `party:${party.id}`, label: t('plan.whole_party', { party: nameOf(party) }) },
              ...members.map((member) => ({ value: `person:${member.person_id}`, label: member.name })),
            ],
          };
        }),
      ]}
    />
  );
}
