// The frame around every signed-in screen: a bar below on a phone, a rail beside on a desk.
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useSigned } from '../access/signed';
import { ProjectRail } from '../projects/rail';
import { useDesk } from './desk';
import { Icon, type IconName } from './icon';
import { Mark } from './mark';
import css from './shell.module.css';
import { UpdateNote } from './update-note';

const COLLAPSED = 'dure.rail';

const PLACES: readonly { to: string; icon: IconName; text: 'nav.home' | 'nav.projects' | 'nav.firms' | 'nav.me' }[] = [
  { to: '/', icon: 'home', text: 'nav.home' },
  { to: '/projects', icon: 'projects', text: 'nav.projects' },
  { to: '/firms', icon: 'firms', text: 'nav.firms' },
  { to: '/me', icon: 'me', text: 'nav.me' },
];

function here(location: string, to: string): boolean {
  if (to === '/') return location === '/';
  if (to === '/firms') return location.startsWith('/firms') || location.startsWith('/clusters');
  return location === to || location.startsWith(`${to}/`);
}

export function Shell({ children }: { children: ReactNode }) {
  const desk = useDesk();
  const [location] = useLocation();
  const inRoom = /^\/projects\/(?!new$)[^/]+/.test(location);
  useWindowHeight();
  return (
    <div className={css.shell} data-desk={desk}>
      {desk && <Rail location={location} />}
      <div className={css.content}>{children}</div>
      {!desk && !inRoom && <Bar location={location} />}
      <UpdateNote />
    </div>
  );
}

function Bar({ location }: { location: string }) {
  const { t } = useTranslation();
  return (
    <nav className={css.bar} aria-label={t('nav.label')}>
      {PLACES.map(({ to, icon, text }) => (
        <Link key={to} href={to} aria-current={here(location, to) ? 'page' : undefined}>
          <Icon name={icon} size={22} />
          {t(text)}
        </Link>
      ))}
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
      {PLACES.slice(0, 3).map(({ to, icon, text }) => (
        <Link key={to} href={to} aria-current={here(location, to) ? 'page' : undefined} aria-label={t(text)}>
          <Icon name={icon} />
          {!collapsed && <span>{t(text)}</span>}
        </Link>
      ))}
      <div className={css.projects}>{!collapsed && <ProjectRail />}</div>
      <Link
        href="/me"
        aria-current={here(location, '/me') ? 'page' : undefined}
        aria-label={collapsed ? t('nav.me') : undefined}
      >
        <Mark id={person.firm_id} name={person.firm_name} size="small" />
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
