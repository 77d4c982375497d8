// The small part of Markdown that messages are drawn with, as a tree. It knows no HTML: what is not of this part
// stays the text it is. Every loop moves on, and nothing nests deeper than `DEEPEST`.

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic'; parts: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; href: string; parts: Inline[] }
  /** A link to something in the project: `dure:<kind>/<id>`. */
  | { kind: 'card'; of: string; id: string; label?: string };

export type Block =
  | { kind: 'words'; parts: Inline[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Inline[][] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'code'; text: string };

const DEEPEST = 3;
const FENCE = /^```/;
const BULLET = /^ {0,3}[-*+] +(?=\S)/;
const NUMBER = /^ {0,3}(\d{1,4})[.)] +(?=\S)/;
const QUOTE = /^ {0,3}>/;
const CARD = /^dure:([a-z_]{1,32})\/([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})/;
const ADDRESS = /^https?:\/\/[^\s<>"']*[^\s<>"'.,:;!?)\]}*_`]/i;
/** Where something may begin; between these characters all is text. */
const SIGN = /[*_`[]|https?:\/\/|dure:/gi;

/** A message as blocks. */
export function markdown(body: string): Block[] {
  return blocks(body.split('\n'), 0);
}

function blocks(lines: readonly string[], depth: number): Block[] {
  const found: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    const from = at;
    if (FENCE.test(line)) {
      at += 1;
      while (at < lines.length && !FENCE.test(lines[at]!)) at += 1;
      found.push({ kind: 'code', text: lines.slice(from + 1, at).join('\n') });
      at += 1;
    } else if (QUOTE.test(line)) {
      while (at < lines.length && QUOTE.test(lines[at]!)) at += 1;
      const inner = lines.slice(from, at).map((each) => unquoted(each, depth + 1 >= DEEPEST));
      found.push({ kind: 'quote', blocks: depth + 1 >= DEEPEST ? [words(inner)] : blocks(inner, depth + 1) });
    } else if (BULLET.test(line) || NUMBER.test(line)) {
      const sign = BULLET.test(line) ? BULLET : NUMBER;
      while (at < lines.length && sign.test(lines[at]!)) at += 1;
      const items = lines.slice(from, at).map((each) => inlines(each.replace(sign, ''), 0));
      const start = Number(NUMBER.exec(line)?.[1] ?? 1);
      found.push({ kind: 'list', ordered: sign === NUMBER, start, items });
    } else if (line.trim() === '') {
      at += 1;
    } else {
      while (at < lines.length && lines[at]!.trim() !== '' && !begins(lines[at]!)) at += 1;
      found.push(words(lines.slice(from, at)));
    }
  }
  return found;
}

function begins(line: string): boolean {
  return FENCE.test(line) || QUOTE.test(line) || BULLET.test(line) || NUMBER.test(line);
}

function words(lines: readonly string[]): Block {
  return { kind: 'words', parts: inlines(lines.join('\n'), 0) };
}

/** Without its sign; at the last level without all of them. */
function unquoted(line: string, all: boolean): string {
  return line.replace(all ? /^[ >]+/ : /^ {0,3}> ?/, '');
}

/** The parts of a line or paragraph. */
function inlines(text: string, depth: number): Inline[] {
  const parts: Inline[] = [];
  const say = (words: string) => {
    const last = parts.at(-1);
    if (words === '') return;
    if (last?.kind === 'text') last.text += words;
    else parts.push({ kind: 'text', text: words });
  };
  const never = new Set<string>();
  let at = 0;
  while (at < text.length) {
    SIGN.lastIndex = at;
    const next = SIGN.exec(text);
    if (!next) break;
    say(text.slice(at, next.index));
    at = next.index;
    const found = depth < DEEPEST ? part(text, at, depth, never) : undefined;
    if (found) parts.push(found.part);
    else say(next[0]);
    at += found ? found.length : next[0].length;
  }
  say(text.slice(at));
  return parts;
}

type Found = { part: Inline; length: number };

function part(text: string, at: number, depth: number, never: Set<string>): Found | undefined {
  const rest = /[[dh]/i.test(text[at]!) ? text.slice(at, at + 2_200) : '';
  const card = CARD.exec(rest);
  if (card) return { part: { kind: 'card', of: card[1]!, id: card[2]! }, length: card[0].length };
  const address = ADDRESS.exec(rest);
  if (address) {
    const href = safe(address[0]);
    return href ? { part: { kind: 'link', href, parts: [{ kind: 'text', text: address[0] }] }, length: address[0].length } : undefined;
  }
  switch (text[at]) {
    case '`':
      return enclosed(text, at, '`', never, (inner) => ({ kind: 'code', text: inner }));
    case '[':
      return named(rest);
    default: {
      const double = text.startsWith('**', at);
      const sign = double ? '**' : text[at]!;
      if (sign === '_' && isLetter(text[at - 1])) return undefined;
      if (sign !== '*' && sign !== '_' && sign !== '**') return undefined;
      return enclosed(text, at, sign, never, (inner) => ({
        kind: double ? 'bold' : 'italic',
        parts: inlines(inner, depth + 1),
      }));
    }
  }
}

/** What stands between two equal signs, with neither beside a space inside. A sign that has no second is not sought again. */
function enclosed(text: string, at: number, sign: string, never: Set<string>, make: (inner: string) => Inline): Found | undefined {
  const from = at + sign.length;
  if (never.has(sign) || text[from] === undefined || /\s/.test(text[from]!)) return undefined;
  let end = text.indexOf(sign, from + 1);
  while (end > 0 && (/\s/.test(text[end - 1]!) || (sign === '_' && isLetter(text[end + 1])))) end = text.indexOf(sign, end + 1);
  if (end < 0) {
    never.add(sign);
    return undefined;
  }
  return { part: make(text.slice(from, end)), length: end + sign.length - at };
}

/** `[words](address)`, where the address is one that may be followed. */
function named(rest: string): Found | undefined {
  const found = /^\[([^\][\n]{1,300})\]\(([^()\s]{1,1800})\)/.exec(rest);
  if (!found) return undefined;
  const [whole, label, target] = found as unknown as [string, string, string];
  const card = CARD.exec(target);
  if (card && card[0].length === target.length) {
    return { part: { kind: 'card', of: card[1]!, id: card[2]!, label }, length: whole.length };
  }
  const href = safe(target);
  return href ? { part: { kind: 'link', href, parts: [{ kind: 'text', text: label }] }, length: whole.length } : undefined;
}

/** Only the web's own addresses; nothing that runs, and no name or password in it. */
function safe(address: string): string | undefined {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === '' ? url.href : undefined;
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
