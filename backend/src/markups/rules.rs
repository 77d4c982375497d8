//! Who may do what with a markup, and what becomes of it (R15, R27).

use super::markup::Markup;
use crate::kernel::access::Standing;
use crate::kernel::clock::Time;
use crate::kernel::http::Refusal;
use crate::kernel::ids::{PartyId, PersonId};
use crate::kernel::record::Actor;
use crate::policy::{Right, allowed};
use dure_api::Shape;

/// The revision has as many published markups as it may have.
pub const MARKUPS_FULL: Refusal = Refusal::conflict("markups_full");
/// The caller has as many drafts in the project as one may have.
pub const MARKUP_DRAFTS_FULL: Refusal = Refusal::conflict("markup_drafts_full");
/// Nothing of a published markup changes.
pub const MARKUP_PUBLISHED: Refusal = Refusal::conflict("markup_published");
/// Somebody else drew it.
pub const MARKUP_NOT_YOURS: Refusal = Refusal::forbidden("markup_not_yours");

/// Whether somebody sees a markup of a design that they may look at: a draft is its author's alone, whatever others lead.
pub fn sees(person: PersonId, markup: &Markup) -> bool {
    markup.is_published() || markup.is_of(person)
}

/// Whether somebody may change it, publish it or take it away.
pub fn may_draw(person: PersonId, markup: &Markup) -> Result<(), Refusal> {
    match markup {
        _ if !markup.is_of(person) => Err(MARKUP_NOT_YOURS),
        _ if markup.is_published() => Err(MARKUP_PUBLISHED),
        _ => Ok(()),
    }
}

/// A draft once it is published as its author saw it, with the name, firm and party that they have now.
pub fn published(
    draft: &Markup,
    shapes: Vec<Shape>,
    (author, party): (&Actor, PartyId),
    (seq, at): (i64, Time),
) -> Result<Markup, Refusal> {
    may_draw(author.person, draft)?;
    Ok(Markup { shapes, author: author.clone(), party, published: Some((at, seq)), ..draft.clone() })
}

/// What the caller may do with a markup that they see.
pub fn actions(person: PersonId, by: &Standing, markup: &Markup) -> Vec<String> {
    let mut actions = allowed(by.role, &["get_markup"]);
    if by.role.allows(Right::Talk) && may_draw(person, markup).is_ok() {
        actions.extend(["update_markup", "publish_markup", "delete_markup"].map(str::to_owned));
    }
    actions
}

#[cfg(test)]
mod tests {
    use super::super::markup::Ground;
    use super::*;
    use crate::kernel::ids::{DesignId, FirmId, MarkupId, ProjectId, RevisionId};
    use crate::policy::Role;

    fn actor() -> Actor {
        Actor { person: PersonId::new(), name: "A".into(), firm: FirmId::new(), department: None }
    }

    fn draft(author: &Actor) -> Markup {
        Markup {
            id: MarkupId::new(),
            project: ProjectId::new(),
            design: DesignId::new(),
            revision: RevisionId::new(),
            file: "a".into(),
            ground: Ground::Page(1),
            shapes: Vec::new(),
            party: PartyId::new(),
            author: author.clone(),
            created_at: Time(1),
            published: None,
        }
    }

    /// R27.
    #[test]
    fn a_draft_is_its_authors_alone_and_what_is_published_never_changes() {
        let (author, other) = (actor(), actor());
        let draft = draft(&author);
        assert!(sees(author.person, &draft) && !sees(other.person, &draft));
        assert_eq!(may_draw(other.person, &draft), Err(MARKUP_NOT_YOURS));
        assert_eq!(published(&draft, Vec::new(), (&other, draft.party), (3, Time(3))), Err(MARKUP_NOT_YOURS));
        let moved = Actor { name: "B".into(), ..author.clone() };
        let party = PartyId::new();
        let after = published(&draft, Vec::new(), (&moved, party), (3, Time(3))).unwrap();
        assert_eq!((after.published, after.party, &after.author), (Some((Time(3), 3)), party, &moved));
        assert!(sees(other.person, &after));
        assert_eq!(may_draw(author.person, &after), Err(MARKUP_PUBLISHED));
        assert_eq!(published(&after, Vec::new(), (&author, party), (4, Time(4))), Err(MARKUP_PUBLISHED));
        let leads = Standing::of(Role::Lead);
        assert_eq!(actions(other.person, &leads, &after), ["get_markup"]);
        assert_eq!(actions(author.person, &Standing::of(Role::Observer), &draft), ["get_markup"]);
        assert_eq!(actions(author.person, &leads, &draft).len(), 4);
    }
}
