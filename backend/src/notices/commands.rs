//! Use cases on a transaction.

use super::desk::{self, Told};
use super::rules::{Mail, NOT_WAITING, Pace, Pending, Preferences, Step, step};
use super::store::{self, Notice, Reader};
use super::{KIND, LATEST, failures};
use crate::kernel::http::Problem;
use crate::kernel::ids::{FirmId, JobId, PersonId, ProjectId};
use crate::kernel::jobs;
use crate::kernel::store::{Conn, Tx};
use serde_json::json;

/// Who they are, and how they want mail.
pub fn reader(conn: &mut Conn, person: PersonId) -> Result<Reader, Problem> {
    store::readers(conn, &[person])?.pop().ok_or_else(Problem::not_found)
}

/// Changes how somebody wants mail, and calls on them at once: what was planned follows from it.
pub fn change(
    tx: &mut Tx<'_>,
    person: PersonId,
    request: &dure_api::UpdateMailPreferences,
    pace: Pace,
) -> Result<Preferences, Problem> {
    let before = reader(tx.reading(), person)?;
    let after = before.wants.clone().changed(request)?;
    if after != before.wants {
        store::keep_preferences(tx.writing(), person, &after)?;
        settle(tx, person, pace)?;
    }
    Ok(after)
}

/// Ends somebody's mail.
pub fn unsubscribe(tx: &mut Tx<'_>, person: PersonId, pace: Pace) -> Result<Reader, Problem> {
    let none = dure_api::UpdateMailPreferences {
        mail: Some(Mail::None.as_str().to_owned()),
        ..dure_api::UpdateMailPreferences::default()
    };
    change(tx, person, &none, pace)?;
    reader(tx.reading(), person)
}

/// Has a mail of a firm tried again now.
pub fn retry(tx: &mut Tx<'_>, firm: FirmId, id: JobId) -> Result<failures::Failure, Problem> {
    let failure = failures::failure(tx.reading(), firm, id)?.ok_or_else(Problem::not_found)?;
    if jobs::place_of(tx.reading(), id)?.is_none() {
        return Err(NOT_WAITING.into());
    }
    jobs::move_to(tx, id, tx.now())?;
    let failure = failures::Failure { state: super::rules::Delivery::Retrying, ..failure };
    failures::keep(tx.writing(), &failure)?;
    Ok(failure)
}

/// Keeps what is to be told, and calls on everybody it touches.
pub fn notice(
    tx: &mut Tx<'_>,
    project: ProjectId,
    found: &[Notice],
    touched: &[PersonId],
    pace: Pace,
) -> Result<(), Problem> {
    let now = tx.now();
    let wants: Vec<PersonId> = store::readers(tx.reading(), touched)?
        .into_iter()
        .filter(|reader| reader.wants.mail != Mail::None)
        .map(|reader| reader.id)
        .collect();
    for notice in found.iter().filter(|notice| wants.contains(&notice.person)) {
        store::insert(tx.writing(), project, notice, now)?;
    }
    wants.iter().try_for_each(|person| settle(tx, *person, pace))
}

/// Calls with the next digest on those who are called on by nobody: something happened that is not for them alone.
pub fn call_later(tx: &mut Tx<'_>, persons: &[PersonId], pace: Pace) -> Result<(), Problem> {
    let happened = Pending { changes: true, ..Pending::default() };
    for reader in store::readers(tx.reading(), persons)? {
        let next = step(&reader.wants, &reader.round, &happened, pace, tx.now());
        arrange(tx, &reader, next)?;
    }
    Ok(())
}

/// Looks at a desk and arranges when it is looked at next.
pub fn settle(tx: &mut Tx<'_>, person: PersonId, pace: Pace) -> Result<(), Problem> {
    let now = tx.now();
    let Some(desk) = desk::look(tx.reading(), person, now)? else { return leave(tx, person) };
    if desk.reader.wants.mail == Mail::None {
        store::forget_all(tx.writing(), person)?;
    } else if desk.notices.is_empty() {
        for (project, end) in &desk.ends {
            store::forget(tx.writing(), person, *project, *end)?;
        }
    }
    arrange(tx, &desk.reader, desk.step(pace))
}

/// Nobody calls on who may not sign in.
fn leave(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Problem> {
    if let Some(job) = store::job_of(tx.reading(), person)? {
        jobs::end(tx, job)?;
        failures::forget(tx.writing(), job)?;
        store::forget_jobs(tx.writing(), &[job])?;
    }
    Ok(store::forget_all(tx.writing(), person)?)
}

fn arrange(tx: &mut Tx<'_>, reader: &Reader, next: Step) -> Result<(), Problem> {
    let place = match reader.job {
        Some(job) => jobs::place_of(tx.reading(), job)?.map(|place| (job, place)),
        None => None,
    };
    let (at, digest_at) = match next {
        Step::Rest => (None, None),
        Step::Send(_) => (Some(tx.now()), reader.round.digest_at),
        Step::Wait(at, digest_at) => (Some(at.min(tx.now().plus_days(LATEST))), digest_at),
    };
    let job = match (place, at) {
        // A person must see to the address first.
        (Some((job, place)), _) if place.given_up => Some(job),
        (Some((job, _)), None) => {
            jobs::end(tx, job)?;
            failures::forget(tx.writing(), job)?;
            None
        }
        // It backs off.
        (Some((job, place)), _) if place.attempts > 0 => Some(job),
        (Some((job, place)), Some(at)) => {
            if place.run_at != at {
                jobs::move_to(tx, job, at)?;
            }
            Some(job)
        }
        (None, Some(at)) => Some(tx.enqueue_at(KIND, &json!({ "person": reader.id.to_string() }), at)?),
        (None, None) => None,
    };
    let round = super::rules::Round { digest_at, ..reader.round };
    if job != reader.job || round != reader.round {
        store::keep_round(tx.writing(), reader.id, &round, job)?;
    }
    Ok(())
}

/// Keeps what a mail told, in the transaction that ends it or arranges the next one.
pub fn told(tx: &mut Tx<'_>, person: PersonId, job: JobId, told: &Told, pace: Pace) -> Result<(), Problem> {
    let now = tx.now();
    for (project, end) in &told.ends {
        store::forget(tx.writing(), person, *project, *end)?;
    }
    for (project, head) in &told.changes {
        store::keep_told(tx.writing(), person, project, *head)?;
    }
    for due in &told.reminders {
        store::keep_reminder(tx.writing(), person, due.item, due.stage, &due.due_on)?;
    }
    failures::forget(tx.writing(), job)?;
    jobs::move_to(tx, job, now)?;
    if let Some(reader) = store::readers(tx.reading(), &[person])?.pop() {
        let round = told.after(&reader.round, &reader, now);
        store::keep_round(tx.writing(), person, &round, reader.job)?;
        let waiting = crate::plan::waiting_for(tx.reading(), person, &crate::plan::Cursor::Start, 500)?;
        let waiting: Vec<_> = waiting.iter().map(|(item, ..)| item.id).collect();
        store::forget_reminders(tx.writing(), person, &waiting)?;
    }
    settle(tx, person, pace)
}

/// Drops what nobody will be told or shown any more.
pub fn tidy(tx: &mut Tx<'_>, days: u32) -> Result<(), Problem> {
    let now = tx.now();
    let before = |days: u32| now.minus_hours(days.saturating_mul(24));
    store::forget_before(tx.writing(), before(days))?;
    let old = failures::forget_before(tx.writing(), before(days))?;
    if !old.is_empty() {
        store::forget_jobs(tx.writing(), &old)?;
    }
    old.into_iter().try_for_each(|job| jobs::end(tx, job))
}
