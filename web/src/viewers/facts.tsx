// A file that is not shown: what it is, why, and the file itself.
import { Button } from '@mantine/core';
import { use } from 'react';
import { useTranslation } from 'react-i18next';
import css from './facts.module.css';
import type { Kind } from './kind';
import { Savable, save } from './save';
import type { Unshown } from './view';

export function Facts({ file, name, kind, failure }: { file: Blob; name: string; kind: Kind; failure?: Unshown | undefined }) {
  const { t, i18n } = useTranslation();
  const savable = use(Savable);
  const size = sizeIn(file.size, i18n.language);
  return (
    <div className={css.facts} role={failure ? 'alert' : undefined}>
      <p className={css.title}>{failure ? t(`viewers.unshown.${failure.why}`) : t(file.size === 0 ? 'viewers.unshown.empty' : 'viewers.no_viewer')}</p>
      <p>{failure ? t(`viewers.unshown_do.${failure.why}`) : t('viewers.no_viewer_do')}</p>
      <dl>
        <dt>{t('viewers.fact.name')}</dt>
        <dd>
          <bdi>{visible(name)}</bdi>
        </dd>
        <dt>{t('viewers.fact.kind')}</dt>
        <dd>{kind.format || t('viewers.fact.unknown')}</dd>
        {kind.claimed && (
          <>
            <dt>{t('viewers.fact.claimed')}</dt>
            <dd>{kind.claimed}</dd>
          </>
        )}
        <dt>{t('viewers.fact.size')}</dt>
        <dd className="figures">{size}</dd>
      </dl>
      {failure?.message && <p className={css.detail}>{failure.message.slice(0, 200)}</p>}
      {savable && <Button onClick={() => save(file, name)}>{t('viewers.save_size', { size })}</Button>}
    </div>
  );
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export function sizeIn(bytes: number, language: string): string {
  const step = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(language, { style: 'unit', unit: UNITS[step], unitDisplay: 'short', maximumFractionDigits: step > 1 ? 1 : 0 }).format(
    bytes / 1000 ** step,
  );
}

/** A name with every character that would hide or turn it around made visible. */
export function visible(name: string): string {
  return name.replace(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, (char) => `\\u${char.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}
