// Plans a meeting or changes one, with the time on every side's clock while it is chosen.
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { TimeZoneSelect } from '../access/time-zone-select';
import { useFirm } from '../access/reads';
import { useKept, useSigned } from '../access/signed';
import type { Meeting, SideZone, Snapshot } from '../api/types';
import { nameOf } from '../rooms/who';
import { newId } from '../sync/ids';
import { DayField } from '../ui/day-field';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import css from './meetings.module.css';
import { useSpans } from './times';
import { changesOf, create, FIELDS, update, zones, type Given } from './writes';
import { momentOf, wallAt } from './zones';

const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240, 480];
const HOUR_MS = 3_600_000;

interface PlanMeetingProps {
  state: Snapshot;
  /** The one that is changed, with the tag of what is on the screen. */
  meeting?: Meeting;
  tag?: string;
  onClose(): void;
}

export default function PlanMeeting({ state, meeting, tag, onClose }: PlanMeetingProps) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const [, go] = useLocation();
  const firm = useFirm(person.firm_id);
  const read = useKept<SideZone[]>(['zones', state.project.id], () => zones(state.project.id));
  const spans = useSpans();
  const [id] = useState(() => newId());
  const [zone, setZone] = useState(meeting?.time_zone ?? person.time_zone);
  const [wall, setWall] = useState(() => wallAt(meeting?.starts_at ?? nextHour(), zone));
  const [given, setGiven] = useState<Omit<Given, 'starts_at' | 'time_zone'>>({
    title: meeting?.title ?? '',
    agenda: meeting?.agenda ?? '',
    minutes: meeting?.minutes ?? 60,
    video: meeting?.video_url ? 'own' : 'none',
    video_url: meeting?.video_url ?? '',
    party_ids: meeting?.party_ids ?? [],
  });
  const set = (change: Partial<typeof given>) => setGiven((before) => ({ ...before, ...change }));
  const starts_at = momentOf(wall, zone);
  const past = starts_at !== undefined && Date.parse(starts_at) + given.minutes * 60_000 < Date.now();
  const begun = meeting !== undefined && meeting.state !== 'planned';
  const act = useAct(async (key) => {
    const all: Given = { ...given, starts_at: starts_at ?? '', time_zone: zone };
    if (meeting) {
      await update(meeting.id, key, tag, changesOf(meeting, all));
      onClose();
      return;
    }
    const made = await create(state.project.id, id, key, all);
    onClose();
    go(`/projects/${state.project.id}/meetings/${made.id}`);
  });
  const template = firm.data?.video_template !== undefined;
  return (
    <Sheet title={t(meeting ? 'meetings.change' : 'meetings.plan')} onClose={onClose}>
      <Form onSubmit={() => void act.run(given, wall, zone)}>
        <TextInput
          label={t('meetings.field.title')}
          value={given.title}
          maxLength={200}
          data-autofocus
          onChange={(event) => set({ title: event.currentTarget.value })}
          error={act.fault('/title')}
        />
        {!begun && (
          <>
            <div className={css.pair}>
              <DayField
                label={t('meetings.field.day')}
                value={wall.day}
                min="2000-01-01"
                max="2100-12-31"
                onChange={(day) => setWall({ ...wall, day })}
                error={act.fault('/starts_at')}
              />
              <TextInput
                type="time"
                label={t('meetings.field.time')}
                value={wall.time}
                onChange={(event) => setWall({ ...wall, time: event.currentTarget.value })}
              />
              <NativeSelect
                label={t('meetings.field.minutes')}
                value={String(given.minutes)}
                data={[...new Set([...LENGTHS, given.minutes])].sort((a, b) => a - b).map((value) => ({ value: String(value), label: t('meetings.minutes', { count: value }) }))}
                onChange={(event) => set({ minutes: Number(event.currentTarget.value) })}
                error={act.fault('/minutes')}
              />
              <TimeZoneSelect
                label={t('meetings.field.time_zone')}
                value={zone}
                onChange={(event) => setZone(event.currentTarget.value)}
                error={act.fault('/time_zone')}
              />
            </div>
            <div className={css.clocks} role="status" aria-live="polite">
              {starts_at === undefined ? (
                <p>{t('meetings.choose_time')}</p>
              ) : (
                spans(starts_at, given.minutes, [zone, ...(read.data ?? []).map((each) => each.time_zone)]).map((line) => <p key={line}>{line}</p>)
              )}
              {past && <strong>{t('meetings.past')}</strong>}
            </div>
          </>
        )}
        <Textarea
          label={t('meetings.field.agenda')}
          value={given.agenda}
          maxLength={4000}
          autosize
          minRows={3}
          maxRows={10}
          onChange={(event) => set({ agenda: event.currentTarget.value })}
          error={act.fault('/agenda')}
        />
        <NativeSelect
          label={t('meetings.field.video')}
          value={given.video}
          data={[
            { value: 'none', label: t('meetings.video.none') },
            ...(template ? [{ value: 'made', label: t('meetings.video.made') }] : []),
            { value: 'own', label: t('meetings.video.own') },
          ]}
          onChange={(event) => set({ video: event.currentTarget.value as Given['video'] })}
          error={act.fault('/video')}
        />
        {given.video === 'own' && (
          <TextInput
            type="url"
            label={t('meetings.field.video_url')}
            value={given.video_url}
            maxLength={500}
            onChange={(event) => set({ video_url: event.currentTarget.value })}
            error={act.fault('/video_url')}
          />
        )}
        {!begun && <Invited state={state} chosen={given.party_ids} onChange={(party_ids) => set({ party_ids })} />}
        <Failure of={act.failure} fields={FIELDS} />
        {!meeting && !past && <p className={css.hint}>{t('meetings.mails')}</p>}
        <Submit busy={act.busy} disabled={!given.title.trim() || starts_at === undefined}>
          {t(meeting ? 'meetings.save' : 'meetings.plan_do')}
        </Submit>
      </Form>
    </Sheet>
  );
}

function nextHour(): number {
  return Math.ceil((Date.now() + 1) / HOUR_MS) * HOUR_MS;
}

/** Everyone, or the parties that are named. */
function Invited({ state, chosen, onChange }: { state: Snapshot; chosen: readonly string[]; onChange(ids: string[]): void }) {
  const { t } = useTranslation();
  const toggle = (id: string, on: boolean) => onChange(on ? [...chosen, id] : chosen.filter((each) => each !== id));
  return (
    <fieldset className={css.parties}>
      <legend>{t('meetings.field.party_ids')}</legend>
      <Checkbox label={t('meetings.everyone')} checked={chosen.length === 0} onChange={() => onChange([])} />
      {state.parties.map((party) => (
        <Checkbox
          key={party.id}
          label={party.department_name ? `${party.firm_name} · ${party.department_name}` : nameOf(party)}
          checked={chosen.includes(party.id)}
          onChange={(event) => toggle(party.id, event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  );
}
