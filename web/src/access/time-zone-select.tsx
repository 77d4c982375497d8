import { NativeSelect, type NativeSelectProps } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cityOf, zoneName } from '../meetings/zones';

/** So many are named at once: each takes a while, and there are some hundred. */
const AT_ONCE = 20;

/** Names of zones by language and zone. */
const names = new Map<string, string>();

/** Names all zones, a few at a time, so that the screen stays quick; answers whether that is done. */
function useNamed(zones: readonly string[], locale: string): boolean {
  const [done, setDone] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const step = () => {
      const missing = zones.filter((zone) => !names.has(locale + zone)).slice(0, AT_ONCE);
      for (const zone of missing) names.set(locale + zone, zoneName(zone, locale));
      if (missing.length > 0) timer = setTimeout(step, 0);
      else setDone(true);
    };
    timer = setTimeout(step, 0);
    return () => clearTimeout(timer);
  }, [zones, locale]);
  return done;
}

/** Every zone this device knows, and the one chosen. */
export function TimeZoneSelect({ value, ...rest }: NativeSelectProps & { value: string }) {
  const { i18n } = useTranslation();
  const locale = i18n.language;
  const zones = useMemo(() => [...new Set([value, 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort(), [value]);
  const done = useNamed(zones, locale);
  const data = useMemo(() => {
    const label = (zone: string) => names.get(locale + zone) ?? (zone === value ? zoneName(zone, locale) : cityOf(zone));
    return zones.map((zone) => ({ value: zone, label: label(zone) }));
  }, [zones, locale, value, done]);
  return <NativeSelect {...rest} value={value} data={data} />;
}
