//! Messages and how far people have read.

use super::step::{Done, Verdict};
use super::{Ground, Role, Room, Who};

/// Whom a message names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A member.
    Person(String),
    /// A party.
    Party(String),
}

impl Named {
    /// The id.
    pub fn id(&self) -> &str {
        match self {
            Named::Person(id) | Named::Party(id) => id,
        }
    }
}

/// Something somebody said.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// Its place.
    pub seq: i64,
    /// Who said it.
    pub author: Who,
    /// The department they stood for.
    pub department: Option<usize>,
    /// The words.
    pub body: String,
    /// The message it answers.
    pub reply_to: Option<String>,
    /// Parties it is for.
    pub audience: Option<Vec<String>>,
    /// Whom it names, each since a place.
    pub mentions: Vec<(Named, i64)>,
    /// Emoji and who set it.
    pub reactions: Vec<(String, Vec<Who>)>,
    /// Places and words, oldest first.
    pub versions: Vec<(i64, String)>,
    /// Where it was last changed.
    pub changed: Option<i64>,
    /// Where, by whom (standing for which department) and why it was deleted.
    pub deletion: Option<(i64, Who, Option<usize>, Option<String>)>,
}

/// Words of a post.
#[derive(Debug, Clone)]
pub struct Post {
    /// The client's own id.
    pub id: String,
    /// The words.
    pub body: String,
    /// The message it answers.
    pub reply_to: Option<String>,
    /// Parties it is for.
    pub audience: Option<Vec<String>>,
    /// Whom it names.
    pub mentions: Vec<Named>,
}

impl Room {
    /// A message of this project that the person hears.
    pub fn heard(&self, by: Who, id: &str) -> Option<usize> {
        let at = self.messages.iter().position(|message| message.id == id)?;
        self.hears(by, self.messages[at].audience.as_deref()).then_some(at)
    }

    /// Everybody named is in the project and hears it.
    fn may_name(&self, ground: &Ground, named: &[Named], audience: Option<&[String]>) -> Result<(), Verdict> {
        let is_in = |party: &str| audience.is_none_or(|all| all.iter().any(|id| id == party));
        let hears = |named: &Named| match named {
            Named::Person(id) => {
                ground.people.iter().position(|person| person.id == *id).is_some_and(|who| {
                    self.member(who).is_some_and(|member| member.hears.iter().any(|party| is_in(party)))
                })
            }
            // A department hears what is for its whole firm.
            Named::Party(id) => self.party(id).is_some_and(|party| {
                let whole =
                    self.parties.iter().find(|other| other.firm == party.firm && other.department.is_none());
                is_in(id) || whole.is_some_and(|whole| is_in(&whole.id))
            }),
        };
        if named.iter().all(hears) { Ok(()) } else { Err(Verdict::INVALID) }
    }

    pub(super) fn post(&mut self, ground: &Ground, by: Who, post: &Post) -> Result<Done, Verdict> {
        if self.messages.iter().any(|message| message.id == post.id) {
            return Err(Verdict::new(409, "id_taken"));
        }
        if post.reply_to.as_ref().is_some_and(|id| self.heard(by, id).is_none()) {
            return Err(Verdict::INVALID);
        }
        if post.audience.iter().flatten().any(|party| self.party(party).is_none()) {
            return Err(Verdict::INVALID);
        }
        let member = self.member(by).ok_or(Verdict::UNKNOWN)?.clone();
        let audience = post.audience.clone().map(|mut named| {
            if !named.iter().any(|party| member.hears.contains(party)) {
                named.push(member.party.clone());
            }
            named
        });
        self.may_name(ground, &post.mentions, audience.as_deref())?;
        let seq = self.happen("room.message_posted", audience.clone(), by);
        self.messages.push(Message {
            id: post.id.clone(),
            seq,
            author: by,
            department: member.department,
            body: post.body.clone(),
            reply_to: post.reply_to.clone(),
            audience,
            mentions: post.mentions.iter().map(|named| (named.clone(), seq)).collect(),
            reactions: Vec::new(),
            versions: vec![(seq, post.body.clone())],
            changed: None,
            deletion: None,
        });
        Ok(Done::Recorded(201))
    }

    fn change(&mut self, at: usize, kind: &str, by: Who) -> i64 {
        let audience = self.messages[at].audience.clone();
        let seq = self.happen(kind, audience, by);
        self.messages[at].changed = Some(seq);
        seq
    }

