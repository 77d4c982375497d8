// What the reader may go to from anywhere: screens, projects, items of plans that this device knows. Pure.
import type { Project } from '../api/types';
import type { Planned } from '../plan/turns';

export interface GoPlace {
  key: string;
  to: string;
  /** What kind of place, as a key of words. */
  kind: 'screen' | 'project' | Planned['kind'];
  code?: string;
  words: string;
}

const MOST = 12;

/** Places that fit every word of what was typed: those that begin so first, then as they were given. */
export function placesFor(asked: string, places: readonly GoPlace[]): GoPlace[] {
  const words = plain(asked).split(/\s+/).filter(Boolean);
  const scored = places.flatMap((place, order) => {
    const text = plain(`${place.code ?? ''} ${place.words}`).trim();
    if (!words.every((word) => text.includes(word))) return [];
    const begins = words.length > 0 && (text.startsWith(words[0]!) || plain(place.words).startsWith(words[0]!));
    return [{ place, order, begins: Number(begins) }];
  });
  return scored
    .sort((a, b) => b.begins - a.begins || a.order - b.order)
    .slice(0, MOST)
    .map(({ place }) => place);
}

export function projectPlaces(projects: readonly Project[]): GoPlace[] {
  return projects.map(({ id, code, name }) => ({ key: id, to: `/projects/${id}`, kind: 'project', code, words: name }));
}

export function itemPlaces(project: Project, items: readonly Planned[]): GoPlace[] {
  return items.map(({ kind, item }) => ({
    key: item.id,
    to: `/projects/${project.id}/plan?item=${item.id}`,
    kind,
    code: project.code,
    words: item.title,
  }));
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase();
}
