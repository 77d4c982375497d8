// What is the reader's turn over all projects: what is late first, each with its age and the act.
import { useTranslation } from 'react-i18next';
import { useTurns } from '../access/reads';
import { useKeptAt, useNetwork } from '../access/signed';
import { Page, Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Empty, Shown } from '../ui/states';
import { useTimes } from '../ui/time';
import { byDay, byPress, TIMES, useWaiting } from './waiting';
import { ApprovalTurnRow, CharterTurnRow, CommentTurnRow, ConfirmRow, PageRow, RefusedRow, TurnRow } from './waiting-rows';
import css from './waiting-rows.module.css';

export default function TurnScreen() {
  const { t } = useTranslation();
  const times = useTimes();
  const { online } = useNetwork();
  const at = useKeptAt(['turn']);
  const read = useTurns();
  const { turns, approvals, handed, pages, comments, handedComments, charters, toConfirm, refused, led, count } = useWaiting();
  return (
    <Page kept title={t('turn.title')} line={t('turn.line')}>
      {(!online || read.isError) && at !== undefined && (
        <p className={css.kept}>{t('turn.kept', { at: times.full(new Date(at).toISOString()) })}</p>
      )}
      <Shown read={read}>
        {() => {
          const groups = byPress(byDay(turns, approvals, times.dayKey), times.dayKey(new Date().toISOString()), times.dayKey);
          return count + handed.length + handedComments.length === 0 ? (
            <Empty title={t('turn.none')}>{t('turn.none_words')}</Empty>
          ) : (
            TIMES.filter((time) => groups[time].length > 0).map((time) => (
              <Section key={time} title={t(`turn.${time}`)} count={groups[time].length}>
                <ul className={rows.rows}>
                  {groups[time].map(({ turn, seat }) =>
                    seat ? <ApprovalTurnRow key={seat.seat_id + seat.kind} turn={seat} /> : <TurnRow key={turn.action?.id ?? turn.question?.id} turn={turn} />,
                  )}
                </ul>
              </Section>
            ))
          );
        }}
      </Shown>
      {handed.length + handedComments.length > 0 && (
        <Section title={t('turn.handed_title')} count={handed.length + handedComments.length}>
          <ul className={rows.rows}>
            {handed.map((turn) => (
              <TurnRow key={turn.action?.id ?? turn.question?.id} turn={turn} handed />
            ))}
            {handedComments.map((turn) => (
              <CommentTurnRow key={turn.comment.id} turn={turn} handed />
            ))}
          </ul>
        </Section>
      )}
      {charters.length + pages.length + comments.length + toConfirm.length + refused.length > 0 && (
        <Section title={t('turn.other')} count={charters.length + pages.length + comments.length + toConfirm.length + refused.length}>
          <ul className={rows.rows}>
            {charters.map((turn) => (
              <CharterTurnRow key={turn.charter_id} turn={turn} />
            ))}
            {pages.map((turn) => (
              <PageRow key={turn.meeting.id} turn={turn} />
            ))}
            {comments.map((turn) => (
              <CommentTurnRow key={turn.comment.id} turn={turn} />
            ))}
            {toConfirm.map(({ firm, cluster }) => (
              <ConfirmRow key={cluster.id + firm.id} firm={firm} cluster={cluster} named={led.length > 1} />
            ))}
            {refused.map((project) => (
              <RefusedRow key={project.id} project={project} />
            ))}
          </ul>
        </Section>
      )}
    </Page>
  );
}
