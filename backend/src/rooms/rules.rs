//! What may be said.

use crate::kernel::access::Standing;
use crate::kernel::http::{Fault, Problem, Refusal};
use crate::kernel::ids::{DepartmentId, FileId, MessageId, PartyId, PersonId};
use crate::kernel::text;
use crate::policy::Role;
use dure_api::{Limits, Mention, Reaction};

/// Only who said it may change the words.
pub const NOT_AUTHOR: Refusal = Refusal::forbidden("not_author");
/// Of a deleted message nothing changes.
pub const MESSAGE_DELETED: Refusal = Refusal::conflict("message_deleted");
/// A lead who deletes somebody else's words says why.
pub const REASON_NEEDED: Refusal = Refusal::unprocessable("reason_needed");
/// No more different emoji, or no more reactions, under one message.
pub const REACTIONS_FULL: Refusal = Refusal::conflict("reactions_full");

/// Characters of a reason.
const REASON: u32 = 200;

/// Whom a message names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A member.
    Person(PersonId),
    /// A party.
    Party(PartyId),
    /// The party that this department is.
    Department(DepartmentId),
}

/// A message to post.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub id: MessageId,
    /// Whether the client made the id, which could then be in use.
    pub own_id: bool,
    /// The words.
    pub body: String,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// Parties it is for.
    pub audience: Option<Vec<PartyId>>,
    /// Whom it names.
    pub mentions: Vec<Named>,
    /// Files that come with it.
    pub files: Vec<FileId>,
}

impl Draft {
    /// From the wire.
    pub fn parse(request: &dure_api::PostMessage, limits: &Limits) -> Result<Self, Problem> {
        let id = request.id.as_deref().map(str::parse).transpose().map_err(|_| Fault::new("id").at("/id"))?;
        let reply_to = request.reply_to.as_deref().map(str::parse).transpose();
        Ok(Self {
            id: id.unwrap_or_else(MessageId::new),
            own_id: id.is_some(),
            body: text::body(&request.body, limits.message_chars).map_err(|fault| fault.at("/body"))?,
            reply_to: reply_to.map_err(|_| Fault::new("id").at("/reply_to"))?,
            audience: request.audience.as_deref().map(parties).transpose()?,
            mentions: named(request.mentions.as_deref().unwrap_or_default(), limits)?,
            files: files(request.file_ids.as_deref().unwrap_or_default(), limits)?,
        })
    }
}

/// New words of a message.
#[derive(Debug, Clone)]
pub struct Words {
    /// The words.
    pub body: String,
    /// Whom they name; `None` for whom they named before.
    pub mentions: Option<Vec<Named>>,
}

impl Words {
    /// From the wire.
    pub fn parse(request: &dure_api::UpdateMessage, limits: &Limits) -> Result<Self, Problem> {
        Ok(Self {
            body: text::body(&request.body, limits.message_chars).map_err(|fault| fault.at("/body"))?,
            mentions: request.mentions.as_deref().map(|mentions| named(mentions, limits)).transpose()?,
        })
    }
}

fn named(mentions: &[Mention], limits: &Limits) -> Result<Vec<Named>, Problem> {
    if mentions.len() > most(limits.mentions_per_message) {
        return Err(Fault::new("too_many").at("/mentions"));
    }
    let mut parsed = Vec::new();
    for (n, mention) in mentions.iter().enumerate() {
        let id = || Fault::new("id").at(format!("/mentions/{n}"));
        let named = match (&mention.person_id, &mention.party_id, &mention.department_id) {
            (Some(person), None, None) => Named::Person(person.parse().map_err(|_| id())?),
            (None, Some(party), _) => Named::Party(party.parse().map_err(|_| id())?),
            (None, None, Some(department)) => Named::Department(department.parse().map_err(|_| id())?),
            _ => return Err(Fault::new("missing").at(format!("/mentions/{n}"))),
        };
        if !parsed.contains(&named) {
            parsed.push(named);
        }
    }
    Ok(parsed)
}

fn files(ids: &[String], limits: &Limits) -> Result<Vec<FileId>, Problem> {
    if ids.len() > most(limits.files_per_message) {
        return Err(Fault::new("too_many").at("/file_ids"));
    }
    let mut parsed = Vec::new();
    for (n, id) in ids.iter().enumerate() {
        let id = id.parse().map_err(|_| Fault::new("id").at(format!("/file_ids/{n}")))?;
        if parsed.contains(&id) {
            return Err(Fault::new("duplicate").at(format!("/file_ids/{n}")));
        }
        parsed.push(id);
    }
    Ok(parsed)
}

