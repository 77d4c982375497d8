// What is drawn over a file that is on the screen: its layers, the list of them, and the drawing that is under way.
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useKept, useRoom, useSigned } from '../access/signed';
import type { Markup, Revision, RevisionFile } from '../api/types';
import type { Who } from '../rooms/who';
import type { MarkActs } from '../viewers';
import type { Ground, Layer, Shape, ToolName } from '../viewers/view';
import { DrawBar } from './draw-bar';
import { DraftKeeper, type Drafting } from './drafting';
import { groundOf, isDraft, publishedOn, withHeard } from './layers';
import * as writes from './writes';

const MarkupsSheet = lazy(() => import('./markups-sheet'));
const PublishSheet = lazy(() => import('./publish-sheet'));
const DiscardSheet = lazy(() => import('./discard-sheet'));
const WordsSheet = lazy(() => import('./words-sheet'));

export interface MarkupsOn {
  acts: MarkActs;
  /** How many are published over the file. */
  count: number;
  list(): void;
  sheets: ReactNode;
}

type Open = 'list' | 'publish' | 'discard' | undefined;

/** Words that are asked for: on a place, or beside a line that says how far something is. */
interface Asked {
  ground: Ground;
  shape: Omit<Shape, 'text'>;
}

export function useMarkups(revision: Revision, file: RevisionFile, who: Who, mayDraw: boolean): MarkupsOn {
  const { all, again } = useMarkupsOf(revision);
  const { keeper, drafting } = useDrafting(revision, file, all);
  const [draws, setDraws] = useState(false);
  const [pen, setPen] = useState<{ tool: ToolName; color: string; width: number }>({ tool: 'pen', color: 'red', width: 2 });
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [openLayer, setOpenLayer] = useState<string>();
  const [open, setOpen] = useState<Open>();
  const [asked, setAsked] = useState<Asked>();
  const published = publishedOn(file.file_id, all);
  const own = useOwnLayers(drafting);
  const layers = [...published.flatMap((markup) => layerOf(markup) ?? []), ...own].filter(({ id }) => !hidden.has(id));
  const close = () => setOpen(undefined);
  const show = (id: string) => {
    close();
    setHidden(without(hidden, id));
    setOpenLayer(id);
  };
  const onShape = (ground: Ground, shape: Shape) => {
    if (shape.kind === 'measure' && !shape.from) setAsked({ ground, shape });
    else keeper.add(ground, shape);
  };
  const easel = draws
    ? {
        ...pen,
        layers: own,
        onShape,
        onPlace: (ground: Ground, points: [number, number]) => setAsked({ ground, shape: { kind: 'text', color: pen.color, width: pen.width, points } }),
        onErase: (layer: string, shape: number) => keeper.erase(layer, shape),
        onUndo: () => keeper.undo(),
        bar: (
          <DrawBar
            pen={pen}
            onPen={setPen}
            drafting={drafting}
            onUndo={() => keeper.undo()}
            onDiscard={() => setOpen('discard')}
            onPublish={() => setOpen('publish')}
            onClose={() => setDraws(false)}
          />
        ),
      }
    : undefined;
  const done = () => {
    close();
    setDraws(false);
    again();
  };
  return {
    acts: { layers, openLayer, onDraw: mayDraw ? () => setDraws(true) : undefined, easel },
    count: published.length,
    list: () => setOpen('list'),
    sheets: (
      <Suspense>
        {open === 'list' && (
          <MarkupsSheet
            published={published}
            own={own}
            hidden={hidden}
            who={who}
            mayDraw={mayDraw}
            onHidden={setHidden}
            onShow={show}
            onDraw={() => {
              close();
              setDraws(true);
            }}
            onClose={close}
          />
        )}
        {open === 'publish' && <PublishSheet count={own.length} publish={(key) => keeper.publish(key)} onDone={done} onClose={close} />}
        {open === 'discard' && <DiscardSheet discard={() => keeper.discard()} onDone={done} onClose={close} />}
        {asked && (
          <WordsSheet
            kind={asked.shape.kind}
            onDone={(text) => {
              if (text || asked.shape.kind === 'measure') keeper.add(asked.ground, { ...asked.shape, ...(text ? { text } : {}) });
              setAsked(undefined);
            }}
            onClose={() => setAsked(undefined)}
          />
        )}
      </Suspense>
    ),
  };
}

/** All markups of a revision that the reader sees: what was read, and what the room has heard since. */
function useMarkupsOf({ id, project_id, state }: Revision) {
  const queries = useQueryClient();
  const read = useKept<Markup[]>(['markups', id], () => writes.markupsOf(id), { enabled: state === 'submitted' });
  const { log } = useRoom(project_id);
  const heard = useMemo(() => log.flatMap(({ markup }) => (markup?.revision_id === id ? markup : [])), [log, id]);
  const all = useMemo(() => withHeard(read.data ?? [], heard), [read.data, heard]);
  return { all, again: () => void queries.invalidateQueries({ queryKey: ['markups', id] }) };
}

function useDrafting(revision: Revision, file: RevisionFile, all: readonly Markup[]) {
  const { person } = useSigned();
  const keeper = useMemo(
    () =>
      new DraftKeeper(`${person.id}.${revision.id}.${file.file_id}`, {
        begin: (drawn) => writes.begin(revision.id, file.file_id, drawn),
        redraw: writes.redraw,
        discard: writes.discard,
        publish: writes.publish,
      }),
    [person.id, revision.id, file.file_id],
  );
  const drafts = useMemo(() => all.filter((markup) => isDraft(markup) && markup.file_id === file.file_id), [all, file.file_id]);
  useEffect(() => keeper.take(drafts), [keeper, drafts]);
  useEffect(() => () => keeper.stop(), [keeper]);
  return { keeper, drafting: useSyncExternalStore(keeper.subscribe, keeper.get) };
}

function useOwnLayers({ drawn }: Drafting): Layer[] {
  const { person } = useSigned();
  return useMemo(() => drawn.filter(({ shapes }) => shapes.length > 0).map(({ id, ground, shapes }) => ({ id, label: person.name, ground, shapes })), [drawn, person.name]);
}

function layerOf(markup: Markup): Layer | undefined {
  const ground = groundOf(markup);
  return ground && { id: markup.id, label: markup.author.name, ground, shapes: markup.shapes as Shape[] };
}

function without(all: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...all].filter((one) => one !== id));
}
