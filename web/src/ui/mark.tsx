// A party's mark: its shape says the side, its stable hue and letter say which party. The hue is never alone
// and never stands behind text.
import css from './mark.module.css';

const HUES = [18, 42, 88, 140, 205, 228, 262, 290, 322, 350];
const CORPORATE = /^(주식회사|유한회사|\(주\)|㈜|\(유\))\s*/;

export function hueOf(id: string): number {
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)!) >>> 0;
  return HUES[sum % HUES.length]!;
}

export function letterOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.replace(CORPORATE, '').trim());
  return first?.segment.toLocaleUpperCase() ?? '·';
}

interface MarkProps {
  /** Id of the party, or of the firm where there is no party. */
  id: string;
  name: string;
  side?: string;
  size?: 'small' | 'normal';
}

export function Mark({ id, name, side = 'supplier', size = 'normal' }: MarkProps) {
  return (
    <span
      className={css.mark}
      data-side={side}
      data-size={size}
      style={{ '--hue': hueOf(id) } as React.CSSProperties}
      aria-hidden="true"
    >
      <span>{letterOf(name)}</span>
    </span>
  );
}
