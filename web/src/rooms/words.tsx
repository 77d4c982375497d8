// What was said, drawn: the tree of `markdown.ts` as React nodes, mentions and cards of things in the project.
import { createContext, Fragment, useContext, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mention, Message } from '../api/types';
import { Link } from 'wouter';
import { markdown, type Block, type Inline } from './markdown';
import { addressOf, targetOf } from './targets';
import css from './words.module.css';
import type { Who } from './who';

/** What a card says of a thing, and where a tap leads. */
export interface Thing {
  kind: string;
  words: string;
  state?: string;
  turn?: { who: string; mine: boolean };
  open: () => void;
}

/** Answers nothing about what this device does not know. */
export interface Things {
  project: string;
  about(kind: string, id: string): Thing | undefined;
  /** Looks for a message further back than this device has; it may be none of the reader's. */
  seek(messageId: string): void;
}

export const ThingsContext = createContext<Things>({ project: '', about: () => undefined, seek: () => {} });

interface BodyProps {
  body: string;
  mentions?: readonly Mention[] | undefined;
  who: Who;
}

export function Body({ body, mentions, who }: BodyProps) {
  const tree = useMemo(() => markdown(body), [body]);
  const names = useMemo(() => namesOf(mentions ?? [], who), [mentions, who]);
  return <>{blocks(tree, names)}</>;
}

/** The words in one line, for quotes and lists. */
export function plain(message: Pick<Message, 'body' | 'deletion'>, deleted: string): string {
  if (message.deletion) return deleted;
  return unsigned(message.body);
}

/** Words without the signs that draw them, on one line. */
export function unsigned(body: string): string {
  const lines = body.replace(/^\s*(?:>\s*)*(?:[-*+]\s+|\d{1,4}[.)]\s+)?/gm, '');
  return lines.replace(/\s+/g, ' ').replace(/(\*\*|[*`])(?=\S)|(?<=\S)(\*\*|[*`])/g, '');
}

function namesOf(mentions: readonly Mention[], who: Who): RegExp | undefined {
  const names = mentions.flatMap(({ person_id, party_id }) => {
    const name = person_id !== undefined ? who.member(person_id)?.name : who.partyName(party_id ?? '');
    return name ? [`@${name}`] : [];
  });
  if (names.length === 0) return undefined;
  const sorted = names.sort((a, b) => b.length - a.length);
  return new RegExp(`(${sorted.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'g');
}

function blocks(of: readonly Block[], names: RegExp | undefined): ReactNode {
  return of.map((block, at) => {
    switch (block.kind) {
      case 'words':
        return <p key={at}>{inlines(block.parts, names)}</p>;
      case 'list': {
        const items = block.items.map((item, n) => <li key={n}>{inlines(item, names)}</li>);
        return block.ordered ? (
          <ol key={at} start={block.start}>
            {items}
          </ol>
        ) : (
          <ul key={at}>{items}</ul>
        );
      }
      case 'quote':
        return <blockquote key={at}>{blocks(block.blocks, names)}</blockquote>;
      case 'code':
        return (
          <pre key={at} tabIndex={0}>
            <code>{block.text}</code>
          </pre>
        );
    }
  });
}

function inlines(of: readonly Inline[], names: RegExp | undefined): ReactNode {
  return of.map((part, at) => {
    switch (part.kind) {
      case 'text':
        return <Fragment key={at}>{named(part.text, names)}</Fragment>;
      case 'bold':
        return <strong key={at}>{inlines(part.parts, names)}</strong>;
      case 'italic':
        return <em key={at}>{inlines(part.parts, names)}</em>;
      case 'code':
        return <code key={at}>{part.text}</code>;
      case 'link':
        return (
          <Address key={at} href={part.href}>
            {inlines(part.parts, undefined)}
          </Address>
        );
      case 'card':
        return <Card key={at} of={part.of} id={part.id} label={part.label} />;
    }
  });
}

function named(text: string, names: RegExp | undefined): ReactNode {
  if (!names) return text;
  return text.split(names).map((each, at) =>
    at % 2 === 1 ? (
      <span key={at} className={css.mention}>
        {each}
      </span>
    ) : (
      each
    ),
  );
}

const KINDS = ['message', 'member', 'party', 'milestone', 'action', 'question', 'decision', 'idea', 'phase', 'meeting', 'design', 'comment', 'approval'] as const;

/** A link: a card where it names something of this project that is known here, else its words. */
function Address({ href, children }: { href: string; children: ReactNode }) {
  const things = useContext(ThingsContext);
  const target = targetOf(href, location.origin);
  if (!target) {
    return (
      <a href={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    );
  }
  const here = target.project === things.project;
  const thing = here ? things.about(target.kind, target.id) : undefined;
  if (thing) return <ThingCard thing={thing} />;
  const seek = here && target.kind === 'message' ? () => things.seek(target.id) : undefined;
  return (
    <Link href={addressOf(target)} onClick={seek}>
      {children}
    </Link>
  );
}

function Card({ of, id, label }: { of: string; id: string; label: string | undefined }) {
  const { t } = useTranslation();
  const thing = useContext(ThingsContext).about(of, id);
  return thing ? <ThingCard thing={thing} /> : <span>{label ?? t('thing.unknown')}</span>;
}

export function ThingCard({ thing }: { thing: Thing }) {
  const { t } = useTranslation();
  const kind = KINDS.find((each) => each === thing.kind);
  return (
    <button type="button" className={css.card} onClick={thing.open}>
      <span className={css.kind}>{kind ? t(`thing.${kind}`) : thing.kind}</span>
      <span className={css.title}>{thing.words}</span>
      {thing.state && <span className={css.kind}>{thing.state}</span>}
      {thing.turn && (
        <span className={css.turn} data-mine={thing.turn.mine}>
          {thing.turn.who}
        </span>
      )}
    </button>
  );
}
