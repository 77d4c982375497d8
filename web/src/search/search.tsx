// Finding what was said in a project, with filters; a tap leads to its place in the stream. Without a network it
// looks through what this device has, and says so.
import { Button, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { lazy, Suspense, useDeferredValue, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useNetwork, useSigned } from '../access/signed';
import { answer, api } from '../api/client';
import type { SearchHit } from '../api/types';
import { addressOf } from '../rooms/targets';
import type { Who } from '../rooms/who';
import { unsigned } from '../rooms/words';
import type { RoomView } from '../sync/room';
import { useDesk } from '../ui/desk';
import { Icon } from '../ui/icon';
import { Empty, Loading, Trouble } from '../ui/states';
import { useTimes } from '../ui/time';
import { Filters, KINDS, NONE } from './filters';
import { foundHere } from './found-here';
import css from './search.module.css';

const FilterSheet = lazy(() => import('./filter-sheet'));
const PAUSE_MS = 250;

export default function Search({ room, who }: { room: RoomView; who: Who }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const { online } = useNetwork();
  const [words, setWords] = useState('');
  const [filters, setFilters] = useState(NONE);
  const [choosing, setChoosing] = useState(false);
  const desk = useDesk();
  const asked = useLater(words.trim().normalize('NFC'), PAUSE_MS);
  const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
  const asks = asked !== '' || Object.keys(given).length > 0;
  const read = useInfiniteQuery({
    queryKey: ['search', room.id, asked, given],
    enabled: asks && online,
    placeholderData: keepPreviousData,
    initialPageParam: '',
    queryFn: ({ pageParam }) => {
      const query = { ...given, ...(asked ? { q: asked } : {}), ...(pageParam ? { after: pageParam } : {}) };
      return answer(api.GET('/projects/{project_id}/search', { params: { path: { project_id: room.id }, query } }));
    },
    getNextPageParam: (page) => page.next,
  });
  const here = useDeferredValue(!online && asked !== '' ? foundHere(room, asked) : []);
  const hits = online ? (read.data?.pages.flatMap((page) => page.items) ?? []) : here;
  const chosen = Object.keys(given).length;
  return (
    <div className={css.search}>
      <div className={css.asked} role="search">
        <TextInput
          type="search"
          className={css.words}
          aria-label={t('search.title')}
          placeholder={t('search.placeholder')}
          value={words}
          maxLength={200}
          autoFocus
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        {desk ? (
          <Filters of={filters} onChange={setFilters} state={room.state} />
        ) : (
          <Button variant="default" leftSection={<Icon name="filter" />} aria-haspopup="dialog" disabled={!online} onClick={() => setChoosing(true)}>
            {t('search.filters')}
            {chosen > 0 && ` ${chosen}`}
          </Button>
        )}
        {choosing && (
          <Suspense>
            <FilterSheet of={filters} onChange={setFilters} state={room.state} onClose={() => setChoosing(false)} />
          </Suspense>
        )}
      </div>
      {!online && <p className={css.note}>{t('search.offline')}</p>}
      <div className={css.found} aria-live="polite">
        {!asks ? (
          <Empty title={t('search.start')}>{t('search.start_words')}</Empty>
        ) : online && read.error ? (
          <Trouble of={read.error} again={() => void read.refetch()} />
        ) : online && read.isPending ? (
          <Loading />
        ) : hits.length === 0 ? (
          <Empty title={t('search.none')}>{t('search.none_words')}</Empty>
        ) : (
          <ol className={css.hits}>
            {hits.map((hit) => (
              <Hit key={`${hit.kind}${hit.id}`} hit={hit} asked={asked} who={who} me={person.id} />
            ))}
          </ol>
        )}
        {online && read.hasNextPage && (
          <button type="button" className={css.more} onClick={() => void read.fetchNextPage()} disabled={read.isFetchingNextPage}>
            {t('search.more')}
          </button>
        )}
      </div>
    </div>
  );
}

/** The value once it has stood still. */
function useLater<T>(value: T, pause: number): T {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return later;
}

const ITEMS = ['question', 'decision', 'action', 'idea', 'milestone'];

function placeOf(hit: SearchHit): string {
  const project = `/projects/${hit.project_id}`;
  if (hit.kind === 'message' || hit.kind === 'comment' || hit.kind === 'design') return addressOf({ project: hit.project_id, kind: hit.kind, id: hit.id });
  if (hit.kind === 'member' || hit.kind === 'party') return `${project}/people`;
  return ITEMS.includes(hit.kind) ? `${project}/plan` : project;
}

function Hit({ hit, asked, who, me }: { hit: SearchHit; asked: string; who: Who; me: string }) {
  const { t } = useTranslation();
  const times = useTimes();
  const kind = KINDS.find((each) => each === hit.kind);
  const said = hit.kind === 'message' || hit.kind === 'comment';
  const name = said ? (who.member(hit.person_id ?? '')?.name ?? t('happened.somebody')) : kind ? t(`thing.${kind}`) : '';
  return (
    <li>
      <Link href={placeOf(hit)} className={css.hit} data-mine={hit.person_id === me}>
        <span className={css.head}>
          <span className={css.name}>{hit.kind === 'comment' ? `${t('thing.comment')} · ${name}` : name}</span>
          <time dateTime={hit.at} title={times.full(hit.at)}>
            {times.brief(hit.at)}
          </time>
        </span>
        <span className={css.text}>{marked(unsigned(hit.text), asked)}</span>
      </Link>
    </li>
  );
}

/** The words asked for, as they stand in the text. */
function marked(text: string, asked: string): ReactNode {
  const words = asked.split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return text;
  return text.split(new RegExp(`(${words.join('|')})`, 'giu')).map((part, at) => (at % 2 === 1 ? <mark key={at}>{part}</mark> : part));
}
