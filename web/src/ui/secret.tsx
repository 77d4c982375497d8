// The password that somebody signs with. Where it was wrong it comes into view, and without a network it says why nothing is signed.
import { PasswordInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useOnline } from './online';
import css from './secret.module.css';

interface SecretProps {
  label: string;
  description?: string;
  value: string;
  onChange(value: string): void;
  wrong: string | undefined;
  /** What stands there without a network. */
  offline?: string;
}

export function Secret({ label, description, value, onChange, wrong, offline }: SecretProps) {
  const { t } = useTranslation();
  const online = useOnline();
  const box = useRef<HTMLInputElement>(null);
  // The field is the last one of its sheet: what is wrong with it would stand below the act.
  useEffect(() => {
    if (wrong) box.current?.scrollIntoView({ block: 'center' });
  }, [wrong]);
  return (
    <>
      <PasswordInput
        label={label}
        description={description}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('field.show_password') }}
        ref={box}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={wrong}
      />
      {!online && offline && (
        <p className={css.network} role="status">
          {offline}
        </p>
      )}
    </>
  );
}
