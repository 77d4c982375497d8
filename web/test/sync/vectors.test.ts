// The vectors that the server's own tests publish: state before + events = state after.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DureEvent, Snapshot } from '../../src/api/types';
import { fold } from '../../src/sync/reducer';

const FOLDER = join(import.meta.dirname, '../../../mobile-api-spec/vectors');

interface Vector {
  name: string;
  before: Snapshot;
  events: DureEvent[];
  after: Snapshot;
}

const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith('.json')) : [];
const vectors = files.flatMap((file) => {
  const read: Vector | Vector[] = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  return Array.isArray(read) ? read : [read];
});

describe.runIf(existsSync(FOLDER))('the published vectors', () => {
  it('are there', () => {
    console.log(`vectors: ${vectors.length}`);
    expect(vectors.length).toBeGreaterThan(0);
  });

  for (const { name, before, events, after } of vectors) {
    it(`hold: ${name}`, () => expect(fold(before, events)).toEqual(after));
  }
});
