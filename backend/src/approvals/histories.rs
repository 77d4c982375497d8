//! Runs told from their first step on: all orders of votes, and whatever people do (R5 to R9, R11, R13, R20).

use super::approval::{Approval, Decision, Move, MoveKind, SeatState, State, StepState};
use super::asides::{self, Advice, AdviceState, Hold};
use super::behalf::{self, Provisional};
use super::codes::{Code, named, usual};
use super::late;
use super::routes::{Mode, Overdue, SeatKind, StepPlan};
use super::run::{self, live};
use super::samples::{Plain, actor, begin, plan, response, say, seats};
use super::settle::worst;
use crate::kernel::clock::Time;
use crate::kernel::ids::{AdviceId, PersonId, ResponseId, SeatId};
use std::collections::HashSet;

fn orders(count: usize) -> Vec<Vec<usize>> {
    fn extend(so_far: &mut Vec<usize>, count: usize, all: &mut Vec<Vec<usize>>) {
        if so_far.len() == count {
            all.push(so_far.clone());
        }
        for next in (0..count).filter(|next| !so_far.contains(next)).collect::<Vec<_>>() {
            so_far.push(next);
            extend(so_far, count, all);
            so_far.pop();
        }
    }
    let mut all = Vec::new();
    extend(&mut Vec::new(), count, &mut all);
    all
}

/// Every way in which so many seats can vote with these letters.
fn votes<'a>(letters: &'a [&'a str], count: usize) -> Vec<Vec<&'a str>> {
    (0..count).fold(vec![Vec::new()], |so_far, _| {
        so_far.iter().flat_map(|votes| letters.iter().map(|l| [votes.clone(), vec![*l]].concat())).collect()
    })
}

fn goes_on(letter: &str) -> bool {
    named(&usual(), letter).is_some_and(Code::goes_on)
}

/// R7: whatever the order of the votes, a quorum is done at so many approvals and stopped as soon as they cannot be reached;
/// who was not asked any more is not needed.
#[test]
fn a_quorum_comes_out_the_same_way_by_count_in_every_order_of_votes() {
    let mut runs = 0;
    for count in 1..=4_usize {
        for needed in 1..=count {
            for order in orders(count) {
                for votes in votes(&["A", "B1", "C"], count) {
                    let quorum = u32::try_from(needed).ok();
                    let mut approval =
                        begin(vec![plan(Mode::Quorum, quorum, &vec![SeatKind::Required; count])], 1);
                    let ids = seats(&approval, 0);
                    let (mut yes, mut no) = (Vec::new(), Vec::new());
                    for seat in &order {
                        assert_eq!(approval.state, State::Open);
                        approval = say(&approval, ids[*seat], votes[*seat]);
                        let side = if goes_on(votes[*seat]) { &mut yes } else { &mut no };
                        side.push(votes[*seat]);
                        if yes.len() >= needed || count - no.len() < needed {
                            break;
                        }
                    }
                    assert_eq!(approval.state, State::Decided);
                    let of = if yes.len() >= needed { &yes } else { &no };
                    assert_eq!(Some(approval.outcomes[0].code.as_str()), worst(&usual(), of.iter().copied()));
                    let answered = yes.len() + no.len();
                    let unneeded = approval.steps[0].seats.iter().filter(|s| s.state == SeatState::NotNeeded);
                    assert_eq!(unneeded.count(), count - answered);
                    runs += 1;
                }
            }
        }
    }
    println!("{runs} runs");
    assert!(runs > 8_000);
}

/// R8: in every order, the outcome of a step in which all answer is the worst code, and it is done with the last answer.
#[test]
fn the_worst_code_counts_in_every_order_of_votes() {
    let letters = ["I", "A", "B1", "B2", "X", "C", "D"];
    let mut runs = 0;
    for order in orders(3) {
        for votes in votes(&letters, 3) {
            let mut approval = begin(vec![plan(Mode::All, None, &[SeatKind::Required; 3])], 1);
            let ids = seats(&approval, 0);
            for seat in &order {
                assert_eq!(approval.state, State::Open);
                approval = say(&approval, ids[*seat], votes[*seat]);
            }
            let expected = votes.iter().max_by_key(|v| letters.iter().position(|l| l == *v)).copied();
            assert_eq!(
                (approval.state, Some(approval.outcomes[0].code.as_str())),
                (State::Decided, expected)
            );
            let is_stopped = approval.steps[0].state == StepState::Stopped;
            assert_eq!(is_stopped, !goes_on(expected.expect("a vote")));
            runs += 1;
        }
    }
    println!("{runs} runs");
    assert_eq!(runs, 6 * 343);
}

/// R6: what is optional neither holds a step up nor counts; who is informed is told when the step opens.
#[test]
fn only_required_seats_count() {
    use SeatKind::{CommentOnly, Informed, Optional, Required};
    let first = plan(Mode::All, None, &[Required, Optional, CommentOnly, Informed]);
    let approval =
        begin(vec![first, plan(Mode::All, None, &[Informed]), plan(Mode::Claim, None, &[Required; 2])], 1);
    let ids = seats(&approval, 0);
    let approval = say(&approval, ids[1], "D");
    assert_eq!(approval.open_step(), Some(0));
    let approval = say(&approval, ids[0], "A");
    assert_eq!(approval.steps[0].outcomes[0].code, "A");
    assert_eq!(approval.steps[0].seats[2].state, SeatState::NotNeeded);
    assert_eq!(approval.open_step(), Some(2), "nobody is asked in the second");
    let claimed = say(&approval, seats(&approval, 2)[1], "B1");
    assert_eq!((claimed.state, claimed.outcomes[0].code.as_str()), (State::Decided, "B1"));
    assert_eq!(claimed.steps[2].seats[0].state, SeatState::NotNeeded);
}

/// A small generator: the same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % end.max(1)
    }
}

