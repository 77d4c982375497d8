//! Who may do what with an item, and what becomes of it.

use super::item::{Holder, Item, Kind, State};
use crate::kernel::access::Standing;
use crate::kernel::clock::Time;
use crate::kernel::http::Refusal;
use crate::kernel::ids::{PartyId, PersonId};
use crate::policy::Role;

/// The project has as many open items of this kind as it may have.
pub const PLAN_FULL: Refusal = Refusal::conflict("plan_full");
/// The question has as many answers as it may have.
pub const ANSWERS_FULL: Refusal = Refusal::conflict("answers_full");
/// The item is closed, and changes only by being opened again.
pub const ITEM_CLOSED: Refusal = Refusal::conflict("item_closed");
/// The item is another party's.
pub const NOT_YOURS: Refusal = Refusal::forbidden("not_yours");
/// Only a lead says what becomes of an idea.
pub const LEAD_DECIDES: Refusal = Refusal::forbidden("lead_decides");

/// Who acts, in the project.
#[derive(Debug, Clone)]
pub struct Who {
    /// The person.
    pub person: PersonId,
    /// Role and parties.
    pub standing: Standing,
}

impl Who {
    /// Whether they lead.
    pub fn leads(&self) -> bool {
        self.standing.role == Role::Lead
    }

    /// The party they act for.
    pub fn party(&self) -> Option<PartyId> {
        self.standing.parties.last().copied()
    }

    fn is_of(&self, holder: Option<Holder>) -> bool {
        holder.is_some_and(|holder| {
            holder.person == Some(self.person) || self.standing.parties.contains(&holder.party)
        })
    }

    /// Whether they may give an item of this kind to this owner.
    pub fn may_give(&self, kind: Kind, owner: Option<Holder>) -> Result<(), Refusal> {
        match kind {
            Kind::Milestone | Kind::Action if !self.leads() && !self.is_of(owner) => Err(NOT_YOURS),
            _ => Ok(()),
        }
    }

    /// Whether they may change the item.
    pub fn may_edit(&self, item: &Item) -> bool {
        let is_theirs = match item.kind {
            Kind::Milestone | Kind::Action => self.is_of(item.owner),
            Kind::Question => self.is_of(item.asker),
            Kind::Decision | Kind::Idea => item.author.person == self.person,
        };
        self.leads() || is_theirs
    }

    /// Whether they may name somebody else of the party that is asked.
    pub fn may_pass_on(&self, item: &Item) -> bool {
        item.kind == Kind::Question && self.is_of(item.owner)
    }

    /// Whether they may answer the question.
    pub fn may_answer(&self, question: &Item) -> Result<(), Refusal> {
        if !self.leads() && !self.is_of(question.owner) {
            return Err(NOT_YOURS);
        }
        if question.state.is_open() { Ok(()) } else { Err(ITEM_CLOSED) }
    }
}

/// What changes in an item; absent stays.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// Its title.
    pub title: Option<String>,
    /// Its body.
    pub body: Option<Option<String>>,
    /// Its day.
    pub due_on: Option<Option<String>>,
    /// Where it stands from now on.
    pub state: Option<State>,
    /// Why.
    pub reason: Option<String>,
}

impl Edit {
    fn is_empty(&self) -> bool {
        self.title.is_none() && self.body.is_none() && self.due_on.is_none() && self.state.is_none()
    }

