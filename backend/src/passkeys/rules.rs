//! What may be added, and which sign-in is none.

use crate::kernel::http::Refusal;
use dure_api::Limits;

/// The person has as many as there may be.
pub const PASSKEYS_FULL: Refusal = Refusal::conflict("passkeys_full");
/// The device has added it here before.
pub const PASSKEY_KNOWN: Refusal = Refusal::conflict("passkey_known");
/// The person has none.
pub const NO_PASSKEY: Refusal = Refusal::conflict("no_passkey");
/// It signs nobody in; why is not told.
pub const PASSKEY_REFUSED: Refusal = Refusal { code: "passkey_refused", status: 401 };

/// Whether one more may be added.
pub fn may_add(held: usize, limits: &Limits) -> Result<(), Refusal> {
    let most = usize::try_from(limits.passkeys_per_person).unwrap_or(usize::MAX);
    if held < most { Ok(()) } else { Err(PASSKEYS_FULL) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_so_many_and_no_more() {
        let limits = Limits { passkeys_per_person: 2, ..Limits::default() };
        assert_eq!(may_add(1, &limits), Ok(()));
        assert_eq!(may_add(2, &limits), Err(PASSKEYS_FULL));
    }
}
