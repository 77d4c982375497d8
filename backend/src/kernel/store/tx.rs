//! The writing transaction as a slice sees it.

use super::conn::Conn;
use super::dialect::{self, KeyRow, Later};
use super::schema::{grants, heads, jobs, places};
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{DepartmentId, JobId, PartyId, PersonId, Scope, SessionId};
use crate::kernel::record::{self, Actor, Entry, Happened, Head, Recorded};
use crate::kernel::store::Stored;
use crate::policy::Role;
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

/// What must be forgotten or ended in memory once the transaction is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Somebody's rights in this record changed.
    StandingChanged(Scope),
    /// The session ended.
    SessionEnded(SessionId),
    /// What sessions remember of the person changed.
    PersonChanged(PersonId),
    /// A job waits.
    JobWaits,
}

/// One command's view of the batch transaction.
pub struct Tx<'c> {
    conn: &'c mut Conn,
    scope: Scope,
    opened: HashSet<Scope>,
    now: Time,
    actor: Option<Actor>,
    written: bool,
    effects: Vec<Effect>,
    events: Vec<Happened>,
    kept: (usize, usize),
    heads: HashMap<Scope, (Head, bool)>,
    later: Later,
}

impl<'c> Tx<'c> {
    pub(super) fn new(conn: &'c mut Conn) -> Self {
        Self {
            conn,
            scope: Scope::Server,
            opened: HashSet::new(),
            now: Time(0),
            actor: None,
            written: false,
            effects: Vec::new(),
            events: Vec::new(),
            kept: (0, 0),
            heads: HashMap::new(),
            later: Later::default(),
        }
    }

    /// The record that the next command may add to; see [`Tx::head`].
    pub(super) fn enter(&mut self, scope: Scope) {
        self.scope = scope;
    }

    /// For whom and when the command runs; set before it starts.
    pub(in crate::kernel) fn begin(&mut self, actor: Option<Actor>, now: Time) {
        self.actor = actor;
        self.now = now;
    }

    /// The server's time when the command came.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Who acts. Public commands have nobody until they call [`Tx::act_as`].
    pub fn actor(&self) -> Result<&Actor, Problem> {
        self.actor.as_ref().ok_or_else(|| Problem::internal("nobody acts"))
    }

    /// A public command found out who acts, such as the person who accepts an invitation.
    pub fn act_as(&mut self, actor: Actor) {
        self.actor = Some(actor);
    }

    /// To look something up.
    pub fn reading(&mut self) -> &mut Conn {
        self.conn
    }

    /// To change something. Decide first: a refusal after this call undoes and repeats the whole batch.
    pub fn writing(&mut self) -> &mut Conn {
        self.written = true;
        self.conn
    }

    /// Opens a record that starts with the next event.
    pub fn open_record(&mut self, scope: Scope) -> Result<(), Problem> {
        let now = self.now.0;
        self.opened.insert(scope);
        diesel::insert_into(heads::table)
            .values((
                heads::scope.eq(scope.as_str()),
                heads::kind.eq(scope.kind()),
                heads::seq.eq(0),
                heads::at.eq(now),
            ))
            .execute(self.writing())?;
        Ok(())
    }

    /// The place the next event of this record will get. Locks the record until the commit.
    pub fn next_seq(&mut self, scope: Scope) -> Result<i64, Problem> {
        Ok(self.next(scope)?.0)
    }

    /// The place and the time it will get: a record's time never runs back.
    pub fn next(&mut self, scope: Scope) -> Result<(i64, Time), Problem> {
        let last = self.head(scope)?;
        Ok((last.seq + 1, Time(self.now.0.max(last.at))))
    }

    /// The end of a record, with what this batch added. Read and locked once a batch, and written once, before its
    /// commit. A project's record is written in its own lane: a command that is not in it has no say there, but for
    /// the projects that it opens.
    pub fn head(&mut self, scope: Scope) -> Result<Head, Problem> {
        let is_project = matches!(scope, Scope::Project(_));
        if is_project && scope != self.scope && !self.opened.contains(&scope) {
            return Err(Problem::internal("a command writes in another project's record"));
        }
        if let Some((head, _)) = self.heads.get(&scope) {
            return Ok(*head);
        }
        let head = dialect::locked_head(self.conn, scope.as_str())?.ok_or_else(Problem::not_found)?;
        self.heads.insert(scope, (head, false));
        Ok(head)
    }

    /// Writes an event; what makes a command count.
    pub fn record(&mut self, scope: Scope, entry: Entry) -> Result<Recorded, Problem> {
        let actor = self.actor()?.clone();
        let now = self.now;
        let head = self.head(scope)?;
        self.written = true;
        let recorded = record::append(self.conn, &mut self.later, scope, head, actor, now, entry)?;
        let head = Head { seq: recorded.event.seq, at: recorded.event.at };
        self.heads.insert(scope, (head, true));
        self.events.push(recorded.event.clone());
        Ok(recorded)
    }

