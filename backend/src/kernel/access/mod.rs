//! Access: who calls, what they may do where. A [`Permit`] is the only way to the database.

mod caller;
mod limiter;
mod passkeys;
mod passwords;
mod permit;
mod place;
mod sessions;
mod standing;
mod tokens;

pub(in crate::kernel) use caller::is_own;
pub use caller::{Caller, Credential, authenticate};
pub use passkeys::{CHALLENGE_VOID, Challenge, NewCredential, PASSKEYS_UNAVAILABLE, Passkeys, Proven, Shown};
pub use passwords::Passwords;
pub use permit::{Outcome, Permit};
pub use place::{Anyone, Myself, NewUpload, Operation, OwnFirm, Place, Server, path_id};
pub use sessions::{
    Grant as SessionGrant, NewSession, Refreshed, SessionRow, Sessions, end as end_session, end_all_of,
    end_one, knows_address, list_of, open as open_session, refresh as refresh_session,
};
pub use standing::{Standing, standing_in, standing_of, standings_in_projects};
pub use tokens::{
    clear_cookies, grant_answer, invitation_of, invitation_token, presented, refresh_cookie, reset_of,
    reset_token, unsubscription_of, unsubscription_token, wants_cookies,
};

use crate::config::Config;
use crate::kernel::ids::PersonId;
use crate::kernel::memory::Memory;
use crate::kernel::store::Effect;
use limiter::Limiter;

/// Records whose standings are remembered.
const RECORDS: usize = 20_000;

/// What access keeps in memory: a cache of the tables, never the authority.
pub struct Access {
    /// Sessions that called lately.
    pub sessions: Sessions,
    /// Rights that were looked up lately.
    pub standings: Memory<PersonId, Standing>,
    /// Argon2id, two at once.
    pub passwords: Passwords,
    /// Challenges that passkeys answer.
    pub passkeys: Passkeys,
    /// Requests of one person.
    pub(in crate::kernel) requests: Limiter<crate::kernel::ids::PersonId>,
    /// Sign-ins tried from one address.
    pub sign_ins: Limiter<std::net::IpAddr>,
    /// Wrong passwords for one account.
    pub failures: Limiter<String>,
    /// Invitations one person sends.
    pub invitations: Limiter<crate::kernel::ids::PersonId>,
    /// Tickets that were used.
    pub(in crate::kernel) used_tickets: tokens::UsedTickets,
}

impl Access {
    /// Empty.
    pub fn new(config: &Config) -> Self {
        let limits = &config.limits;
        Self {
            sessions: Sessions::default(),
            standings: Memory::holding(RECORDS),
            passwords: Passwords::new(limits),
            passkeys: Passkeys::new(config),
            requests: Limiter::per_second(
                limits.requests_per_second,
                limits.requests_per_second.saturating_mul(10),
            ),
            sign_ins: Limiter::per_minute(limits.sign_ins_per_minute),
            failures: Limiter::per_hour(limits.failures_per_hour),
            invitations: Limiter::per_day(limits.invitations_per_day),
            used_tickets: tokens::UsedTickets::default(),
        }
    }

    /// Knows no standing that a commit is about to make untrue, until [`Access::follow`] or [`Access::reopen`]; and
    /// no session that it ends, should nobody hear for a while what became of it.
    pub(in crate::kernel) fn close(&self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::StandingChanged(scope) => self.standings.close(*scope),
                Effect::SessionEnded(_) | Effect::PersonChanged(_) | Effect::JobWaits => self.follow(effect),
            }
        }
    }

    /// The commit was given up.
    pub(in crate::kernel) fn reopen(&self, effects: &[Effect]) {
        effects.iter().for_each(|effect| self.follow(effect));
    }

    /// Forgets what a commit made untrue, or may have.
    pub(in crate::kernel) fn follow(&self, effect: &Effect) {
        match effect {
            Effect::StandingChanged(scope) => self.standings.forget(*scope),
            Effect::SessionEnded(session) => self.sessions.end(*session),
            Effect::PersonChanged(person) => self.sessions.forget_person(*person),
            Effect::JobWaits => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::{ProjectId, Scope};
    use crate::policy::Role;

    #[test]
    fn a_standing_is_unknown_while_a_commit_changes_it_whether_or_not_the_commit_stands() {
        let (access, person) = (Access::new(&Config::default()), PersonId::new());
        let (changed, other) = (Scope::Project(ProjectId::new()), Scope::Project(ProjectId::new()));
        let keep = |scope| {
            let since = access.standings.generation(scope);
            access.standings.keep(scope, person, Standing::of(Role::Lead), since);
        };
        let known = |scope| access.standings.known(scope, &person).is_some();
        let effects = [Effect::StandingChanged(changed), Effect::JobWaits];
        for end in [Access::reopen, |access: &Access, effects: &[Effect]| {
            effects.iter().for_each(|effect| access.follow(effect));
        }] {
            keep(changed);
            keep(other);
            access.close(&effects);
            keep(changed);
            assert!(!known(changed) && known(other));
            end(&access, &effects);
            assert!(!known(changed) && known(other));
            keep(changed);
            assert!(known(changed));
        }
    }
}