    pub(super) fn edit(
        &mut self,
        ground: &Ground,
        by: Who,
        (at, body, mentions): (usize, &str, Option<&[Named]>),
    ) -> Result<Done, Verdict> {
        let message = self.messages[at].clone();
        if message.deletion.is_some() {
            return Err(Verdict::new(409, "message_deleted"));
        }
        if message.author != by {
            return Err(Verdict::new(403, "not_author"));
        }
        let before: Vec<Named> = message.mentions.iter().map(|(named, _)| named.clone()).collect();
        if let Some(named) = mentions {
            self.may_name(ground, named, message.audience.as_deref())?;
        }
        let after = mentions.map_or_else(|| before.clone(), <[Named]>::to_vec);
        if after == before && body == message.body {
            return Ok(Done::Unchanged(200));
        }
        let seq = self.change(at, "room.message_edited", by);
        let since = |named: &Named| {
            message.mentions.iter().find(|(known, _)| known == named).map_or(seq, |known| known.1)
        };
        let message = &mut self.messages[at];
        message.mentions = after.iter().map(|named| (named.clone(), since(named))).collect();
        message.body = body.into();
        message.versions.push((seq, body.into()));
        Ok(Done::Recorded(200))
    }

    pub(super) fn delete(&mut self, by: Who, at: usize, reason: Option<&str>) -> Result<Done, Verdict> {
        let member = self.member(by).ok_or(Verdict::UNKNOWN)?.clone();
        let is_author = self.messages[at].author == by;
        let reason = reason.filter(|reason| !reason.trim().is_empty()).map(str::to_owned);
        match (is_author, member.role, &reason) {
            (true, _, _) | (false, Role::Lead, Some(_)) => {}
            (false, Role::Lead, None) => return Err(Verdict::new(422, "reason_needed")),
            _ => return Err(Verdict::new(403, "not_author")),
        }
        if self.messages[at].deletion.is_some() {
            return Ok(Done::Unchanged(200));
        }
        let seq = self.change(at, "room.message_deleted", by);
        let message = &mut self.messages[at];
        message.deletion = Some((seq, by, member.department, reason));
        message.body.clear();
        message.mentions.clear();
        message.reactions.clear();
        message.versions.clear();
        Ok(Done::Recorded(200))
    }

    pub(super) fn react(&mut self, by: Who, at: usize, emoji: &str, sets: bool) -> Result<Done, Verdict> {
        if self.messages[at].deletion.is_some() {
            return Err(Verdict::new(409, "message_deleted"));
        }
        let has = self.messages[at].reactions.iter().any(|(known, who)| known == emoji && who.contains(&by));
        if has == sets {
            return Ok(Done::Unchanged(200));
        }
        let kind = if sets { "room.reaction_added" } else { "room.reaction_removed" };
        self.change(at, kind, by);
        let reactions = &mut self.messages[at].reactions;
        if !sets {
            for (_, who) in reactions.iter_mut().filter(|(known, _)| known == emoji) {
                who.retain(|other| *other != by);
            }
            reactions.retain(|(_, who)| !who.is_empty());
        } else if let Some((_, who)) = reactions.iter_mut().find(|(known, _)| known == emoji) {
            who.push(by);
        } else {
            reactions.push((emoji.into(), vec![by]));
        }
        Ok(Done::Recorded(200))
    }

    /// A marker never moves back and never beyond the record; who has read nothing has none.
    pub(super) fn read(&mut self, by: Who, seq: i64) -> Result<Done, Verdict> {
        if seq < 0 {
            return Err(Verdict::INVALID);
        }
        let known = self.seen.get(&by).copied().unwrap_or(0);
        let now = known.max(seq.min(self.head()));
        if now > 0 {
            self.seen.insert(by, now);
        }
        Ok(Done::Unchanged(200))
    }

    /// Messages that wait for somebody, and how many of them name them.
    pub fn unread(&self, ground: &Ground, who: Who) -> (usize, usize) {
        let Some(member) = self.member(who) else { return (0, 0) };
        let read = self.seen.get(&who).copied().unwrap_or(0);
        let of_others = |message: &&Message| {
            message.author != who
                && message.deletion.is_none()
                && self.hears(who, message.audience.as_deref())
        };
        let names = |(named, since): &(Named, i64)| {
            let is_me = match named {
                Named::Person(id) => *id == ground.people[who].id,
                Named::Party(id) => member.hears.contains(id),
            };
            is_me && *since > read
        };
        let heard = || self.messages.iter().filter(of_others);
        (
            heard().filter(|message| message.seq > read).count(),
            heard().filter(|message| message.mentions.iter().any(names)).count(),
        )
    }
}
