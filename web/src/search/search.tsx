// Finding what was said in a project, with filters; a tap leads to its place in the stream. Without a network it
// looks through what this device has, and says so.
import { NativeSelect, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useNetwork, useSigned } from '../access/signed';
import { answer, api } from '../api/client';
import type { SearchHit } from '../api/types';
import { nameOf, type Who } from '../rooms/who';
import { unsigned } from '../rooms/words';
import type { RoomView } from '../sync/room';
import { Empty, Loading, Trouble } from '../ui/states';
import { useTimes } from '../ui/time';
import { foundHere } from './found-here';
import css from './search.module.css';

const KINDS = ['message', 'question', 'decision', 'action', 'idea', 'milestone', 'member'] as const;
const PAUSE_MS = 250;

interface Filters {
  kind: string;
  person: string;
  department: string;
  from: string;
  to: string;
}

const NONE: Filters = { kind: '', person: '', department: '', from: '', to: '' };

export default function Search({ room, who }: { room: RoomView; who: Who }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const { online } = useNetwork();
  const [words, setWords] = useState('');
  const [filters, setFilters] = useState(NONE);
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
  const choose = (name: keyof Filters) => (event: { currentTarget: { value: string } }) =>
    setFilters({ ...filters, [name]: event.currentTarget.value });
  const departments = room.state?.parties.filter((party) => party.department_id) ?? [];
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
        <div className={css.filters} role="group" aria-label={t('search.filters')} tabIndex={0}>
          <NativeSelect
            aria-label={t('search.kind')}
            disabled={!online}
            value={filters.kind}
            onChange={choose('kind')}
            data={[{ value: '', label: t('search.any_kind') }, ...KINDS.map((kind) => ({ value: kind, label: t(`thing.${kind}`) }))]}
          />
          <NativeSelect
            aria-label={t('word.person')}
            disabled={!online}
            value={filters.person}
            onChange={choose('person')}
            data={[
              { value: '', label: t('search.any_person') },
              ...(room.state?.members ?? []).map((member) => ({ value: member.person_id, label: member.name })),
            ]}
          />
          {departments.length > 0 && (
            <NativeSelect
              aria-label={t('word.department')}
              disabled={!online}
              value={filters.department}
              onChange={choose('department')}
              data={[
                { value: '', label: t('search.any_department') },
                ...departments.map((party) => ({ value: party.department_id!, label: nameOf(party) })),
              ]}
            />
          )}
          {(['from', 'to'] as const).map((end) => (
            <label key={end} className={css.day}>
              {t(`search.${end}`)}
              <TextInput type="date" disabled={!online} value={filters[end]} onChange={choose(end)} />
            </label>
          ))}
        </div>
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
  if (hit.kind === 'message') return `${project}#${hit.id}`;
  if (hit.kind === 'member' || hit.kind === 'party') return `${project}/people`;
  return ITEMS.includes(hit.kind) ? `${project}/plan` : project;
}

function Hit({ hit, asked, who, me }: { hit: SearchHit; asked: string; who: Who; me: string }) {
  const { t } = useTranslation();
  const times = useTimes();
  const kind = KINDS.find((each) => each === hit.kind);
  const name = hit.kind === 'message' ? (who.member(hit.person_id ?? '')?.name ?? t('happened.somebody')) : kind ? t(`thing.${kind}`) : '';
  return (
    <li>
      <Link href={placeOf(hit)} className={css.hit} data-mine={hit.person_id === me}>
        <span className={css.head}>
          <span className={css.name}>{name}</span>
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
