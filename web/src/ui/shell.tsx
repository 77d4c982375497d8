// The frame around every signed-in screen: a bar below on a phone, a rail beside on a desk.
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useSigned } from '../access/signed';
import { useWaiting } from '../home/waiting';
import { ProjectRail } from '../projects/rail';
import { useDesk } from './desk';
import { FirmMark } from './firm-mark';
import { Icon, type IconName } from './icon';
import css from './shell.module.css';
import { UpdateNote } from './update-note';

const Keys = lazy(() => import('./keys'));

const COLLAPSED = 'dure.rail';

interface Place {
  to: string;
  icon: IconName;
  text: 'nav.home' | 'nav.projects' | 'nav.turn' | 'nav.firms' | 'nav.me';
}

const HOME: Place = { to: '/', icon: 'home', text: 'nav.home' };
const PROJECTS: Place = { to: '/projects', icon: 'projects', text: 'nav.projects' };
const TURN: Place = { to: '/turn', icon: 'turn', text: 'nav.turn' };
const FIRMS: Place = { to: '/firms', icon: 'firms', text: 'nav.firms' };
const ME: Place = { to: '/me', icon: 'me', text: 'nav.me' };

/** Where the composer has the place of the bar. */
const ROOM = /^\/projects\/(?!new$)[^/]+\/?$/;
const OF_FIRMS = /^\/(firms|clusters)(\/|$)/;

function here(location: string, to: string): boolean {
  if (to === '/') return location === '/';
  if (to === '/firms') return OF_FIRMS.test(location);
  return location === to || location.startsWith(`${to}/`);
}

export function Shell({ children }: { children: ReactNode }) {
  const desk = useDesk();
  const [location] = useLocation();
  useWindowHeight();
  return (
    <div className={css.shell} data-desk={desk}>
      {desk && <Rail location={location} />}
      <div className={css.content} data-moves>
        {children}
      </div>
      {!desk && <Bar location={location} />}
      <UpdateNote />
      {desk && (
        <Suspense>
          <Keys />
        </Suspense>
      )}
    </div>
  );
}

/** How much waits for the reader; the words for those who hear the screen. */
function TurnCount({ plain = false }: { plain?: boolean }) {
  const { t } = useTranslation();
  const { count } = useWaiting();
  if (count === 0) return null;
  return (
    <span className={css.count} data-plain={plain}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden">{t('turn.count', { count })}</span>
    </span>
  );
}

/** On a phone the firms are found behind the person. */
function Bar({ location }: { location: string }) {
  const { t } = useTranslation();
  return (
    <nav className={css.bar} data-room={ROOM.test(location)} aria-label={t('nav.label')}>
      {[HOME, PROJECTS, TURN, ME].map(({ to, icon, text }) => {
        const current = here(location, to) || (to === '/me' && OF_FIRMS.test(location));
        return (
          <Link key={to} href={to} aria-current={current ? 'page' : undefined}>
            <span className={css.icon}>
              <Icon name={icon} size={22} />
              {to === TURN.to && <TurnCount />}
            </span>
            {t(text)}
          </Link>
        );
      })}
    </nav>
  );
}

function Rail({ location }: { location: string }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(COLLAPSED) === 'collapsed');
  const toggle = () => {
    localStorage.setItem(COLLAPSED, collapsed ? 'open' : 'collapsed');
    setCollapsed(!collapsed);
  };
  return (
    <nav className={css.rail} data-collapsed={collapsed} aria-label={t('nav.label')}>
      <div className={css.brand}>
        {!collapsed && <span className={css.word}>{t('brand')}</span>}
        <button type="button" onClick={toggle} aria-expanded={!collapsed} aria-label={t('nav.rail')}>
          <Icon name="rail" />
        </button>
      </div>
      {[HOME, PROJECTS, TURN, FIRMS].map(({ to, icon, text }) => (
        <Link key={to} href={to} aria-current={here(location, to) ? 'page' : undefined} aria-label={collapsed ? t(text) : undefined}>
          <span className={css.icon}>
            <Icon name={icon} />
            {collapsed && to === TURN.to && <TurnCount />}
          </span>
          {!collapsed && <span className={css.place}>{t(text)}</span>}
          {!collapsed && to === TURN.to && <TurnCount plain />}
        </Link>
      ))}
      <div className={css.projects}>{!collapsed && <ProjectRail />}</div>
      <Link
        href="/me"
        aria-current={here(location, '/me') ? 'page' : undefined}
        aria-label={collapsed ? t('nav.me') : undefined}
      >
        <FirmMark id={person.firm_id} name={person.firm_name} size="small" />
        {!collapsed && (
          <span className={css.me}>
            {person.name}
            <small>{person.firm_name}</small>
          </span>
        )}
      </Link>
    </nav>
  );
}

/** Keeps the screen as high as what the on-screen keyboard leaves, where the browser does not do it itself. */
function useWindowHeight(): void {
  useEffect(() => {
    const seen = window.visualViewport;
    if (!seen) return;
    const fit = () => document.documentElement.style.setProperty('--seen', `${Math.round(seen.height)}px`);
    seen.addEventListener('resize', fit);
    return () => seen.removeEventListener('resize', fit);
  }, []);
}