    /// The item as it is after the event `seq`, with another owner if one is given.
    pub fn apply(
        &self,
        item: &Item,
        owner: Option<Holder>,
        by: &Who,
        (seq, now): (i64, Time),
    ) -> Result<Item, Refusal> {
        let passes_on = owner.is_none_or(|new| item.owner.is_some_and(|old| old.party == new.party));
        let may = by.may_edit(item) || (by.may_pass_on(item) && self.is_empty() && passes_on);
        if !may {
            return Err(NOT_YOURS);
        }
        if item.kind == Kind::Idea && self.state.is_some() && !by.leads() {
            return Err(LEAD_DECIDES);
        }
        let owner = owner.or(item.owner);
        by.may_give(item.kind, owner)?;
        let state = self.state.unwrap_or(item.state);
        let after = Item {
            title: self.title.clone().unwrap_or_else(|| item.title.clone()),
            body: self.body.clone().unwrap_or_else(|| item.body.clone()),
            due_on: self.due_on.clone().unwrap_or_else(|| item.due_on.clone()),
            reason: if self.state.is_some() { self.reason.clone() } else { item.reason.clone() },
            closed_seq: if state.is_open() { None } else { item.closed_seq.or(Some(seq)) },
            owner,
            state,
            ..item.clone()
        };
        if after != *item && !item.state.is_open() && !state.is_open() {
            return Err(ITEM_CLOSED);
        }
        Ok(after.with_ball(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::{FirmId, ItemId, ProjectId};
    use crate::kernel::record::Actor;
    use std::sync::Arc;

    fn who(role: Role, party: PartyId) -> Who {
        Who {
            person: PersonId::new(),
            standing: Standing { parties: Arc::from([party]), ..Standing::of(role) },
        }
    }

    fn item(kind: Kind, author: &Who, owner: PartyId) -> Item {
        let holder = |party, person| Some(Holder { party, person });
        let is_owed = !matches!(kind, Kind::Decision | Kind::Idea);
        let item = Item {
            id: ItemId::new(),
            project: ProjectId::new(),
            kind,
            title: "Bore the third hole".into(),
            body: None,
            message: None,
            meeting: None,
            state: kind.beginning(),
            reason: None,
            due_on: None,
            owner: holder(owner, None).filter(|_| is_owed),
            asker: author.party().and_then(|party| holder(party, Some(author.person))),
            author: Actor { person: author.person, name: "A".into(), firm: FirmId::new(), department: None },
            created_at: Time(1),
            created_seq: 1,
            closed_seq: None,
            ball: None,
            answers: 0,
            last_answer: None,
        };
        item.with_ball(Time(1))
    }

    fn to(state: State) -> Edit {
        Edit { state: Some(state), ..Edit::default() }
    }

    #[test]
    fn the_ball_goes_to_and_fro_and_keeps_its_time_while_it_lies() {
        let (asker, theirs) = (who(Role::Contributor, PartyId::new()), PartyId::new());
        let question = item(Kind::Question, &asker, theirs);
        let with = |item: &Item| item.ball.map(|ball| (ball.holder.party, ball.holder.person, ball.since));
        assert_eq!(with(&question), Some((theirs, None, Time(1))));
        let edit = Edit { title: Some("Which hole?".into()), ..Edit::default() };
        let edited = edit.apply(&question, None, &asker, (2, Time(2))).unwrap();
        assert_eq!(with(&edited), with(&question));
        let answered = Item { state: State::Answered, ..edited }.with_ball(Time(3));
        assert_eq!(with(&answered), Some((asker.party().unwrap(), Some(asker.person), Time(3))));
        let closed = to(State::Closed).apply(&answered, None, &asker, (4, Time(4))).unwrap();
        assert_eq!((closed.ball, closed.closed_seq), (None, Some(4)));
        let again = to(State::Open).apply(&closed, None, &asker, (5, Time(5))).unwrap();
        assert_eq!((with(&again), again.closed_seq), (Some((theirs, None, Time(5))), None));
        let left = answered.without(asker.person, Time(6));
        assert_eq!(with(&left), Some((asker.party().unwrap(), None, Time(6))));
    }

    #[test]
    fn who_does_not_lead_plans_for_their_own_party_and_changes_what_is_theirs() {
        let (mine, other) = (PartyId::new(), PartyId::new());
        let (worker, lead) = (who(Role::Contributor, mine), who(Role::Lead, other));
        let at = (2, Time(2));
        let give = |party| Some(Holder { party, person: None });
        for kind in [Kind::Milestone, Kind::Action] {
            assert_eq!(worker.may_give(kind, give(other)), Err(NOT_YOURS));
            assert_eq!(worker.may_give(kind, give(mine)), Ok(()));
            assert_eq!(lead.may_give(kind, give(mine)), Ok(()));
        }
        assert_eq!(worker.may_give(Kind::Question, give(other)), Ok(()));
        let (own, theirs) = (item(Kind::Action, &lead, mine), item(Kind::Action, &worker, other));
        assert!(to(State::Done).apply(&own, None, &worker, at).is_ok());
        assert_eq!(to(State::Done).apply(&own, give(other), &worker, at), Err(NOT_YOURS));
        assert_eq!(to(State::Done).apply(&theirs, None, &worker, at), Err(NOT_YOURS));
    }

    #[test]
    fn who_is_asked_may_pass_a_question_on_inside_their_party_and_no_more() {
        let (asker, asked) = (who(Role::Lead, PartyId::new()), who(Role::Approver, PartyId::new()));
        let question = item(Kind::Question, &asker, asked.party().unwrap());
        let at = (2, Time(2));
        let own = Some(Holder { party: asked.party().unwrap(), person: Some(asked.person) });
        assert_eq!(Edit::default().apply(&question, own, &asked, at).unwrap().owner, own);
        let other = Some(Holder { party: PartyId::new(), person: None });
        assert_eq!(Edit::default().apply(&question, other, &asked, at), Err(NOT_YOURS));
        assert_eq!(to(State::Closed).apply(&question, own, &asked, at), Err(NOT_YOURS));
        assert_eq!(asked.may_answer(&question), Ok(()));
        assert_eq!(who(Role::Approver, PartyId::new()).may_answer(&question), Err(NOT_YOURS));
    }

    #[test]
    fn a_lead_says_what_becomes_of_an_idea_and_what_is_closed_stays_so_until_it_is_opened() {
        let (author, lead) = (who(Role::Contributor, PartyId::new()), who(Role::Lead, PartyId::new()));
        let idea = item(Kind::Idea, &author, PartyId::new());
        let at = (7, Time(7));
        let retitled = Edit { title: Some("A jig".into()), ..Edit::default() };
        assert!(retitled.apply(&idea, None, &author, at).is_ok());
        assert_eq!(to(State::Adopted).apply(&idea, None, &author, at), Err(LEAD_DECIDES));
        let adopted = to(State::Adopted).apply(&idea, None, &lead, at).unwrap();
        assert_eq!(retitled.apply(&adopted, None, &author, at), Err(ITEM_CLOSED));
        assert_eq!(to(State::Declined).apply(&adopted, None, &lead, at), Err(ITEM_CLOSED));
        assert_eq!(to(State::Adopted).apply(&adopted, None, &lead, (9, Time(9))).unwrap(), adopted);
        assert_eq!(to(State::Open).apply(&adopted, None, &lead, at).unwrap().closed_seq, None);
    }
}
