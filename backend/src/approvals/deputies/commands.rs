//! Use cases on a transaction.

use super::deputy::Deputy;
use super::drafts::NewDeputy;
use super::{rules, store, wire};
use crate::kernel::access::Outcome;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{DeputyId, Scope};
use crate::kernel::jobs::mail::{self, Letter, Link};
use crate::kernel::record::Entry;
use crate::kernel::store::Tx;
use crate::people;
use dure_api::EventBody;

/// Names somebody of the same firm who stands in.
pub fn name(tx: &mut Tx<'_>, new: &NewDeputy) -> Result<Outcome, Problem> {
    let (person, firm) = (tx.actor()?.person, tx.actor()?.firm);
    if store::deputy(tx.reading(), new.id)?.is_some() {
        return Err(Problem::id_taken());
    }
    let is_colleague = |other: &dure_api::Person| other.firm_id == firm.as_str() && other.status == "active";
    let other = people::person(tx.reading(), new.deputy)?.filter(is_colleague);
    if new.deputy == person || other.is_none() {
        return Err(Fault::new("unknown").at("/deputy_person_id"));
    }
    let own = people::person(tx.reading(), person)?.ok_or_else(Problem::not_found)?;
    let zone: chrono_tz::Tz = own.time_zone.parse().unwrap_or(chrono_tz::UTC);
    let now = tx.now();
    let (from_at, ends_at) = rules::span(zone, (&new.from_on, &new.until_on), now)?;
    let (seq, at) = tx.next(Scope::Firm(firm))?;
    let deputy = Deputy {
        id: new.id,
        firm,
        person,
        deputy: new.deputy,
        from_on: new.from_on.clone(),
        until_on: new.until_on.clone(),
        time_zone: zone.name().to_owned(),
        from_at,
        ends_at,
        ended_at: None,
        created_at: at,
        created_seq: seq,
    };
    rules::may_name(&deputy, &store::of_firm(tx.reading(), firm, now)?)?;
    store::insert(tx.writing(), &deputy)?;
    tell(tx, &deputy, "approvals.deputy_named")
}

/// Ends it before its last day is over.
pub fn end(tx: &mut Tx<'_>, id: DeputyId) -> Result<Outcome, Problem> {
    let person = tx.actor()?.person;
    let before = store::deputy(tx.reading(), id)?.filter(|deputy| deputy.person == person);
    let after = rules::ended(&before.ok_or_else(Problem::not_found)?, tx.now())?;
    store::end(tx.writing(), &after)?;
    tell(tx, &after, "approvals.deputy_ended")
}

/// Tells the record of the firm, and the deputy by mail.
fn tell(tx: &mut Tx<'_>, deputy: &Deputy, kind: &'static str) -> Result<Outcome, Problem> {
    let author = tx.actor()?.clone();
    if let Some(to) = people::person(tx.reading(), deputy.deputy)? {
        let letter = Letter {
            text: if deputy.ended_at.is_none() { "deputy_named" } else { "deputy_ended" },
            to: to.email.unwrap_or_default(),
            locale: to.locale,
            from_name: author.name,
            about: format!("{} – {} ({})", deputy.from_on, deputy.until_on, deputy.time_zone),
            link: Link::Home,
        };
        mail::post(tx, &letter)?;
    }
    let names = store::names(tx.reading(), &[deputy.person, deputy.deputy])?;
    let told = wire::told(deputy, &names);
    let body = EventBody { deputy: Some(Box::new(told)), ..EventBody::default() };
    Ok(tx.record(Scope::Firm(deputy.firm), Entry::new(kind, body))?.into())
}
