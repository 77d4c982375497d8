//! What an invitation is, and when it may be accepted.

use crate::kernel::clock::Time;
use crate::kernel::http::Refusal;
use crate::kernel::ids::{ClusterId, DepartmentId, FirmId};
use crate::kernel::store::words;
use crate::people::FirmRole;

words! {
    /// Who is invited.
    Kind {
        /// A firm, into a cluster.
        Firm = "firm",
        /// A person, into a firm.
        Person = "person",
    }
}

words! {
    /// Where an invitation stands.
    Status {
        /// The link is out.
        Sent = "sent",
        /// Used, once.
        Accepted = "accepted",
        /// Good for nothing.
        Void = "void",
    }
}

/// The link was used, has ended, or its inviter may no longer invite.
pub const INVITATION_VOID: Refusal = Refusal::conflict("invitation_void");
/// The caller has an account: the link is for another person.
pub const SIGNED_IN: Refusal = Refusal::conflict("signed_in");
/// It was sent to nobody of the caller's firm, nor for its business number.
pub const NOT_INVITED: Refusal = Refusal::forbidden("not_invited");
/// The address has an account already.
pub const EMAIL_TAKEN: Refusal = Refusal::conflict("email_taken");

/// What is sent.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// Of a firm or a person.
    pub kind: Kind,
    /// The cluster, for a firm.
    pub cluster: Option<ClusterId>,
    /// The firm that is joined.
    pub firm: FirmId,
    /// Where the link goes.
    pub email: String,
    /// How the inviter calls the person.
    pub name: Option<String>,
    /// In the firm.
    pub role: FirmRole,
    /// Of the mail.
    pub locale: String,
    /// In the firm.
    pub departments: Vec<DepartmentId>,
}

/// Whether it may be accepted now.
pub fn may_accept(status: Status, expires_at: Time, inviter_stands: bool, now: Time) -> Result<(), Refusal> {
    if status == Status::Sent && now < expires_at && inviter_stands { Ok(()) } else { Err(INVITATION_VOID) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_is_good_once_in_time_and_while_its_inviter_stands() {
        let may = |status, ends, stands| may_accept(status, Time(ends), stands, Time(10)).is_ok();
        assert!(may(Status::Sent, 11, true));
        assert!(!may(Status::Accepted, 11, true) && !may(Status::Void, 11, true));
        assert!(!may(Status::Sent, 10, true) && !may(Status::Sent, 11, false));
    }
}
