// A day as a person reads it, below the field in which the browser takes it in a form of its own.
import { TextInput, type TextInputProps } from '@mantine/core';
import { useTimes } from './time';

interface DayFieldProps extends Pick<TextInputProps, 'label' | 'error' | 'disabled' | 'min' | 'max'> {
  /** `YYYY-MM-DD`, or nothing. */
  value: string;
  onChange(value: string): void;
}

const ORDER = ['label', 'input', 'description', 'error'] as const;

export function DayField({ value, onChange, ...rest }: DayFieldProps) {
  const times = useTimes();
  const known = value !== '' && !Number.isNaN(Date.parse(value));
  return (
    <TextInput
      {...rest}
      type="date"
      value={value}
      inputWrapperOrder={[...ORDER]}
      description={known ? times.namedDate(value) : '\u00a0'}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
