//! Who may do what with a comment, and what becomes of it (R24, R25).

use super::comment::{AnswerKind, Ball, ClosureKind, Comment, State};
use crate::designs::{Design, may_look};
use crate::kernel::access::Standing;
use crate::kernel::clock::Time;
use crate::kernel::http::{Fault, Problem, Refusal};
use crate::kernel::ids::{PersonId, RevisionId};
use crate::kernel::record::Actor;
use crate::policy::{Right, Role, allowed};
use dure_api::{CommentAnswer, CommentClosure};

/// The design has as many comments that are not closed as it may have.
pub const COMMENTS_FULL: Refusal = Refusal::conflict("comments_full");
/// It is no BCF package, or too much of one.
pub const NOT_BCF: Refusal = Refusal::unprocessable("not_bcf");
/// The comment was closed.
pub const COMMENT_CLOSED: Refusal = Refusal::conflict("comment_closed");
/// It waits for the next revision already.
pub const COMMENT_AWAITS: Refusal = Refusal::conflict("comment_awaits_revision");
/// The comment has as many answers as it may have.
pub const ANSWERS_FULL: Refusal = Refusal::conflict("answers_full");
/// Others answer in this way.
pub const ANSWER_NOT_YOURS: Refusal = Refusal::forbidden("answer_not_yours");
/// Who made it closes it.
pub const COMMENT_NOT_YOURS: Refusal = Refusal::forbidden("comment_not_yours");

/// Who acts, in the project.
#[derive(Debug, Clone, Copy)]
pub struct Who<'a> {
    /// The person.
    pub person: PersonId,
    /// Role and parties.
    pub by: &'a Standing,
}

impl Who<'_> {
    fn answers(self, design: &Design) -> bool {
        self.by.parties.contains(&design.party)
    }

    fn asks(self, comment: &Comment) -> bool {
        self.by.parties.contains(&comment.party)
    }

    /// Whether this kind of answer is theirs.
    pub fn may_answer(self, kind: AnswerKind, comment: &Comment, design: &Design) -> Result<(), Refusal> {
        let is_theirs = match kind {
            AnswerKind::Asked => self.asks(comment),
            AnswerKind::Accepted | AnswerKind::Declined | AnswerKind::Explained => self.answers(design),
        };
        if is_theirs { Ok(()) } else { Err(ANSWER_NOT_YOURS) }
    }

    /// Whether they may close it, and whether they say why: for another person a lead does, but not one of the party whose
    /// design it is, unless that made it; for who left, anybody of their party.
    pub fn may_close(self, comment: &Comment, design: &Design) -> Result<MustSayWhy, Refusal> {
        if comment.closer == Some(self.person) {
            return Ok(MustSayWhy(false));
        }
        let is_free = self.asks(comment) || !self.answers(design);
        let leads = self.by.role == Role::Lead && is_free;
        let inherits = comment.closer.is_none() && self.asks(comment);
        if leads || inherits { Ok(MustSayWhy(true)) } else { Err(COMMENT_NOT_YOURS) }
    }
}

/// Whether who closes a comment says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MustSayWhy(pub bool);

/// The place in the record, and the time of it.
pub type Moment = (i64, Time);

fn with_designer(design: &Design, since: Time) -> Ball {
    Ball { party: design.party, person: None, since }
}

fn with_commenter(comment: &Comment, since: Time) -> Ball {
    Ball { party: comment.party, person: comment.closer, since }
}

/// The comment after an answer. The ball does not move, and no time begins anew, where the state stays.
pub fn answered(
    comment: &Comment,
    design: &Design,
    (kind, answer): (AnswerKind, CommentAnswer),
    (_, at): Moment,
    most: u32,
) -> Result<Comment, Refusal> {
    if comment.is_closed() {
        return Err(COMMENT_CLOSED);
    }
    if comment.answers.len() >= usize::try_from(most).unwrap_or(usize::MAX) {
        return Err(ANSWERS_FULL);
    }
    let state = match (kind, comment.state) {
        (AnswerKind::Asked, _) => State::Open,
        (_, State::Open) => State::Answered,
        (_, state) => state,
    };
    let ball = match state {
        _ if state == comment.state => comment.ball,
        State::Answered => Some(with_commenter(comment, at)),
        _ => Some(with_designer(design, at)),
    };
    let mut answers = comment.answers.clone();
    answers.push(answer);
    let closure = comment.closure.clone().filter(|_| state == comment.state);
    Ok(Comment { state, ball, answers, closure, ..comment.clone() })
}

/// The comment once it is closed, or waits for the next revision.
pub fn closed(
    comment: &Comment,
    design: &Design,
    (kind, reason, author): (ClosureKind, Option<String>, &Actor),
    (seq, at): Moment,
) -> Result<Comment, Refusal> {
    let closure = CommentClosure {
        kind: kind.as_str().to_owned(),
        reason,
        author: author.wire(),
        created_at: at.rfc3339(),
    };
    let after = Comment { closure: Some(closure), ..comment.clone() };
    match (kind, comment.state) {
        (_, State::Closed) => Err(COMMENT_CLOSED),
        (ClosureKind::NextRevision, State::AwaitingRevision) => Err(COMMENT_AWAITS),
        (ClosureKind::NextRevision, _) => {
            Ok(Comment { state: State::AwaitingRevision, ball: Some(with_designer(design, at)), ..after })
        }
        (ClosureKind::Settled | ClosureKind::Withdrawn, _) => {
            Ok(Comment { state: State::Closed, ball: None, closed_seq: Some(seq), ..after })
        }
    }
}

/// A comment that is not closed, on the next revision; what should be settled by that comes back to be checked (R25).
pub fn carried(comment: &Comment, to: RevisionId, at: Time) -> Comment {
    let after = Comment { carried_to: Some(to), ..comment.clone() };
    match comment.state {
        State::AwaitingRevision => {
            Comment { state: State::ToCheck, ball: Some(with_commenter(comment, at)), ..after }
        }
        _ => after,
    }
}

/// A comment whose maker is no member any more: their party closes it.
pub fn left(comment: &Comment, at: Time) -> Comment {
    let held = comment.ball.filter(|ball| ball.person.is_some() && ball.person == comment.closer);
    let ball = held.map(|ball| Ball { person: None, since: at, ..ball }).or(comment.ball);
    Comment { closer: None, ball, ..comment.clone() }
}

/// A reason, where one is needed.
pub fn reason(MustSayWhy(must): MustSayWhy, given: Option<String>) -> Result<Option<String>, Problem> {
    if must && given.is_none() { Err(Fault::new("missing").at("/reason")) } else { Ok(given) }
}

/// What the caller may do with a comment that they see.
pub fn actions(who: Who<'_>, comment: &Comment, design: &Design) -> Vec<String> {
    let mut actions = allowed(who.by.role, &["get_comment"]);
    let takes_part = who.by.role.allows(Right::Talk) && may_look(who.by, design).is_ok();
    if comment.is_closed() || !takes_part {
        return actions;
    }
    if who.answers(design) || who.asks(comment) {
        actions.push("answer_comment".to_owned());
    }
    if who.may_close(comment, design).is_ok() {
        actions.push("close_comment".to_owned());
    }
    actions
}
