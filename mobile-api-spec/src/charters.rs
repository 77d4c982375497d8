//! Charters: the rules that both sides of a project agree on before work starts.

use crate::{Actor, DecisionCode, PasskeyAnswer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a charter says, clause by clause. Clauses have the same numbers in every charter: 1 codes, 2 days, 3 deemed
/// approval, 4 answers, 5 sight, 6 signature, 7 retention, 8 exit, 9 other.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CharterTerms {
    /// Clause 1: the codes that decisions are given with, 2 to 12. Of those that Dure brings, a code without a label is as
    /// Dure brings it, but for rank and days.
    pub codes: Vec<DecisionCode>,
    /// Clause 2: working days of a step, unless its route says otherwise; 1 to 60.
    pub due_days: i64,
    /// Clause 2: the most that a route may give; absent where any up to 60 may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_due_days: Option<i64>,
    /// Clause 3: the code that a seat is taken to have given once it is overdue, where the route says so. Absent: nothing is
    /// ever deemed approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deemed_code: Option<String>,
    /// Clause 4: whether nobody sees an answer before all are there, unless the route says otherwise.
    pub sealed: bool,
    /// Clause 4: whether no route may say otherwise.
    pub sealed_fixed: bool,
    /// Clause 5: who sees what, as plain text, 1 to 2,000 characters.
    pub sight: String,
    /// Clause 6: by what the parties give electronic signatures their effect, as plain text, 1 to 2,000 characters. Each person
    /// accepts it once, with their first signature.
    pub signature: String,
    /// Clause 7: years for which both sides keep the record after the end; 1 to 100.
    pub retention_years: i64,
    /// Clause 8: what happens when one side leaves, as plain text, 1 to 2,000 characters.
    pub exit: String,
    /// Clause 9: what else was agreed, as plain text, 1 to 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
}

/// A version of the charter of a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Charter {
    /// Its id.
    pub id: String,
    /// The project.
    pub project_id: String,
    /// Its number in the project, from 1.
    pub number: i64,
    /// Where it stands.
    #[schema(extensions(("x-extensible-enum" = json!(["proposed", "in_force", "replaced", "dropped"]))))]
    pub state: String,
    /// What it says.
    pub terms: CharterTerms,
    /// SHA-256, lower-case hex, of the text that is signed.
    pub text_hash: String,
    /// SHA-256, lower-case hex, of clause 6, which people accept.
    pub clause_hash: String,
    /// Why it was proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The firms of both sides; it is in force once each of them has signed.
    pub signers: Vec<CharterSigner>,
    /// Who proposed it.
    pub author: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// The event of that.
    pub created_seq: i64,
    /// Since when it is in force, or when that began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub in_force_at: Option<String>,
    /// The event of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_seq: Option<i64>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closure: Option<CharterClosure>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub closed_at: Option<String>,
    /// The event of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_seq: Option<i64>,
    /// How often it changed.
    pub version: i64,
    /// The text that is signed and that `text_hash` is of: JSON without spaces, names in the order of their bytes. In the answer of
    /// `get_charter`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Place in the record of the write that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// What the caller may do with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<String>>,
}

/// A firm that a charter needs the signature of, by one of its leads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CharterSigner {
    /// The firm.
    pub firm_id: String,
    /// Its name then.
    pub firm_name: String,
    /// Its side.
    #[schema(extensions(("x-extensible-enum" = json!(["customer", "supplier"]))))]
    pub side: String,
    /// Its signature, once it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<CharterSignature>,
}

/// A signature under a charter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CharterSignature {
    /// Who, with the firm and department held then.
    pub author: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// Printed name held then.
    pub name: String,
    /// Firm held then.
    pub firm_name: String,
    /// Department held then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department_name: Option<String>,
    /// Server time in the zone of the person, with its offset.
    pub local_time: String,
    /// That zone, as in the IANA database.
    pub time_zone: String,
    /// How the person proved who they are.
    #[schema(extensions(("x-extensible-enum" = json!(["password", "passkey"]))))]
    pub method: String,
    /// The WebAuthn id of the passkey that signed, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_id: Option<String>,
    /// The name of the device that they signed in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

/// How a version of a charter ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CharterClosure {
    /// How: `rejected`; `superseded` by another proposal; `replaced` by a version that came into force.
    #[schema(extensions(("x-extensible-enum" = json!(["rejected", "superseded", "replaced"]))))]
    pub kind: String,
    /// Why, where it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who.
    pub author: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// Charters of a project.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CharterPage {
    /// The newest first.
    pub items: Vec<Charter>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A charter that waits for the caller's signature.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CharterTurn {
    /// The charter.
    pub charter_id: String,
    /// Its number in the project, from 1.
    pub number: i64,
    /// Its project.
    pub project_id: String,
    /// Its project's code.
    pub project_code: String,
    /// Its project's name.
    pub project_name: String,
    /// Who proposed it.
    pub author: Actor,
    /// When it was proposed, RFC 3339 in UTC.
    pub since: String,
}

/// Charters that wait for the caller's signature in all projects.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CharterTurnPage {
    /// In the order they were proposed.
    pub items: Vec<CharterTurn>,
    /// Cursor of the next page; absent on the last. A page may have fewer items than asked for and a next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Proposes a charter, or another version of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeCharter {
    /// The client's own new UUIDv7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it says.
    pub terms: CharterTerms,
    /// Why, as plain text, 1 to 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The open proposal that this one takes the place of; absent when none is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces_charter_id: Option<String>,
}

/// Signs a charter for the caller's firm.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignCharter {
    /// The hash of the text that was seen.
    pub text_hash: String,
    /// The caller's password; this or `passkey`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// What the caller's passkey answers to the challenge for just this; this or `secret`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkey: Option<PasskeyAnswer>,
}

/// Rejects a charter that is proposed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectCharter {
    /// Why, 1 to 2,000 characters.
    pub reason: String,
}

/// That somebody accepted the clause by which signatures have their effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ClauseAcceptance {
    /// The charter.
    pub charter_id: String,
    /// The charter's number in the project.
    pub charter_number: i64,
    /// The clause.
    pub clause: i64,
    /// SHA-256, lower-case hex, of its text.
    pub clause_hash: String,
    /// Who, with the firm and department held then.
    pub author: Actor,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// The charter that an approval runs under: the version that was in force when it began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ApprovalCharter {
    /// The charter.
    pub charter_id: String,
    /// Its number in the project.
    pub number: i64,
    /// The hash of its text.
    pub text_hash: String,
    /// The clauses that apply.
    pub clauses: Vec<AppliedClause>,
}

/// A clause that applies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AppliedClause {
    /// Its number.
    pub number: i64,
    /// What it is about.
    #[schema(extensions(("x-extensible-enum" = json!(["codes", "days", "deemed", "answers", "sight", "signature", "retention", "exit", "other"]))))]
    pub kind: String,
}

/// The clause that the caller has to accept with their first signature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ClauseToAccept {
    /// The charter.
    pub charter_id: String,
    /// The charter's number in the project.
    pub charter_number: i64,
    /// The clause.
    pub clause: i64,
    /// What it says.
    pub text: String,
    /// Its hash, for `accepts_clause`.
    pub hash: String,
}

/// That a seat was overdue, and is taken to have approved by the charter: nobody signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeatDeemed {
    /// The code by the charter.
    pub code: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// The charter.
    pub charter_id: String,
    /// The clause of it.
    pub clause: i64,
}
