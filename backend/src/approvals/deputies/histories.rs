//! Steps told with deputies in them: whoever tries what, the rules hold (R13, R14).

use super::{Principal, StandIn};
use crate::approvals::approval::{Approval, Delegation, DelegationKind, Response, Seat, State, Step};
use crate::approvals::routes::{Mode, SeatKind};
use crate::approvals::rules::{Who, decides};
use crate::approvals::run;
use crate::approvals::samples::{Plain, actor, begin, plan, response};
use crate::kernel::access::Standing;
use crate::kernel::clock::Time;
use crate::kernel::ids::{DeputyId, PartyId, PersonId};
use crate::kernel::record::Actor;
use crate::policy::Role;
use std::sync::Arc;

/// A small generator: the same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % end.max(1)
    }
}

/// A person of the story: their party, whether they worked on it, and for whom they stand in.
struct Person {
    actor: Actor,
    by: Standing,
    contributed: bool,
    for_whom: Vec<usize>,
}

fn people(dice: &mut Dice, parties: &[PartyId]) -> Vec<Person> {
    let person = |dice: &mut Dice, n: usize| Person {
        actor: actor(),
        by: Standing { parties: Arc::from([parties[n % parties.len()]]), ..Standing::of(Role::Approver) },
        contributed: dice.below(5) == 0,
        for_whom: Vec::new(),
    };
    let mut people: Vec<Person> = (0..5).map(|n| person(dice, n)).collect();
    for n in 0..people.len() {
        let deputy = dice.below(people.len());
        if deputy != n {
            people[deputy].for_whom.push(n);
        }
    }
    people
}

fn who<'a>(people: &'a [Person], n: usize) -> Who<'a> {
    let principal = |at: &usize| {
        let person = &people[*at];
        Principal {
            stands_in: StandIn {
                deputy: DeputyId::new(),
                person: person.actor.clone(),
                from_on: "2026-12-01".into(),
                until_on: "2026-12-02".into(),
            },
            by: person.by.clone(),
            contributed: person.contributed,
        }
    };
    let me = &people[n];
    Who {
        person: me.actor.person,
        by: &me.by,
        contributed: me.contributed,
        colleagues: Vec::new(),
        principals: me.for_whom.iter().map(principal).collect(),
    }
}

/// Seats of persons and of parties, in two steps.
fn told(dice: &mut Dice, people: &[Person], parties: &[PartyId]) -> Approval {
    let step = |dice: &mut Dice| {
        let mut step = plan(Mode::All, None, &[SeatKind::Required; 3]);
        for seat in &mut step.seats {
            seat.party = parties[dice.below(parties.len())];
            if dice.below(2) == 0 {
                let person = &people[dice.below(people.len())];
                (seat.party, seat.person) = (person.by.parties[0], Some(person.actor.person));
            }
        }
        step
    };
    let steps = vec![step(dice), step(dice)];
    begin(steps, 1)
}

fn act(approval: &Approval, people: &[Person], dice: &mut Dice) -> Option<Approval> {
    let n = dice.below(people.len());
    let who = who(people, n);
    let awaited: Vec<(Step, Seat)> =
        approval.awaited().map(|(step, seat)| (step.clone(), seat.clone())).collect();
    let (step, seat) = awaited.get(dice.below(awaited.len()))?;
    match dice.below(4) {
        0 => {
            who.may_claim(step, seat).ok()?;
            let takes = who.acts_for(seat).ok().flatten().map_or(who.person, Principal::person);
            run::claim(approval, seat.id, takes).ok()
        }
        1 => {
            who.may_delegate(seat).ok()?;
            let owns = seat.holder.is_none_or(|holder| holder == who.person);
            assert!(owns, "R14: a deputy hands nothing over");
            let to = people[dice.below(people.len())].actor.person;
            let author = people[n].actor.clone();
            let kind = DelegationKind::Deputy;
            run::delegate(
                approval,
                seat.id,
                Delegation { author, to, kind, reason: "R.".into(), at: Time(2) },
            )
            .ok()
        }
        _ => {
            who.may_answer(step, seat).ok()?;
            let for_whom = who.acts_for(seat).ok().flatten();
            if let Some(principal) = for_whom {
                assert!(seat.delegation.is_none(), "R14: one level");
                assert!(people[n].for_whom.iter().any(|at| people[*at].actor == principal.stands_in.person));
                let is_theirs = seat.holder == Some(principal.person())
                    || (seat.holder.is_none() && principal.by.parties.contains(&seat.plan.party));
                assert!(is_theirs, "only what the person could answer");
            }
            let said = Response {
                author: people[n].actor.clone(),
                stands_in: for_whom.map(|principal| principal.stands_in.clone()),
                ..response(approval, &["A"], 2)
            };
            run::respond(approval, seat.id, said, (3, Time(2)), &Plain).ok()
        }
    }
}

/// What holds of every step, whoever stood in for whom.
fn hold(approval: &Approval, people: &[Person]) {
    for step in &approval.steps {
        let mut counted: Vec<PersonId> = Vec::new();
        for (seat, said) in step.seats.iter().filter_map(|seat| Some((seat, seat.response.as_ref()?))) {
            let stands_in = said.stands_in.as_ref().map(|stands_in| stands_in.person.person);
            for person in [Some(said.author.person), stands_in].into_iter().flatten() {
                assert!(!counted.contains(&person), "R13: nobody counts twice in a step");
                counted.push(person);
                let worked = people.iter().any(|one| one.actor.person == person && one.contributed);
                assert!(!worked || !decides(step, seat), "R13: nobody decides on what they worked on");
            }
        }
    }
}

/// Whoever tries what in whatever order, also for others: R13 and R14 hold, and enough of it happens to say so.
#[test]
fn nobody_gains_by_a_deputy_what_they_could_not_do_themselves() {
    let (runs, seed) = (5_000, 20_261_201);
    let mut dice = Dice(seed);
    let (mut answers, mut for_others, mut decided) = (0, 0, 0);
    for _ in 0..runs {
        let parties = [PartyId::new(), PartyId::new()];
        let people = people(&mut dice, &parties);
        let mut approval = told(&mut dice, &people, &parties);
        for _ in 0..100 {
            if let Some(after) = act(&approval, &people, &mut dice) {
                hold(&after, &people);
                approval = after;
            }
        }
        let said: Vec<&Response> =
            approval.steps.iter().flat_map(|step| &step.seats).filter_map(|s| s.response.as_ref()).collect();
        answers += said.len();
        for_others += said.iter().filter(|said| said.stands_in.is_some()).count();
        decided += usize::from(approval.state == State::Decided);
    }
    println!("{runs} runs of seed {seed}: {answers} answers, {for_others} for others, {decided} decided");
    assert!(answers > 10_000 && for_others > 500 && decided > 20);
}