fn most(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// Whether somebody may delete a message, and with which reason: its author, or a lead who says why.
pub fn deletion_reason(is_author: bool, role: Role, reason: Option<&str>) -> Result<Option<String>, Problem> {
    let reason = reason.filter(|reason| !reason.trim().is_empty());
    let reason = reason.map(|reason| text::name(reason, REASON)).transpose();
    let reason = reason.map_err(|fault| fault.at("?reason"))?;
    match (is_author, role, &reason) {
        (true, _, _) | (false, Role::Lead, Some(_)) => Ok(reason),
        (false, Role::Lead, None) => Err(REASON_NEEDED.into()),
        _ => Err(NOT_AUTHOR.into()),
    }
}

/// Sets a person's emoji. No when it stands already.
pub fn react(
    reactions: &mut Vec<Reaction>,
    emoji: &str,
    person: PersonId,
    limits: &Limits,
) -> Result<bool, Refusal> {
    let (kinds, total) = (reactions.len(), reactions.iter().map(|one| one.person_ids.len()).sum::<usize>());
    let known = reactions.iter_mut().find(|one| one.emoji == emoji);
    let has = known.as_ref().is_some_and(|one| one.person_ids.iter().any(|id| id == person.as_str()));
    if has {
        return Ok(false);
    }
    if total >= most(limits.reactions_per_message)
        || (known.is_none() && kinds >= most(limits.emoji_per_message))
    {
        return Err(REACTIONS_FULL);
    }
    match known {
        Some(one) => one.person_ids.push(person.to_string()),
        None => reactions.push(Reaction { emoji: emoji.into(), person_ids: vec![person.to_string()] }),
    }
    Ok(true)
}

/// Takes a person's emoji back. No when there is none.
pub fn unreact(reactions: &mut Vec<Reaction>, emoji: &str, person: PersonId) -> bool {
    let Some(one) = reactions.iter_mut().find(|one| one.emoji == emoji) else { return false };
    let before = one.person_ids.len();
    one.person_ids.retain(|id| id != person.as_str());
    let taken = one.person_ids.len() < before;
    reactions.retain(|one| !one.person_ids.is_empty());
    taken
}

fn parties(ids: &[String]) -> Result<Vec<PartyId>, Problem> {
    if ids.is_empty() || ids.len() > 100 {
        return Err(Fault::new(if ids.is_empty() { "empty" } else { "too_long" }).at("/audience"));
    }
    let mut parsed = Vec::new();
    for (n, id) in ids.iter().enumerate() {
        let id = id.parse().map_err(|_| Fault::new("id").at(format!("/audience/{n}")))?;
        if !parsed.contains(&id) {
            parsed.push(id);
        }
    }
    Ok(parsed)
}

/// The audience with the author's own party in it.
pub fn heard_by(named: &[PartyId], author: &Standing) -> Vec<PartyId> {
    let mut heard = named.to_vec();
    if !heard.iter().any(|party| author.parties.contains(party)) {
        heard.extend(author.parties.last());
    }
    heard
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn the_authors_own_party_always_hears() {
        let (mine, other) = (PartyId::new(), PartyId::new());
        let author = Standing { parties: Arc::from([mine]), ..Standing::of(Role::Contributor) };
        assert_eq!(heard_by(&[other], &author), [other, mine]);
        assert_eq!(heard_by(&[mine, other], &author), [mine, other]);
    }

    #[test]
    fn a_message_keeps_its_words_and_has_some() {
        let limits = Limits { message_chars: 5, ..Limits::default() };
        let parse = |body: &str| {
            let request = dure_api::PostMessage { body: body.into(), ..dure_api::PostMessage::default() };
            Draft::parse(&request, &limits).map(|draft| draft.body).ok()
        };
        assert_eq!(parse(" 가\n나 ").as_deref(), Some(" 가\n나 "));
        assert_eq!(parse("e\u{301}").as_deref(), Some("é"));
        assert!(
            parse("").is_none()
                && parse(" \n").is_none()
                && parse("여섯글자임다").is_none()
                && parse("a\0").is_none()
        );
    }

    #[test]
    fn a_message_names_at_most_fifty() {
        let limits = Limits::default();
        let of = |n: usize| {
            let mention = |_| Mention { person_id: Some(PersonId::new().to_string()), ..Mention::default() };
            named(&(0..n).map(mention).collect::<Vec<_>>(), &limits)
        };
        assert_eq!(of(50).map(|all| all.len()).ok(), Some(50));
        assert!(of(51).is_err() && of(1_000).is_err());
        assert!(named(&[Mention::default()], &limits).is_err());
    }

    #[test]
    fn a_message_brings_at_most_ten_files_each_once() {
        let limits = Limits::default();
        let ids: Vec<String> = (0..11).map(|_| FileId::new().to_string()).collect();
        assert_eq!(files(&ids[..10], &limits).map(|all| all.len()).ok(), Some(10));
        assert!(files(&ids, &limits).is_err() && files(&["x".into()], &limits).is_err());
        assert!(files(&[ids[0].clone(), ids[0].clone()], &limits).is_err());
    }

    #[test]
    fn a_person_reacts_once_with_an_emoji_and_a_message_holds_a_bounded_number() {
        let limits = Limits { emoji_per_message: 2, reactions_per_message: 3, ..Limits::default() };
        let (me, other) = (PersonId::new(), PersonId::new());
        let mut reactions = Vec::new();
        assert_eq!(react(&mut reactions, "👍", me, &limits), Ok(true));
        assert_eq!(react(&mut reactions, "👍", me, &limits), Ok(false));
        assert_eq!(react(&mut reactions, "✅", me, &limits), Ok(true));
        assert_eq!(react(&mut reactions, "👀", me, &limits), Err(REACTIONS_FULL));
        assert_eq!(react(&mut reactions, "👍", other, &limits), Ok(true));
        assert_eq!(react(&mut reactions, "✅", other, &limits), Err(REACTIONS_FULL));
        assert!(unreact(&mut reactions, "✅", me) && !unreact(&mut reactions, "✅", me));
        assert_eq!(reactions.len(), 1);
    }

    #[test]
    fn a_lead_deletes_the_words_of_others_only_with_a_reason() {
        assert_eq!(deletion_reason(true, Role::Contributor, None).ok(), Some(None));
        assert!(deletion_reason(false, Role::Contributor, Some("no")).is_err());
        assert!(deletion_reason(false, Role::Lead, Some("  ")).is_err());
        assert_eq!(deletion_reason(false, Role::Lead, Some("가격")).ok(), Some(Some("가격".into())));
    }
}