fn route_of(dice: &mut Dice) -> Vec<StepPlan> {
    let step = |dice: &mut Dice, decides: bool| {
        let seats = 1 + dice.below(3);
        let kinds: Vec<SeatKind> = (0..seats)
            .map(|n| match dice.below(6) {
                0 if n > 0 => SeatKind::Optional,
                1 if n > 0 => SeatKind::CommentOnly,
                2 if n > 0 => SeatKind::Informed,
                _ => SeatKind::Required,
            })
            .collect();
        let required = kinds.iter().filter(|kind| **kind == SeatKind::Required).count();
        let mode = match dice.below(5) {
            0 => Mode::Claim,
            1 => Mode::Quorum,
            2 if !decides => Mode::Consult,
            3 => Mode::Lead,
            _ => Mode::All,
        };
        let quorum = (mode == Mode::Quorum).then(|| u32::try_from(1 + dice.below(required)).unwrap_or(1));
        plan(mode, quorum, &kinds)
    };
    let mut steps: Vec<StepPlan> = (0..dice.below(3)).map(|_| step(dice, false)).collect();
    steps.push(step(dice, true));
    for step in steps.iter_mut().filter(|_| dice.below(4) == 0) {
        (step.on_overdue, step.escalate_to) = (Overdue::Escalate, Some(PersonId::new()));
    }
    steps
}

fn moved(kind: MoveKind) -> Move {
    Move { kind, reason: Some("Why.".into()), author: actor(), stands_in: None, at: Time(1) }
}

fn advice(at: i64) -> Advice {
    Advice {
        id: AdviceId::new(),
        author: actor(),
        to: PersonId::new(),
        question: "Hole 3?".into(),
        at: Time(at),
        state: AdviceState::Asked,
        answer: None,
        answered_at: None,
    }
}

fn typed(decisions: Vec<Decision>, at: i64) -> Provisional {
    Provisional {
        id: ResponseId::new(),
        person: PersonId::new(),
        author: actor(),
        reason: "By phone.".into(),
        at: Time(at),
        decisions,
        deviations: Vec::new(),
        comment: None,
        contradicted: None,
    }
}

fn held(at: i64) -> Hold {
    Hold { author: actor(), reason: "Why.".into(), at: Time(at), until: None, rests_until: None }
}

