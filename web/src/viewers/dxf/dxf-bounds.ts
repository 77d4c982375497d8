// How much a drawing is once its blocks are laid out, which are drawn by blocks.
import { MOST_ENTITIES } from '../limits';
import { unfolded, type Made } from '../unfold';

interface Entity {
  type: string;
  /** Of an insert. */
  name?: string;
}

interface Block {
  name: string;
  entities?: readonly Entity[];
}

export function refuseManyEntities({ entities, blocks }: { entities?: readonly Entity[]; blocks?: Record<string, Block> }): void {
  const inserted = (of: readonly Entity[] = []) => of.flatMap(({ type, name }) => (type === 'INSERT' && name !== undefined ? [name] : []));
  const made = ({ entities: of }: { entities?: readonly Entity[] | undefined }): Made => ({ own: of?.length ?? 0, inside: inserted(of) });
  // A block inside itself is left away when it is drawn.
  const counted = unfolded(new Map(Object.values(blocks ?? {}).map((block) => [block.name, made(block)])), 0);
  const laid = [...counted.values()].reduce((sum, each) => sum + each, entities?.length ?? 0);
  if (laid > MOST_ENTITIES) throw new RangeError(`too big: ${laid}`);
}
