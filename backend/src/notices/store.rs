//! Rows of preferences, notices and rounds, and what of other slices' tables they are compared with.

use super::hours::Hours;
use super::rules::{Kind, Mail, Preferences, Round, Stage, days, minutes, time_of_day};
use crate::kernel::clock::Time;
use crate::kernel::ids::{ItemId, JobId, PartyId, PersonId, ProjectId};
use crate::kernel::record::{audience_of, audience_text};
use crate::kernel::store::schema::{
    grants, mail_preferences, mail_reminders, mail_rounds, mail_told, messages, notices, people, projects,
    read_markers,
};
use crate::kernel::store::{Conn, Stored};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// Notices of one person that are looked at together.
const MOST: i64 = 2_000;

/// Somebody who gets mail.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Who.
    pub id: PersonId,
    /// Where it goes.
    pub email: String,
    /// In which language.
    pub locale: String,
    /// How they want it.
    pub wants: Preferences,
    /// What was brought so far.
    pub round: Round,
    /// The job that calls on them next.
    pub job: Option<JobId>,
}

type PreferenceRow = (Mail, String, String, String);
type RoundRow = (Option<JobId>, Option<i64>, Option<String>, Option<String>, i64);
type ReaderRow = (PersonId, String, String, String, Option<PreferenceRow>, Option<RoundRow>);

fn reader((id, email, locale, zone, wants, round): ReaderRow) -> Reader {
    let usual = Preferences::usual(zone.parse().unwrap_or(chrono_tz::Asia::Seoul));
    let kept = wants.and_then(|(mail, week, from, to)| {
        let words: Vec<String> = serde_json::from_str(&week).ok()?;
        let (days, from, to) = (days(&words).ok()?, minutes(&from).ok()?, minutes(&to).ok()?);
        Some(Preferences { mail, hours: Hours { days, from, to, zone: usual.hours.zone } })
    });
    let day = |text: Option<String>| text.and_then(|text| text.parse::<NaiveDate>().ok());
    let (job, round) = match round {
        Some((job, digest_at, digest_on, sent_on, sent)) => {
            let (digest_on, sent_on) = (day(digest_on), day(sent_on));
            (job, Round { digest_at: digest_at.map(Time), digest_on, sent_on, sent })
        }
        None => (None, Round::default()),
    };
    Reader { id, email, locale, wants: kept.unwrap_or(usual), round, job }
}

/// Those of these people who may sign in.
pub fn readers(conn: &mut Conn, ids: &[PersonId]) -> Stored<Vec<Reader>> {
    let rows: Vec<ReaderRow> = people::table
        .left_join(mail_preferences::table.on(mail_preferences::person_id.eq(people::id)))
        .left_join(mail_rounds::table.on(mail_rounds::person_id.eq(people::id)))
        .filter(people::id.eq_any(ids))
        .filter(people::status.eq("active"))
        .order(people::id)
        .select((
            people::id,
            people::email,
            people::locale,
            people::time_zone,
            (
                mail_preferences::mail,
                mail_preferences::days,
                mail_preferences::starts_at,
                mail_preferences::ends_at,
            )
                .nullable(),
            (
                mail_rounds::job_id,
                mail_rounds::digest_at,
                mail_rounds::digest_on,
                mail_rounds::sent_on,
                mail_rounds::sent,
            )
                .nullable(),
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(reader).collect())
}

/// Keeps how somebody wants mail.
pub fn keep_preferences(conn: &mut Conn, person: PersonId, wants: &Preferences) -> Stored<()> {
    let words = serde_json::Value::from(wants.day_words()).to_string();
    let values = (
        mail_preferences::mail.eq(wants.mail),
        mail_preferences::days.eq(words),
        mail_preferences::starts_at.eq(time_of_day(wants.hours.from)),
        mail_preferences::ends_at.eq(time_of_day(wants.hours.to)),
    );
    let known = diesel::update(mail_preferences::table.find(person)).set(values.clone()).execute(conn)?;
    if known == 0 {
        diesel::insert_into(mail_preferences::table)
            .values((mail_preferences::person_id.eq(person), values))
            .execute(conn)?;
    }
    Ok(())
}

/// Keeps what was brought, and the job that calls next.
pub fn keep_round(conn: &mut Conn, person: PersonId, round: &Round, job: Option<JobId>) -> Stored<()> {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let values = (
        mail_rounds::job_id.eq(job),
        mail_rounds::digest_at.eq(round.digest_at.map(|at| at.0)),
        mail_rounds::digest_on.eq(day(round.digest_on)),
        mail_rounds::sent_on.eq(day(round.sent_on)),
        mail_rounds::sent.eq(round.sent),
    );
    let known = diesel::update(mail_rounds::table.find(person)).set(values.clone()).execute(conn)?;
    if known == 0 {
        diesel::insert_into(mail_rounds::table)
            .values((mail_rounds::person_id.eq(person), values))
            .execute(conn)?;
    }
    Ok(())
}

/// The job that calls on somebody next.
pub fn job_of(conn: &mut Conn, person: PersonId) -> Stored<Option<JobId>> {
    let job = mail_rounds::table.find(person).select(mail_rounds::job_id).first(conn).optional()?;
    Ok(job.flatten())
}

/// These jobs are over.
pub fn forget_jobs(conn: &mut Conn, jobs: &[JobId]) -> Stored<()> {
    diesel::update(mail_rounds::table.filter(mail_rounds::job_id.eq_any(jobs)))
        .set(mail_rounds::job_id.eq(None::<JobId>))
        .execute(conn)
        .map(drop)
}

/// Something that somebody is to be told.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Whom.
    pub person: PersonId,
    /// The event.
    pub seq: i64,
    /// Why.
    pub kind: Kind,
    /// The message or the item.
    pub ref_id: String,
    /// Parties that may know.
    pub audience: Option<Vec<PartyId>>,
    /// When it happened.
    pub at: Time,
}

