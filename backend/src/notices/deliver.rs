//! Jobs that hand mail over, and what becomes of what did not leave.

use super::desk::{self, pace};
use super::failures::{self, Failure};
use super::rules::{Delivery, Form, Step};
use super::{KIND, commands, words};
use crate::invitations;
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{FirmId, PersonId, Scope};
use crate::kernel::jobs::mail::{self, Undelivered};
use crate::kernel::jobs::{self, Job, Lane};
use crate::kernel::store::Tx;
use crate::people;
use std::time::Duration;

/// Letters: few, and somebody waits for each.
pub const LETTERS: Lane = Lane { name: "letters", handlers: &[(mail::KIND, letter)], tidy: |_, _| Ok(()) };

/// Calls on people: many at the same hour.
pub const CALLS: Lane = Lane {
    name: "calls",
    handlers: &[(KIND, call)],
    tidy: |kernel, tx| commands::tidy(tx, kernel.config.limits.mail_failure_days),
};

/// Tries of one mail: with rests that grow to four hours they take more than five days.
const TRIES: i64 = 40;

/// Sends a letter.
fn letter(job: &Job) -> Result<(), Problem> {
    let note = mail::letter(job)?;
    let Err(why) = mail::deliver(&job.kernel, &note) else {
        return over(job, mail::KIND, |tx, id| {
            failures::forget(tx.writing(), id)?;
            jobs::end(tx, id)
        });
    };
    let invitation = mail::invitation_of(job);
    let to = note.to.clone();
    let firm = job.read(move |conn| {
        let inviter = match invitation {
            Some(id) => invitations::inviter(conn, id)?,
            None => None,
        };
        match inviter {
            Some(person) => Ok(people::person(conn, person)?.and_then(|person| person.firm_id.parse().ok())),
            None => Ok(people::firm_of_email(conn, &to)?),
        }
    })?;
    failed(job, why, firm, (note.to, job.text("text")?.to_owned()))
}

/// Calls on somebody: sends what is due, or arranges the next call.
fn call(job: &Job) -> Result<(), Problem> {
    let person: PersonId = job.text("person")?.parse().map_err(Problem::internal)?;
    let pace = pace(&job.kernel.config.limits);
    let now = job.kernel.clock.now();
    let desk = job.read(|conn| desk::look(conn, person, now))?;
    let due = desk.as_ref().and_then(|desk| match desk.step(pace) {
        Step::Send(form) => Some((desk, form)),
        Step::Wait(..) | Step::Rest => None,
    });
    let Some((desk, form)) = due else {
        // What is on its way out again backs off no more: the call looked, and there was nothing to send now.
        return over(job, KIND, move |tx, id| {
            jobs::move_to(tx, id, tx.now())?;
            commands::settle(tx, person, pace)
        });
    };
    let note = words::note(&job.kernel, desk, form, job.id());
    match mail::deliver(&job.kernel, &note) {
        Ok(()) => {
            count(form);
            let told = desk.told(form);
            over(job, KIND, move |tx, id| commands::told(tx, person, id, &told, pace))
        }
        Err(why) => {
            let firm = job.read(|conn| Ok(people::person(conn, person)?))?;
            let firm = firm.and_then(|person| person.firm_id.parse().ok());
            failed(job, why, firm, (note.to, KIND.to_owned()))
        }
    }
}

fn count(form: Form) {
    let form = if form == Form::Digest { "digest" } else { "each" };
    metrics::counter!("dure_mails_total", "form" => form).increment(1);
}

/// Ends what went well. After a rest of the lane the others that waited for the server go at once.
fn over<F>(job: &Job, kind: &'static str, f: F) -> Result<(), Problem>
where
    F: Fn(&mut Tx<'_>, crate::kernel::ids::JobId) -> Result<(), Problem> + Send + 'static,
{
    let (id, rested) = (job.id(), job.rested);
    job.write_part(Scope::Server, move |tx| {
        if rested {
            jobs::again(tx, kind, Undelivered::Unreachable.word())?;
        }
        f(tx, id)
    })
}

/// Keeps why a mail did not leave, and when it is tried again.
fn failed(
    job: &Job,
    why: Undelivered,
    firm: Option<FirmId>,
    (address, kind): (String, String),
) -> Result<(), Problem> {
    let (id, attempts) = (job.id(), job.attempts + 1);
    tracing::warn!(job = %id, kind, reason = why.word(), attempts, "a mail did not leave");
    metrics::counter!("dure_mail_failures_total", "reason" => why.word()).increment(1);
    if why == Undelivered::Unreachable {
        job.rest_lane(Duration::from_secs(u64::from(job.kernel.config.mail.rest_seconds)));
    }
    job.write_part(Scope::Server, move |tx| {
        let now = tx.now();
        let again = (why.may_pass() && attempts < TRIES).then(|| after(now, attempts));
        if let Some(firm_id) = firm {
            let failure = Failure {
                id,
                firm_id,
                address: address.clone(),
                kind: kind.clone(),
                attempts,
                last_at: now.0,
                state: if again.is_some() { Delivery::Retrying } else { Delivery::GivenUp },
                reason: why.word().to_owned(),
            };
            failures::keep(tx.writing(), &failure)?;
        }
        jobs::put_off(tx, id, attempts, again, why.word())
    })
}

/// After 1, 2, 4, .. minutes, at most four hours.
fn after(now: Time, attempts: i64) -> Time {
    let minutes = 1_u32.checked_shl(u32::try_from(attempts - 1).unwrap_or(0)).unwrap_or(240);
    now.plus_seconds(minutes.clamp(1, 240) * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_rests_longer_each_time_and_never_longer_than_four_hours() {
        let minutes = |attempts| after(Time(0), attempts).0 / 60_000;
        assert_eq!([1, 2, 3, 8, 9, 40, 100].map(minutes), [1, 2, 4, 128, 240, 240, 240]);
    }
}
