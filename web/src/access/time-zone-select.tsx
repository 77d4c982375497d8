import { NativeSelect, type NativeSelectProps } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { zoneName } from '../meetings/zones';

/** Every zone this device knows, and the one chosen. */
export function TimeZoneSelect({ value, ...rest }: NativeSelectProps & { value: string }) {
  const { i18n } = useTranslation();
  const zones = useMemo(() => [...new Set([value, 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort(), [value]);
  const data = useMemo(() => zones.map((zone) => ({ value: zone, label: zoneName(zone, i18n.language) })), [zones, i18n.language]);
  return <NativeSelect {...rest} value={value} data={data} />;
}
