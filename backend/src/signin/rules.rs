//! When a link gives a new password.

use crate::kernel::clock::Time;
use crate::kernel::http::Refusal;
use crate::kernel::store::words;

words! {
    /// Where a link to a new password stands.
    ResetStatus {
        /// The mail is out.
        Sent = "sent",
        /// Used, once.
        Used = "used",
        /// The password was changed in another way.
        Void = "void",
    }
}

/// There is an account already.
pub const SETUP_DONE: Refusal = Refusal::conflict("setup_done");
/// The address or the password is wrong; which of them is not told.
pub const WRONG_CREDENTIALS: Refusal = Refusal { code: "wrong_credentials", status: 401 };
/// The link was used, has ended, or the password was changed since.
pub const RESET_VOID: Refusal = Refusal::conflict("reset_void");

/// Whether it may be used now.
pub fn may_reset(status: ResetStatus, expires_at: Time, is_active: bool, now: Time) -> Result<(), Refusal> {
    if status == ResetStatus::Sent && now < expires_at && is_active { Ok(()) } else { Err(RESET_VOID) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_good_once_in_time_and_for_who_may_sign_in() {
        let may = |status, ends, active| may_reset(status, Time(ends), active, Time(10)).is_ok();
        assert!(may(ResetStatus::Sent, 11, true));
        assert!(!may(ResetStatus::Used, 11, true) && !may(ResetStatus::Void, 11, true));
        assert!(!may(ResetStatus::Sent, 10, true) && !may(ResetStatus::Sent, 11, false));
    }
}