/// Keeps a notice.
pub fn insert(conn: &mut Conn, project: ProjectId, notice: &Notice, now: Time) -> Stored<()> {
    diesel::insert_into(notices::table)
        .values((
            notices::person_id.eq(notice.person),
            notices::project_id.eq(project),
            notices::seq.eq(notice.seq),
            notices::kind.eq(notice.kind),
            notices::ref_id.eq(&notice.ref_id),
            notices::audience.eq(notice.audience.as_deref().map(audience_text)),
            // A record's time may be ahead of a clock that went back.
            notices::at.eq(notice.at.min(now).0),
        ))
        .execute(conn)
        .map(drop)
}

/// A notice that still stands, in a project that its person is in.
#[derive(Debug, Clone, Queryable)]
pub struct Standing {
    /// The project.
    pub project: ProjectId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Why.
    pub kind: Kind,
    /// The message or the item.
    pub ref_id: String,
    /// When it was noticed.
    pub at: i64,
    audience: Option<String>,
    parties: Option<String>,
}

/// Notices of somebody that they have neither read nor lost the sight of, oldest first.
pub fn standing(conn: &mut Conn, person: PersonId) -> Stored<Vec<Standing>> {
    let subject = person.to_string();
    let rows: Vec<Standing> = notices::table
        .inner_join(projects::table.on(projects::id.eq(notices::project_id)))
        .inner_join(grants::table.on(grants::scope.eq(notices::project_id).and(grants::subject.eq(subject))))
        .left_join(
            read_markers::table
                .on(read_markers::person_id.eq(person).and(read_markers::project_id.eq(notices::project_id))),
        )
        .left_join(messages::table.on(messages::id.eq(notices::ref_id)))
        .filter(notices::person_id.eq(person))
        .filter(read_markers::seq.is_null().or(read_markers::seq.nullable().lt(notices::seq.nullable())))
        .filter(messages::deletion.is_null())
        .order((notices::at, notices::project_id, notices::seq))
        .limit(MOST)
        .select((
            notices::project_id,
            projects::code,
            projects::name,
            notices::kind,
            notices::ref_id,
            notices::at,
            notices::audience,
            grants::parties,
        ))
        .load(conn)?;
    let hears = |row: &Standing| {
        let own = row.parties.as_deref().map(audience_of).unwrap_or_default();
        let audience = row.audience.as_deref().map(audience_of);
        audience.is_none_or(|audience| audience.iter().any(|party| own.contains(party)))
    };
    Ok(rows.into_iter().filter(hears).collect())
}

/// How far the notices of somebody go in each project.
pub fn ends(conn: &mut Conn, person: PersonId) -> Stored<Vec<(ProjectId, i64)>> {
    let rows: Vec<(ProjectId, Option<i64>)> = notices::table
        .filter(notices::person_id.eq(person))
        .group_by(notices::project_id)
        .select((notices::project_id, diesel::dsl::max(notices::seq)))
        .load(conn)?;
    Ok(rows.into_iter().map(|(project, seq)| (project, seq.unwrap_or(0))).collect())
}

/// Forgets what was told, or needs no telling.
pub fn forget(conn: &mut Conn, person: PersonId, project: ProjectId, up_to: i64) -> Stored<()> {
    let told = notices::table
        .filter(notices::person_id.eq(person))
        .filter(notices::project_id.eq(project))
        .filter(notices::seq.le(up_to));
    diesel::delete(told).execute(conn).map(drop)
}

