// The page of a closed meeting, and both sides' word on it. It prints on A4.
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNetwork, useSigned } from '../access/signed';
import { Refusal } from '../api/problem';
import type { Meeting, MeetingItem, Snapshot } from '../api/types';
import { may } from '../access/reads';
import type { Who } from '../rooms/who';
import { Body } from '../rooms/words';
import { Failure, useAct } from '../ui/form';
import { useTimes } from '../ui/time';
import type { Told } from './meeting-screen';
import css from './meeting-page.module.css';
import { NOTED, SIDES, waitingFor, type Side } from './states';
import { placeOf, wallAt } from './zones';
import { confirm, reopen } from './writes';

interface MeetingPageProps {
  state: Snapshot;
  who: Who;
  told: Told;
  /** What is shown is not what the record speaks of any more. */
  stale: boolean;
  organizes: boolean;
}

export default function MeetingPage({ state, who, told, stale, organizes }: MeetingPageProps) {
  const { t } = useTranslation();
  const times = useTimes();
  const meeting = told.value;
  const { page } = meeting;
  if (!page) return null;
  const kinds = [...NOTED, 'milestone'] as const;
  return (
    <>
      <article className={css.page} aria-label={t('meetings.page')}>
        <header>
          <p className={css.project}>
            <span className={css.code}>{page.project_code}</span> {page.project_name}
          </p>
          <h3>{page.title}</h3>
          <dl className={css.facts}>
            <dt>{t('meetings.held')}</dt>
            <dd className="figures">
              {page.started_at && page.ended_at ? `${times.full(page.started_at)} – ${times.clock(page.ended_at)}` : times.full(page.starts_at)}
              <Beside at={page.started_at ?? page.starts_at} zone={page.time_zone} />
            </dd>
            <dt>{t('meetings.organizer_word')}</dt>
            <dd>{page.organizer}</dd>
            <dt>{t('meetings.attendees')}</dt>
            <dd>
              {page.attendees.length === 0
                ? t('meetings.attendees_unsaid')
                : page.attendees.map((one) => `${one.name} (${one.department_name ?? one.firm_name})`).join(', ')}
            </dd>
          </dl>
        </header>
        {page.agenda && (
          <section>
            <h4>{t('meetings.field.agenda')}</h4>
            <Body body={page.agenda} who={who} />
          </section>
        )}
        {page.summary && (
          <section>
            <h4>{t('meetings.field.summary')}</h4>
            <Body body={page.summary} who={who} />
          </section>
        )}
        {page.items.length === 0 && <p>{t('meetings.nothing_noted')}</p>}
        {kinds.map((kind) => {
          const items = page.items.filter((item) => item.kind === kind);
          return items.length > 0 && <Items key={kind} kind={kind} items={items} />;
        })}
        <Words meeting={meeting} />
        {meeting.page_sha256 && <p className={css.hash}>{t('meetings.hash', { hash: meeting.page_sha256 })}</p>}
      </article>
      <Acts state={state} told={told} stale={stale} organizes={organizes} />
    </>
  );
}

/** The planner's clock, where it is another one. */
function Beside({ at, zone }: { at: string; zone: string }) {
  const { i18n } = useTranslation();
  const { person } = useSigned();
  if (zone === person.time_zone) return null;
  const wall = wallAt(at, zone);
  return ` · ${placeOf(zone, i18n.language)} ${wall.day} ${wall.time}`;
}

function Items({ kind, items }: { kind: (typeof NOTED)[number] | 'milestone'; items: readonly MeetingItem[] }) {
  const { t } = useTranslation();
  const times = useTimes();
  return (
    <section>
      <h4>
        {t(`plan.kind.${kind}`)} <span className="figures">{items.length}</span>
      </h4>
      <ol className={css.items}>
        {items.map((item) => (
          <li key={item.id}>
            <span className={css.itemTitle}>{item.title}</span>
            {item.body && <span className={css.itemBody}>{item.body}</span>}
            {(item.owner || item.due_on) && (
              <span className={css.itemOwner}>
                {[item.owner, item.due_on && times.date(item.due_on)].filter(Boolean).join(' · ')}
              </span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Who has confirmed for which side, or for how long that is waited for. */
function Words({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const times = useTimes();
  const waits = waitingFor(meeting, Date.now());
  return (
    <section>
      <h4>{t('meetings.confirmations')}</h4>
      <ul className={css.sides}>
        {SIDES.map((side) => {
          const one = meeting.confirmations.find((each) => each.side === side);
          return (
            <li key={side} data-confirmed={one !== undefined}>
              <span className={css.side}>{t(`side.${side}`)}</span>
              {one ? (
                <span>
                  {one.firm_name} · {one.author.name} · <time dateTime={one.at}>{times.full(one.at)}</time>
                </span>
              ) : (
                <span>{waiting(side, waits?.days ?? 0)}</span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );

  function waiting(side: Side, days: number): string {
    return `${t(`meetings.waits.${side}`)} · ${days < 1 ? t('ball.today') : t('ball.days', { count: days })}`;
  }
}

function Acts({ state, told, stale, organizes }: Omit<MeetingPageProps, 'who'>) {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const queries = useQueryClient();
  const meeting = told.value;
  const again = () => queries.invalidateQueries({ queryKey: ['meeting', meeting.id] });
  const yes = useAct(async (key) => {
    try {
      await confirm(meeting.id, key, told.tag);
    } finally {
      await again();
    }
  });
  const more = useAct(async (key) => {
    await reopen(meeting.id, key);
    await again();
  });
  const confirms = may(meeting, 'confirm_meeting');
  const changed = yes.failure instanceof Refusal && yes.failure.code === 'precondition_failed';
  return (
    <div className={css.acts} data-project={state.project.id}>
      <Failure of={yes.failure ?? more.failure} />
      {(stale || changed) && <p role="status">{t('meetings.look_again')}</p>}
      {confirms && (
        <Button size="md" loading={yes.busy} disabled={!online || stale} onClick={() => void yes.run(told.tag)}>
          {t('meetings.confirm')}
        </Button>
      )}
      <Button variant="default" onClick={() => print()}>
        {t('meetings.print')}
      </Button>
      {meeting.closed_seq === undefined && organizes && (
        <Button variant="subtle" loading={more.busy} disabled={!online} onClick={() => void more.run(meeting.page_sha256)}>
          {t('meetings.reopen')}
        </Button>
      )}
    </div>
  );
}