/// Something that somebody does next; what is refused changes nothing.
fn act(approval: &Approval, dice: &mut Dice, at: i64) -> Option<Approval> {
    let moment = (at, Time(at));
    let awaited: Vec<(SeatId, bool)> = approval
        .awaited()
        .map(|(step, seat)| (seat.id, step.plan.mode == Mode::Lead && seat.plan.decides))
        .collect();
    let seat = awaited.get(dice.below(awaited.len())).copied();
    let others_wait = awaited.len() > 1;
    let asked = approval.awaited().find_map(|(_, seat)| seat.advice_asked()).map(|advice| advice.id);
    match dice.below(26) {
        0 => run::send_back(approval, Some(dice.below(3)), moved(MoveKind::Returned), moment, &Plain).ok(),
        1 => run::send_back(approval, None, moved(MoveKind::Returned), moment, &Plain).ok(),
        2 => run::recall(approval, Some("Why.".into()), actor(), moment).ok(),
        3 => run::skip(approval, dice.below(3), moved(MoveKind::Skipped), moment, &Plain).ok(),
        4 => run::claim(approval, seat?.0, PersonId::new()).ok(),
        5 => {
            let open = approval.open_step()?;
            late::lapse(approval, open, approval.steps[open].round, (at, Time(i64::MAX)), &Plain)
        }
        13 => {
            let open = approval.open_step()?;
            late::escalate(approval, open, approval.steps[open].round, Time(i64::MAX))
        }
        6 => {
            let holder = approval.awaited().find_map(|(_, seat)| seat.holder)?;
            run::leave(approval, holder)
        }
        7 => {
            let seat = approval.awaited().find(|(_, seat)| seat.advice_asked().is_none())?.1.id;
            asides::ask(approval, seat, advice(at)).ok()
        }
        8 => asides::answer(approval, asked?, "12 mm.", Time(at)).ok(),
        9 if dice.below(2) == 0 => asides::withdraw(approval, asked?).ok(),
        9 => {
            let to = approval.awaited().find_map(|(_, seat)| seat.advice_asked())?.to;
            run::leave(approval, to)
        }
        11 => {
            let revisions = response(approval, &["A"], at).decisions;
            behalf::provide(approval, seat?.0, typed(revisions, at)).ok()
        }
        12 => {
            let typed = approval.awaited().find_map(|(_, seat)| seat.unconfirmed())?.id;
            behalf::contradict(approval, typed, "I did not say that.", Time(at)).ok()
        }
        10 if dice.below(3) == 0 => asides::release(approval, seat?.0).ok(),
        10 => asides::hold(approval, seat?.0, held(at)).ok(),
        _ => {
            let (seat, decides_for_all) = seat?;
            if decides_for_all && others_wait {
                return None;
            }
            let letters = ["A", "A", "A", "B1", "B2", "X", "C", "D", "I"];
            let codes = [letters[dice.below(9)], letters[dice.below(9)]];
            run::respond(approval, seat, response(approval, &codes, at), moment, &Plain).ok()
        }
    }
}

/// What holds of every approval, whatever was done to it.
fn hold(approval: &Approval) {
    let open = approval.steps.iter().filter(|step| step.state == StepState::Open).count();
    assert_eq!(open, usize::from(approval.state == State::Open), "one step is open while it is");
    assert_eq!(approval.closed.is_some(), approval.state != State::Open);
    if approval.state == State::Open {
        assert!(approval.awaited().any(|(_, seat)| seat.plan.kind == SeatKind::Required), "somebody's turn");
        assert!(!live(approval).is_empty());
        assert!(approval.outcomes.is_empty());
    }
    let mut ids = HashSet::new();
    for step in &approval.steps {
        for seat in &step.seats {
            assert!(ids.insert(seat.id));
            assert_eq!(seat.response.is_some(), seat.state == SeatState::Responded);
            assert!(
                !seat.is_awaited() || step.state == StepState::Open,
                "R5: no seat of another step is asked"
            );
            assert!(seat.state != SeatState::Waiting || step.state == StepState::Waiting);
            let asked = seat.advice.iter().filter(|advice| advice.state == AdviceState::Asked).count();
            assert!(asked <= usize::from(seat.is_awaited()), "R17: one is asked, while the seat waits");
            assert!(seat.provisional.is_none() || seat.is_awaited(), "R16: what was typed settles nothing");
            assert!(seat.hold.is_none() || seat.is_awaited(), "what is held waits");
        }
        let has_ended = matches!(step.state, StepState::Done | StepState::Stopped);
        assert!(has_ended || step.outcomes.is_empty(), "only a step that is done decides");
    }
    if approval.state == State::Decided {
        for subject in &approval.submission.subjects {
            let codes = approval.steps.iter().flat_map(|step| &step.outcomes);
            let codes = codes.filter(|outcome| outcome.revision == subject.revision).map(|o| o.code.as_str());
            let outcome = approval.outcomes.iter().find(|outcome| outcome.revision == subject.revision);
            assert_eq!(outcome.map(|outcome| outcome.code.as_str()), worst(&usual(), codes));
        }
        let late = approval.steps.iter().skip_while(|step| step.state != StepState::Waiting);
        assert!(late.clone().all(|step| step.state == StepState::Waiting), "steps run in order");
        assert!(late.count() == 0 || live(approval).is_empty(), "what goes on is asked about");
    }
}

/// Whatever people do, an approval is in one piece: R5, R7, R8, R11, R20.
#[test]
fn an_approval_is_in_one_piece_whatever_people_do() {
    let (runs, seed) = (100_000, 20_261_130);
    let mut dice = Dice(seed);
    let (mut steps, mut decided) = (0_u64, 0);
    for _ in 0..runs {
        let route = route_of(&mut dice);
        let revisions = 1 + dice.below(2);
        let mut approval = begin(route, revisions);
        hold(&approval);
        for at in 3..40 {
            if let Some(after) = act(&approval, &mut dice, at) {
                assert_eq!(after.version, approval.version + 1);
                hold(&after);
                approval = after;
                steps += 1;
            }
        }
        decided += u32::from(approval.state == State::Decided);
    }
    println!("{runs} runs of seed {seed}, {steps} changes, {decided} decided");
    assert!(steps > 250_000 && decided > 25_000);
}
