//! What may be said.

use crate::kernel::access::Standing;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{MessageId, PartyId};
use crate::kernel::text;
use dure_api::Limits;

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
        })
    }
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
    use crate::policy::Role;
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
            let request =
                dure_api::PostMessage { id: None, body: body.into(), reply_to: None, audience: None };
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
}