    /// Keeps the key of a command beside its effect.
    pub(in crate::kernel) fn keep_key(&mut self, row: KeyRow) -> Stored<()> {
        self.written = true;
        self.later.key(self.conn, row)
    }

    /// Gives somebody a role in a record, or another one.
    pub fn grant(&mut self, scope: Scope, subject: &str, grant: &Grant) -> Result<(), Problem> {
        self.effects.push(Effect::StandingChanged(scope));
        let values = (
            grants::role.eq(grant.role),
            grants::since_seq.eq(grant.since_seq),
            grants::parties.eq(grant.parties.as_deref().map(record::audience_text)),
            grants::department.eq(grant.department),
        );
        let known = diesel::update(grants::table.find((scope.as_str(), subject)))
            .set(values.clone())
            .execute(self.writing())?;
        if known == 0 {
            diesel::insert_into(grants::table)
                .values((
                    grants::scope.eq(scope.as_str()),
                    grants::subject.eq(subject),
                    grants::kind.eq(scope.kind()),
                    values,
                ))
                .execute(self.writing())?;
        }
        Ok(())
    }

    /// Changes the role alone; since when, and for which parties, stays.
    pub fn change_role(&mut self, scope: Scope, subject: &str, role: Role) -> Result<(), Problem> {
        self.effects.push(Effect::StandingChanged(scope));
        diesel::update(grants::table.find((scope.as_str(), subject)))
            .set(grants::role.eq(role))
            .execute(self.writing())?;
        Ok(())
    }

    /// Takes the role away.
    pub fn revoke(&mut self, scope: Scope, subject: &str) -> Result<(), Problem> {
        self.effects.push(Effect::StandingChanged(scope));
        diesel::delete(grants::table.find((scope.as_str(), subject))).execute(self.writing())?;
        Ok(())
    }

    /// Remembers which record a flat id belongs to.
    pub fn place(&mut self, id: &str, scope: Scope) -> Result<(), Problem> {
        diesel::insert_into(places::table)
            .values((places::id.eq(id), places::kind.eq(scope.kind()), places::scope.eq(scope.as_str())))
            .execute(self.writing())?;
        Ok(())
    }

    /// Leaves work for after the commit, as part of it.
    pub fn enqueue(&mut self, kind: &str, payload: &serde_json::Value) -> Result<(), Problem> {
        self.enqueue_at(kind, payload, self.now).map(drop)
    }

    /// Leaves work for a later time.
    pub fn enqueue_at(
        &mut self,
        kind: &str,
        payload: &serde_json::Value,
        at: Time,
    ) -> Result<JobId, Problem> {
        let id = JobId::new();
        diesel::insert_into(jobs::table)
            .values((
                jobs::id.eq(id),
                jobs::kind.eq(kind),
                jobs::payload.eq(payload.to_string()),
                jobs::run_at.eq(at.0),
                jobs::attempts.eq(0),
                jobs::state.eq("waiting"),
            ))
            .execute(self.writing())?;
        self.effects.push(Effect::JobWaits);
        Ok(id)
    }

    /// Something in memory must follow once this is on disk.
    pub fn afterwards(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Whether this batch has changed rights or sessions, which memory learns of only after the commit.
    pub(in crate::kernel) fn changed_access(&self) -> bool {
        self.effects.iter().any(|effect| !matches!(effect, Effect::JobWaits))
    }

    pub(super) fn written_by_command(&self) -> bool {
        self.written
    }

    /// A panic may have written anything.
    pub(super) fn spoil(&mut self) {
        self.written = true;
    }

    /// Ends one command: what a refused one left behind in memory is dropped.
    pub(super) fn next_command(&mut self, failed: bool) {
        if failed {
            self.effects.truncate(self.kept.0);
            self.events.truncate(self.kept.1);
        }
        self.kept = (self.effects.len(), self.events.len());
        self.opened.clear();
        self.written = false;
        self.actor = None;
    }

    /// Writes what waited for the end of the batch, and the ends of the records that grew.
    pub(super) fn settle(&mut self) -> Stored<()> {
        self.later.write(self.conn)?;
        let grown = self.heads.iter().filter(|(_, (_, grown))| *grown);
        let moved: Vec<(Scope, Head)> = grown.map(|(scope, (head, _))| (*scope, *head)).collect();
        dialect::move_heads(self.conn, &moved)
    }

    pub(super) fn into_parts(self) -> (Vec<Effect>, Vec<Happened>) {
        (self.effects, self.events)
    }
}

/// A role in a record, and since when.
#[derive(Debug, Clone)]
pub struct Grant {
    /// What the subject may do there.
    pub role: Role,
    /// The event that gave it.
    pub since_seq: i64,
    /// In a project: the parties the member speaks and reads for.
    pub parties: Option<Vec<PartyId>>,
    /// In a project: the department of that party.
    pub department: Option<DepartmentId>,
}

impl Grant {
    /// A role outside projects.
    pub fn plain(role: Role, since_seq: i64) -> Self {
        Self { role, since_seq, parties: None, department: None }
    }
}
