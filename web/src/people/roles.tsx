import { Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const ROLES = ['lead', 'contributor', 'approver', 'observer'] as const;

interface RolesProps {
  value: string;
  onChange(role: string): void;
  error?: string;
}

export function Roles({ value, onChange, error }: RolesProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group label={t('people.role')} value={value} onChange={onChange} error={error}>
      <div style={{ display: 'grid', gap: 14, padding: '8px 0' }}>
        {ROLES.map((role) => (
          <Radio key={role} value={role} label={t(`role.${role}`)} description={t(`role_words.${role}`)} />
        ))}
      </div>
    </Radio.Group>
  );
}