/// Forgets everything of somebody.
pub fn forget_all(conn: &mut Conn, person: PersonId) -> Stored<()> {
    diesel::delete(notices::table.filter(notices::person_id.eq(person))).execute(conn).map(drop)
}

/// Forgets what is older.
pub fn forget_before(conn: &mut Conn, at: Time) -> Stored<()> {
    diesel::delete(notices::table.filter(notices::at.lt(at.0))).execute(conn).map(drop)
}

/// Events of others beyond what somebody has read or was told, one statement for all their projects; nobody counts
/// further than a thousand. That somebody is called otherwise, or works elsewhere, is no news. `$1` is known to both engines.
const CHANGES: &str = "
SELECT g.scope AS project, p.code AS code, p.name AS name, h.seq AS head,
  (SELECT count(*) FROM (
    SELECT 1 FROM events e
    WHERE e.scope = g.scope AND e.actor_person <> $1
      AND e.seq > coalesce(r.seq, 0) AND e.seq > coalesce(t.seq, 0) AND e.seq >= g.since_seq
      AND NOT (e.kind = 'projects.member_updated' AND e.body LIKE '%\"person_id\":\"' || e.actor_person || '\"%')
      AND (e.audience IS NULL OR EXISTS (
        SELECT 1 FROM parties q WHERE q.project_id = g.scope
          AND g.parties LIKE '%' || q.id || '%' AND e.audience LIKE '%' || q.id || '%'))
    LIMIT 1000) heard) AS changes
FROM grants g
JOIN projects p ON p.id = g.scope
JOIN heads h ON h.scope = g.scope
LEFT JOIN read_markers r ON r.person_id = $1 AND r.project_id = g.scope
LEFT JOIN mail_told t ON t.person_id = $1 AND t.project_id = g.scope
WHERE g.subject = $1 AND g.kind = 'project' AND h.seq > coalesce(r.seq, 0) AND h.seq > coalesce(t.seq, 0)
ORDER BY p.code, g.scope";

/// What happened in a project of somebody's that they know nothing of.
#[derive(Debug, Clone, QueryableByName)]
pub struct Changes {
    /// The project.
    #[diesel(sql_type = Text)]
    pub project: String,
    /// Its code.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// Its name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The end of its record.
    #[diesel(sql_type = BigInt)]
    pub head: i64,
    /// How many events; a thousand stands for more.
    #[diesel(sql_type = BigInt)]
    pub changes: i64,
}

/// What happened in somebody's projects.
pub fn changes(conn: &mut Conn, person: PersonId) -> Stored<Vec<Changes>> {
    let rows: Vec<Changes> = diesel::sql_query(CHANGES).bind::<Text, _>(person.as_str()).load(conn)?;
    Ok(rows.into_iter().filter(|row| row.changes > 0).collect())
}

/// Keeps up to where somebody was told of a project.
pub fn keep_told(conn: &mut Conn, person: PersonId, project: &str, seq: i64) -> Stored<()> {
    let told = mail_told::table.find((person, project));
    let known = diesel::update(told).set(mail_told::seq.eq(seq)).execute(conn)?;
    if known == 0 {
        let of = (mail_told::person_id.eq(person), mail_told::project_id.eq(project));
        diesel::insert_into(mail_told::table).values((of, mail_told::seq.eq(seq))).execute(conn)?;
    }
    Ok(())
}

/// Reminders that somebody was given: item, stage, day.
pub fn reminded(conn: &mut Conn, person: PersonId) -> Stored<Vec<(ItemId, Stage, String)>> {
    mail_reminders::table
        .filter(mail_reminders::person_id.eq(person))
        .select((mail_reminders::item_id, mail_reminders::stage, mail_reminders::due_on))
        .load(conn)
}

/// Keeps that a reminder was given, for the day that the item has now.
pub fn keep_reminder(
    conn: &mut Conn,
    person: PersonId,
    item: ItemId,
    stage: Stage,
    due_on: &str,
) -> Stored<()> {
    let known = diesel::update(mail_reminders::table.find((person, item, stage)))
        .set(mail_reminders::due_on.eq(due_on))
        .execute(conn)?;
    if known == 0 {
        diesel::insert_into(mail_reminders::table)
            .values((
                mail_reminders::person_id.eq(person),
                mail_reminders::item_id.eq(item),
                mail_reminders::stage.eq(stage),
                mail_reminders::due_on.eq(due_on),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Forgets reminders of what waits for them no more.
pub fn forget_reminders(conn: &mut Conn, person: PersonId, but: &[ItemId]) -> Stored<()> {
    let of = mail_reminders::table.filter(mail_reminders::person_id.eq(person));
    diesel::delete(of.filter(mail_reminders::item_id.ne_all(but))).execute(conn).map(drop)
}
