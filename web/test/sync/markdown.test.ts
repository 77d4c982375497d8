import { describe, expect, it } from 'vitest';
import { markdown, type Block, type Inline } from '../../src/rooms/markdown';

const text = (words: string): Inline => ({ kind: 'text', text: words });
const line = (body: string) => {
  const [only, ...more] = markdown(body);
  expect(more).toEqual([]);
  expect(only?.kind).toBe('words');
  return (only as Extract<Block, { kind: 'words' }>).parts;
};
const links = (of: unknown): string[] => [...JSON.stringify(of).matchAll(/"href":"([^"]*)"/g)].map((found) => found[1]!);

describe('the words of a message', () => {
  it('may be bold, italic and code, one in another', () => {
    expect(line('a **b *c* d** `e*f*`')).toEqual([
      text('a '),
      { kind: 'bold', parts: [text('b '), { kind: 'italic', parts: [text('c')] }, text(' d')] },
      text(' '),
      { kind: 'code', text: 'e*f*' },
    ]);
    expect(line('3 * 4 * 5 and snake_case_name and 2*3')).toEqual([text('3 * 4 * 5 and snake_case_name and 2*3')]);
    expect(line('_강조_ 입니다')).toEqual([{ kind: 'italic', parts: [text('강조')] }, text(' 입니다')]);
  });

  it('may have lists, quotes and blocks of code, and keep their lines', () => {
    expect(markdown('one\ntwo\n\n- a\n- **b**\n3. c\n> q\n> > deep\n```\n<b>x</b>\n```\nend')).toEqual([
      { kind: 'words', parts: [text('one\ntwo')] },
      { kind: 'list', ordered: false, start: 1, items: [[text('a')], [{ kind: 'bold', parts: [text('b')] }]] },
      { kind: 'list', ordered: true, start: 3, items: [[text('c')]] },
      { kind: 'quote', blocks: [{ kind: 'words', parts: [text('q')] }, { kind: 'quote', blocks: [{ kind: 'words', parts: [text('deep')] }] }] },
      { kind: 'code', text: '<b>x</b>' },
      { kind: 'words', parts: [text('end')] },
    ]);
    expect(markdown('```\nnever closed')).toEqual([{ kind: 'code', text: 'never closed' }]);
  });

  it('link to the web and to things of the project', () => {
    const id = '01a201bb-0fff-76e0-8b34-d68cc567ba5d';
    expect(links(line('see https://dure.kr/a?b=1. And [here](http://x.kr/1)'))).toEqual(['https://dure.kr/a?b=1', 'http://x.kr/1']);
    expect(links(line('[도면](https://x.kr/1)'))).toEqual(['https://x.kr/1']);
    expect(line(`dure:question/${id} and [it](dure:message/${id})`)).toEqual([
      { kind: 'card', of: 'question', id },
      text(' and '),
      { kind: 'card', of: 'message', id, label: 'it' },
    ]);
    expect(line('dure:question/1 dure:')).toEqual([text('dure:question/1 dure:')]);
  });

  // Case 135.
  it('are text where they try to be a program', () => {
    const attempts = [
      '[x](javascript:alert(1))',
      '[x](JaVaScRiPt:alert`1`)',
      '[x](data:text/html,<script>1</script>)',
      '[x](vbscript:x)',
      '[x](//evil.kr)',
      '[x](https:evil)',
      '[x](https://name:word@bank.kr)',
      '<img src=x onerror=alert(1)>',
      '<a href="javascript:alert(1)">x</a>',
      '![x](javascript:alert(1))',
      '[x](\u0001javascript:alert(1))',
      '[x]( javascript:alert(1) )',
      'javascript:alert(1)',
    ];
    for (const body of attempts) {
      expect(links(markdown(body)), body).toEqual([]);
      expect(JSON.stringify(markdown(body))).not.toContain('"kind":"html"');
    }
  });

  // Case 135.
  it('take no time, however they are nested', () => {
    const heaps = ['>', '*', '**', '_', '`', '[', '[a](', '> - ', '**a ', '_a ', 'https://', 'dure:', '![](', '```\n', '*a**b_c`'];
    let slowest = 0;
    let worst = '';
    for (const sign of heaps) {
      const body = sign.repeat(Math.floor(10_000 / sign.length));
      const took = [1, 2, 3].map(() => {
        const started = performance.now();
        markdown(body);
        return performance.now() - started;
      });
      const found = markdown(body);
      if (Math.min(...took) > slowest) worst = sign;
      slowest = Math.max(slowest, Math.min(...took));
      expect(depth(found)).toBeLessThan(12);
    }
    console.log(`markdown: ${heaps.length} heaps, slowest ${slowest.toFixed(1)} ms of ${JSON.stringify(worst)}`);
    expect(slowest).toBeLessThan(500); // what takes exponential time takes minutes
  });

  it('lose nothing but signs', () => {
    let seed = 20261122;
    const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % below;
    const pieces = ['가', 'b', ' ', '\n', '*', '**', '_', '`', '> ', '- ', '1. ', '[', '](', ')', 'https://x.kr', '<', '&', '```'];
    for (let round = 0; round < 2_000; round += 1) {
      const body = Array.from({ length: 1 + random(30) }, () => pieces[random(pieces.length)]).join('');
      const letters = (words: string) => [...words].filter((each) => '가b<&'.includes(each)).join('');
      expect(letters(said(markdown(body))), body).toBe(letters(body));
    }
    console.log('markdown: 2000 bodies, seed 20261122');
  });
});

function said(of: Block[] | Inline[]): string {
  return of
    .map((each) => {
      switch (each.kind) {
        case 'words':
        case 'bold':
        case 'italic':
        case 'link':
          return said(each.parts);
        case 'list':
          return each.items.map(said).join('');
        case 'quote':
          return said(each.blocks);
        case 'text':
        case 'code':
          return each.text;
        case 'card':
          return '';
      }
    })
    .join('');
}

function depth(of: unknown): number {
  if (Array.isArray(of)) return Math.max(0, ...of.map(depth));
  if (typeof of !== 'object' || of === null) return 0;
  return 1 + Math.max(0, ...Object.values(of).map(depth));
}
