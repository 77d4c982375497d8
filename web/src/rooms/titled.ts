// Words in which a link to a thing of this project stands as the thing's title.
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../api/types';
import { targetOf } from './targets';
import { plain, ThingsContext, type Things } from './words';

const LINK = /https?:\/\/[^\s<>()]+/g;

/** `body` with titles for the links that are known here; without links at all where nothing else stands in it. */
export function titled(body: string, things: Things, origin: string): string {
  return body.replace(LINK, (href) => {
    const target = targetOf(href, origin);
    const thing = target?.project === things.project ? things.about(target.kind, target.id) : undefined;
    return thing?.words ?? href;
  });
}

/** Nothing but links. */
export function onlyLinks(body: string): boolean {
  return body.replace(LINK, '').trim() === '';
}

export function useTitled(): (body: string) => string {
  const things = useContext(ThingsContext);
  return (body) => titled(body, things, location.origin);
}

/** A message in one line, for quotes. */
export function usePlain(): (message: Pick<Message, 'body' | 'deletion'>) => string {
  const { t } = useTranslation();
  const named = useTitled();
  return (message) => plain({ ...message, body: named(message.body) }, t('message.deleted'));
}
