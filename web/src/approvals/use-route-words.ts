import { useTranslation } from 'react-i18next';
import type { RouteStep } from '../api/types';
import type { Who } from '../rooms/who';
import { routeWords, type Words } from './route-words';

/** A route in plain words, in the reader's language. */
export function useRouteWords(who: Who): (steps: readonly RouteStep[]) => string {
  const { t, i18n } = useTranslation();
  const words: Words = {
    t,
    language: i18n.language,
    nameOf: ({ party_id, person_id }) => (person_id === undefined ? who.partyName(party_id ?? '') : (who.member(person_id)?.name ?? who.partyName(party_id ?? ''))),
  };
  return (steps) => routeWords(steps, words);
}
