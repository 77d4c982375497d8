import { NativeSelect, type NativeSelectProps } from '@mantine/core';
import { useMemo } from 'react';

/** Every zone this device knows, and the one chosen. */
export function TimeZoneSelect({ value, ...rest }: NativeSelectProps & { value: string }) {
  const zones = useMemo(() => [...new Set([value, 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort(), [value]);
  return (
    <NativeSelect
      {...rest}
      value={value}
      data={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
    />
  );
}
