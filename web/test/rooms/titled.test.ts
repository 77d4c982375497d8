import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/api/types';
import { givenBy, madeFrom } from '../../src/rooms/message-acts';
import { titled } from '../../src/rooms/titled';
import type { Things } from '../../src/rooms/words';

const ORIGIN = 'https://dure.example';
const [PROJECT, ITEM, OTHER] = ['1', '2', '3'].map((digit) => `019a0000-0000-7000-8000-00000000000${digit}`);
const things: Things = {
  project: PROJECT!,
  about: (_, id) => (id === ITEM ? { kind: 'decision', words: '센서는 안쪽에 둔다', open: () => {} } : undefined),
  seek: () => {},
};
const link = (item: string) => `${ORIGIN}/projects/${PROJECT}/plan?item=${item}`;
const named = (body: string) => titled(body, things, ORIGIN);

describe('links in words', () => {
  it('stand as the titles of the things that are known here', () => {
    expect(named(`보십시오: ${link(ITEM!)} (새로)`)).toBe('보십시오: 센서는 안쪽에 둔다 (새로)');
    const others = `${link(OTHER!)} https://example.com/projects/${PROJECT}`;
    expect(named(others)).toBe(others);
  });

  it('make a title of an item where words stand beside them, and none alone', () => {
    expect(givenBy(`${link(ITEM!)} 그리고 케이블`, named)).toEqual({ title: '센서는 안쪽에 둔다 그리고 케이블' });
    expect(givenBy(`${link(OTHER!)}\n${link(ITEM!)}`, named).title).toBe('');
    const said = { id: 'm', body: link(ITEM!), author: { person_id: 'p' } } as Message;
    expect(madeFrom(said, 'question', named)).toMatchObject({ given: { title: '', owner: 'person:p' }, origin: { message_id: 'm' } });
  });
});
