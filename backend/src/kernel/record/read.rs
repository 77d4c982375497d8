//! Events as they stand: rows, and the bytes that everyone gets of them.

use super::leaf::Leaf;
use super::withheld::veil;
use super::{Happened, Head, Recorded, audience_of};
use crate::kernel::clock::Time;
use crate::kernel::http::Problem;
use crate::kernel::ids::{DepartmentId, EventId, FirmId, PersonId, Scope};
use crate::kernel::store::schema::{events, heads};
use crate::kernel::store::{Conn, Stored};
use bytes::Bytes;
use diesel::prelude::*;
use std::sync::Arc;

/// A row of the record.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = events)]
pub struct Line {
    /// Place in the record.
    pub seq: i64,
    /// Id of the event.
    pub id: EventId,
    /// Time in ms.
    pub at: i64,
    /// Who acted.
    pub actor_person: PersonId,
    /// Name then.
    pub actor_name: String,
    /// Firm then.
    pub actor_firm: FirmId,
    /// Department then.
    pub actor_department: Option<DepartmentId>,
    /// `<slice>.<past tense>`.
    pub kind: String,
    /// JSON list of party ids.
    pub audience: Option<String>,
    /// Person whose access ends.
    pub about_person: Option<PersonId>,
    /// Resources as JSON.
    pub body: String,
    /// Hex salt of the body's hash.
    pub salt: String,
    /// Hex leaf hash.
    pub leaf: String,
}

impl Line {
    /// What the leaf hash is taken over.
    pub fn leaf_of<'a>(&'a self, scope: &'a Scope) -> Leaf<'a> {
        Leaf {
            scope_kind: scope.kind(),
            scope: scope.as_str(),
            seq: self.seq,
            id: self.id.as_str(),
            at: self.at,
            person: self.actor_person.as_str(),
            name: &self.actor_name,
            firm: self.actor_firm.as_str(),
            department: self.actor_department.as_ref().map(DepartmentId::as_str),
            kind: &self.kind,
            audience: self.audience.as_deref(),
            about: self.about_person.as_ref().map(PersonId::as_str),
            salt: &self.salt,
            body: &self.body,
        }
    }

    /// The event as it goes out.
    pub fn happened(&self, scope: Scope) -> Happened {
        Happened {
            at: self.at,
            scope,
            seq: self.seq,
            audience: self.audience.as_deref().map(|text| Arc::from(audience_of(text))),
            ends_access_of: self.about_person,
            withholds: false,
            json: render(scope, self),
        }
    }
}

/// The flat event as JSON: the same bytes on every way out, today and after a restart.
pub fn render(scope: Scope, line: &Line) -> Bytes {
    let mut json = String::with_capacity(line.body.len() + 420);
    let name = serde_json::Value::from(line.actor_name.as_str());
    json.push_str(&format!(
        r#"{{"{}_id":"{}","seq":{},"id":"{}","kind":"{}","at":"{}","actor":{{"person_id":"{}","name":{name},"firm_id":"{}""#,
        scope.kind(),
        scope.as_str(),
        line.seq,
        line.id,
        line.kind,
        Time(line.at).rfc3339(),
        line.actor_person,
        line.actor_firm,
    ));
    if let Some(department) = line.actor_department {
        json.push_str(&format!(r#","department_id":"{department}""#));
    }
    json.push_str(&format!(r#"}},"leaf_hash":"{}""#, line.leaf));
    match line.body.strip_prefix('{') {
        Some("}") | None => json.push('}'),
        Some(resources) => {
            json.push(',');
            json.push_str(resources);
        }
    }
    Bytes::from(json)
}

/// Events later than `seq`, in order.
pub fn after(conn: &mut Conn, scope: Scope, seq: i64, limit: i64) -> Stored<Vec<Happened>> {
    let mut lines: Vec<Line> = events::table
        .filter(events::scope.eq(scope.as_str()))
        .filter(events::seq.gt(seq))
        .order(events::seq)
        .limit(limit)
        .select(Line::as_select())
        .load(conn)?;
    let withholding = veil(conn, scope, &mut lines)?;
    let told = |line: &Line| Happened { withholds: withholding.contains(&line.seq), ..line.happened(scope) };
    Ok(lines.iter().map(told).collect())
}

/// One event with its resources, as [`super::append`] returned it.
pub fn recorded_at(conn: &mut Conn, scope: Scope, seq: i64) -> Result<Recorded, Problem> {
    let mut line: Line = events::table.find((scope.as_str(), seq)).select(Line::as_select()).first(conn)?;
    veil(conn, scope, std::slice::from_mut(&mut line))?;
    let body = serde_json::from_str(&line.body).map_err(|error| Problem::integrity().because(error))?;
    Ok(Recorded { kind: line.kind.clone(), event: line.happened(scope), body: Arc::new(body) })
}

/// The end of a record; `not_found` when there is no such record.
pub fn head(conn: &mut Conn, scope: Scope) -> Result<Head, Problem> {
    heads::table
        .find(scope.as_str())
        .select((heads::seq, heads::at))
        .first(conn)
        .optional()?
        .ok_or_else(Problem::not_found)
}

/// The record with this id.
pub fn scope_named(conn: &mut Conn, id: &str) -> Result<Scope, Problem> {
    let kind: String = heads::table.find(id).select(heads::kind).first(conn)?;
    Scope::parse(&kind, id).map_err(|error| Problem::integrity().because(error))
}
