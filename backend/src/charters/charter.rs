//! What a charter is.

use crate::kernel::clock::Time;
use crate::kernel::ids::{CharterId, FirmId, PersonId, ProjectId};
use crate::kernel::record::Actor;
use crate::kernel::store::words;
use dure_api::CharterTerms;
use serde::{Deserialize, Serialize};

words! {
    /// Where a version of a charter stands.
    State {
        /// Firms have to sign.
        Proposed = "proposed",
        /// It holds.
        InForce = "in_force",
        /// A later version holds.
        Replaced = "replaced",
        /// It never came into force.
        Dropped = "dropped",
    }
}

words! {
    /// What a clause is about.
    Clause {
        /// The codes that decisions are given with.
        Codes = "codes",
        /// Working days of a step.
        Days = "days",
        /// What becomes of who is late.
        Deemed = "deemed",
        /// Whether answers are sealed.
        Answers = "answers",
        /// Who sees what.
        Sight = "sight",
        /// By what signatures have their effect.
        Signature = "signature",
        /// How long the record is kept.
        Retention = "retention",
        /// What happens when one side leaves.
        Exit = "exit",
        /// What else was agreed.
        Other = "other",
    }
}

impl Clause {
    /// Its number, the same in every charter.
    pub fn number(self) -> i64 {
        match self {
            Clause::Codes => 1,
            Clause::Days => 2,
            Clause::Deemed => 3,
            Clause::Answers => 4,
            Clause::Sight => 5,
            Clause::Signature => 6,
            Clause::Retention => 7,
            Clause::Exit => 8,
            Clause::Other => 9,
        }
    }
}

words! {
    /// How a version ends.
    Ending {
        /// A lead refused it.
        Rejected = "rejected",
        /// Another one was proposed in its place.
        Superseded = "superseded",
        /// A later version came into force.
        Replaced = "replaced",
    }
}

words! {
    /// The side that a firm signs on.
    SignerSide {
        /// The work is for it.
        Customer = "customer",
        /// It does the work.
        Supplier = "supplier",
    }
}

/// How a version ended, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// How.
    pub kind: Ending,
    /// Why.
    pub reason: Option<String>,
    /// Who.
    pub author: Actor,
    /// When.
    pub at: Time,
}

/// A firm that signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// The firm.
    pub firm: FirmId,
    /// Its name then.
    pub firm_name: String,
    /// Its side.
    pub side: SignerSide,
    /// Its signature.
    pub signature: Option<Signature>,
}

/// A signature under a charter (R36).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who.
    pub author: Actor,
    /// When.
    pub at: Time,
    /// Firm held then.
    pub firm_name: String,
    /// Department held then.
    pub department_name: Option<String>,
    /// RFC 3339 with the offset of the zone.
    pub local_time: String,
    /// IANA name.
    pub time_zone: String,
    /// How they proved who they are.
    pub method: String,
    /// The WebAuthn id of the passkey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_id: Option<String>,
    /// The device.
    pub device: Option<String>,
}

/// A version of a charter.
#[derive(Debug, Clone, PartialEq)]
pub struct Charter {
    /// Its id.
    pub id: CharterId,
    /// The project.
    pub project: ProjectId,
    /// Its number there, from 1.
    pub number: i64,
    /// Where it stands.
    pub state: State,
    /// What it says.
    pub terms: CharterTerms,
    /// What is signed.
    pub text: String,
    /// The hash of that.
    pub text_hash: String,
    /// Why it was proposed.
    pub note: Option<String>,
    /// Who signs.
    pub signers: Vec<Signer>,
    /// Who proposed it.
    pub author: Actor,
    /// When.
    pub created_at: Time,
    /// The event of that.
    pub created_seq: i64,
    /// Since when it holds, or held, and the event of that.
    pub in_force: Option<(Time, i64)>,
    /// How it ended.
    pub closure: Option<Closure>,
    /// When, and the event of that.
    pub closed: Option<(Time, i64)>,
    /// How often it changed.
    pub version: i64,
}

impl Charter {
    /// Whether somebody has signed it; who has, has accepted its clauses.
    pub fn is_signed_by(&self, person: PersonId) -> bool {
        let signatures = self.signers.iter().filter_map(|signer| signer.signature.as_ref());
        signatures.into_iter().any(|signature| signature.author.person == person)
    }
}
