//! Use cases on a transaction.

use super::clock::{Asked, Figure, Held, Kind, Mark, Moment, Spell, Subject, Told, Totals, Turn, What};
use super::{rules, store};
use crate::designs;
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{PartyId, ProjectId, Scope};
use crate::kernel::record::Recorded;
use crate::kernel::store::Tx;
use dure_api::EventBody;

/// Moves the clocks by an event of an approval, a question or a comment, in its transaction.
pub fn follow(tx: &mut Tx<'_>, recorded: &Recorded) -> Result<(), Problem> {
    let Scope::Project(project) = recorded.event.scope else { return Ok(()) };
    let at = (recorded.seq(), Time(recorded.event.at));
    let told = rules::told(&recorded.body, &recorded.kind, at.0).map_err(Problem::internal)?;
    let Told { held, turns, asked } = told;
    for held in &held {
        hold(tx, project, (held, &recorded.body), at)?;
    }
    for turn in &turns {
        count(tx, project, turn, at)?;
    }
    asked.map_or(Ok(()), |asked| ask(tx, project, &asked, at))
}

/// Ends the spells of who has it no more, and begins those of who has it now.
fn hold(
    tx: &mut Tx<'_>,
    project: ProjectId,
    (held, body): (&Held, &EventBody),
    at: Moment,
) -> Result<(), Problem> {
    let open = store::open_of(tx.reading(), &held.subject.id)?;
    for spell in open.iter().filter(|spell| !held.parties.contains(&spell.party)) {
        store::end(tx.writing(), spell, at)?;
        let spell = Spell { to: Some(at), ..spell.clone() };
        store::add(tx.writing(), project, spell.party, spell.counted(at.1))?;
    }
    for party in held.parties.iter().filter(|party| !open.iter().any(|spell| spell.party == **party)) {
        let spell = Spell {
            subject: titled(tx, &held.subject, body)?,
            party: *party,
            time_zone: store::zone_of(tx.reading(), project, *party)?,
            from: at,
            to: None,
        };
        store::begin(tx.writing(), project, &spell)?;
    }
    Ok(())
}

/// A comment is called after its design.
fn titled(tx: &mut Tx<'_>, subject: &Subject, body: &EventBody) -> Result<Subject, Problem> {
    let design = match &body.comment {
        Some(comment) if subject.kind == Kind::Comment => {
            designs::design(tx.reading(), comment.design_id.parse().map_err(Problem::internal)?)?
        }
        _ => None,
    };
    let title = design.map_or_else(|| subject.title.clone(), |design| design.number);
    Ok(Subject { title, ..subject.clone() })
}

/// Counts a turn, and all turns of the design once it is decided.
fn count(tx: &mut Tx<'_>, project: ProjectId, turn: &Turn, at: Moment) -> Result<(), Problem> {
    for party in &turn.parties {
        let mark = Mark {
            party: *party,
            figure: Figure::Turns,
            subject: turn.design.clone(),
            what: turn.what,
            at,
            counted_seq: None,
        };
        store::mark(tx.writing(), &mark)?;
    }
    let Some(goes_on) = turn.decided else { return Ok(()) };
    for (party, turns) in store::turns_of(tx.reading(), &turn.design.id)? {
        store::count_turns(tx.writing(), party, &turn.design.id, at.0)?;
        let passed = goes_on && turns == 1;
        let mark = Mark {
            party,
            figure: Figure::FirstPass,
            subject: turn.design.clone(),
            what: if passed { What::Passed } else { What::NotPassed },
            at,
            counted_seq: Some(at.0),
        };
        store::mark(tx.writing(), &mark)?;
        let more = Totals { designs: 1, turns, passed: i64::from(passed), ..Totals::default() };
        store::add(tx.writing(), project, party, more)?;
    }
    Ok(())
}

/// Counts a question once for each party that it lay with, and its first answer there.
fn ask(tx: &mut Tx<'_>, project: ProjectId, asked: &Asked, at: Moment) -> Result<(), Problem> {
    let known = store::asked(tx.reading(), asked.party, &asked.question.id)?;
    if !known.contains(&What::Asked) {
        note(tx, project, asked, What::Asked, at)?;
    }
    if asked.answered && known.iter().all(|what| *what == What::Asked) {
        let zone = store::zone_of(tx.reading(), project, asked.party)?;
        note(tx, project, asked, rules::answered(asked.due_on.as_deref(), &zone, at.1), at)?;
    }
    Ok(())
}

fn note(tx: &mut Tx<'_>, project: ProjectId, asked: &Asked, what: What, at: Moment) -> Result<(), Problem> {
    let party: PartyId = asked.party;
    let mark = Mark {
        party,
        figure: Figure::Questions,
        subject: asked.question.clone(),
        what,
        at,
        counted_seq: Some(at.0),
    };
    store::mark(tx.writing(), &mark)?;
    Ok(store::add(tx.writing(), project, party, mark.counted())?)
}
