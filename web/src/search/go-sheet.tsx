// To go anywhere by a few letters: what this device knows, so it works without a network.
import { TextInput } from '@mantine/core';
import { useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useProjects } from '../access/reads';
import { useSigned } from '../access/signed';
import { isOpen, plannedIn } from '../plan/turns';
import { byLiveliness } from '../projects/project-row';
import { Sheet } from '../ui/sheet';
import css from './go-sheet.module.css';
import { itemPlaces, placesFor, projectPlaces, type GoPlace } from './places';

const SCREENS = [
  ['/', 'nav.home'],
  ['/turn', 'nav.turn'],
  ['/projects', 'nav.projects'],
  ['/firms', 'nav.firms'],
  ['/me', 'nav.me'],
] as const;

export default function GoSheet({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const { engine } = useSigned();
  const [, go] = useLocation();
  const projects = useProjects().data;
  const [asked, setAsked] = useState('');
  const [at, setAt] = useState(0);
  const places = useMemo((): GoPlace[] => {
    const liveliest = [...(projects ?? [])].sort(byLiveliness);
    const items = liveliest.flatMap((project) => {
      const { state } = engine.room(project.id);
      return state ? itemPlaces(project, plannedIn(state).filter(isOpen)) : [];
    });
    const screens = SCREENS.map(([to, text]): GoPlace => ({ key: to, to, kind: 'screen', words: t(text) }));
    return [...projectPlaces(liveliest), ...screens, ...items];
  }, [projects, engine, t]);
  const found = placesFor(asked, places);
  const chosen = Math.min(at, found.length - 1);
  const take = (place: GoPlace | undefined) => {
    if (!place) return;
    onClose();
    go(place.to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((chosen + step + found.length) % Math.max(1, found.length));
    else if (event.key === 'Enter') take(found[chosen]);
    else return;
    event.preventDefault();
  };
  const kind = (place: GoPlace) => {
    if (place.kind === 'screen') return t('go.screen');
    return place.kind === 'project' ? t('word.project') : t(`thing.${place.kind}`);
  };
  return (
    <Sheet title={t('go.title')} onClose={onClose}>
      <TextInput
        data-autofocus
        type="search"
        role="combobox"
        aria-expanded
        aria-controls="go-places"
        aria-activedescendant={found.length > 0 ? `go-${chosen}` : undefined}
        aria-label={t('go.title')}
        placeholder={t('go.placeholder')}
        value={asked}
        maxLength={100}
        onChange={(event) => (setAsked(event.currentTarget.value), setAt(0))}
        onKeyDown={onKeyDown}
      />
      <ul className={css.places} id="go-places" role="listbox" aria-label={t('go.title')}>
        {found.map((place, index) => (
          <li key={place.key} id={`go-${index}`} role="option" aria-selected={index === chosen} onClick={() => take(place)}>
            <span className={css.kind}>{kind(place)}</span>
            <span className={css.words}>
              {place.code && <span className={css.code}>{place.code}</span>} {place.words}
            </span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={css.none}>{t('go.none')}</p>}
    </Sheet>
  );
}
