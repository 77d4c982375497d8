//! As clients are told.

use super::store::Kept;
use crate::kernel::access::Challenge;
use crate::kernel::clock::Time;
use dure_api as api;

/// A passkey, for its owner.
pub fn told(kept: &Kept) -> api::Passkey {
    api::Passkey {
        id: kept.id.to_string(),
        name: kept.name.clone(),
        created_at: Time(kept.created_at).rfc3339(),
        last_used_at: kept.last_used_at.map(|at| Time(at).rfc3339()),
        allowed_actions: Some(["update_passkey", "delete_passkey"].map(str::to_owned).to_vec()),
    }
}

/// A challenge.
pub fn asked(challenge: Challenge) -> api::PasskeyChallenge {
    api::PasskeyChallenge {
        challenge_id: challenge.id.to_string(),
        options: challenge.options,
        expires_at: challenge.ends.rfc3339(),
    }
}
