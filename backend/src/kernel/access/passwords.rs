//! Passwords: argon2id (RFC 9106, 19 MiB, 2 passes), few at once, never in the lane.

use crate::kernel::http::{Fault, Problem};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use dure_api::Limits;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Longest wait for a turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// Hashes and checks, a bounded number at once and in waiting.
pub struct Passwords {
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    least: usize,
    most: usize,
}

impl Passwords {
    /// With the limits of the server.
    pub fn new(limits: &Limits) -> Self {
        let size = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        Self {
            turns: Arc::new(Semaphore::new(size(limits.password_hashes))),
            queue: Arc::new(Semaphore::new(size(limits.password_hashes + limits.password_queue))),
            least: size(limits.password_min_chars),
            most: size(limits.password_max_chars),
        }
    }

    /// Whether a new password is long enough, and hard enough to guess for somebody who knows `about`.
    pub fn judge(&self, password: &str, about: &[&str]) -> Result<(), Fault> {
        self.short_enough(password)?;
        if password.chars().count() < self.least {
            return Err(Fault::new("password_short"));
        }
        let folded = password.to_lowercase();
        let mut words: Vec<String> = about.iter().map(|word| word.to_lowercase()).collect();
        words.push("dure".into());
        let words: Vec<&str> = words
            .iter()
            .flat_map(|word| [word.as_str(), word.split('@').next().unwrap_or_default()])
            .filter(|word| word.chars().count() >= 4)
            .collect();
        if words.iter().any(|word| folded.contains(word)) || folded.contains("두레") {
            return Err(Fault::new("password_guessable"));
        }
        let strength = zxcvbn::zxcvbn(password, &words);
        if strength.guesses() < 1_000_000 { Err(Fault::new("password_guessable")) } else { Ok(()) }
    }

    /// Refuses what would only cost time to hash.
    pub fn short_enough(&self, password: &str) -> Result<(), Fault> {
        if password.len() > self.most.saturating_mul(4) || password.chars().count() > self.most {
            Err(Fault::new("too_long"))
        } else if password.contains('\0') {
            Err(Fault::new("characters"))
        } else {
            Ok(())
        }
    }

    /// A new hash, in PHC form.
    pub async fn hash(&self, password: String) -> Result<String, Problem> {
        self.in_turn(move || {
            let hash = Argon2::default().hash_password(password.as_bytes()).map_err(Problem::internal)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether it is the password of `hash`. Without a hash it takes as long and says no.
    pub async fn check(&self, password: String, hash: Option<String>) -> Result<bool, Problem> {
        self.in_turn(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(decoy);
            let parsed = PasswordHash::new(&hash).map_err(Problem::internal)?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known)
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let Ok(_place) = self.queue.clone().try_acquire_owned() else { return Err(Problem::overloaded(2)) };
        let turn = tokio::time::timeout(PATIENCE, self.turns.clone().acquire_owned());
        let Ok(Ok(turn)) = turn.await else { return Err(Problem::overloaded(2)) };
        let worked = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        worked.await.map_err(Problem::internal)?
    }
}

/// A hash of nobody's password, with the cost of a real one.
fn decoy() -> String {
    static DECOY: OnceLock<String> = OnceLock::new();
    DECOY
        .get_or_init(|| {
            let hash = Argon2::default().hash_password(b"nobody signs in with this");
            hash.map(|hash| hash.to_string()).unwrap_or_default()
        })
        .clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords() -> Passwords {
        Passwords::new(&Limits::default())
    }

    #[test]
    fn a_common_password_or_one_about_oneself_is_refused() {
        let about = ["park@hana-precision.kr", "하나정밀공업"];
        for password in [
            "password12",
            "1234567890",
            "qwertyuiop",
            "dure-dure-dure",
            "park-is-me-77",
            "하나정밀공업2026!",
            &"긴".repeat(64),
        ] {
            assert!(passwords().judge(password, &about).is_err(), "{password}");
        }
        for password in [
            "밀링머신 앞에서 커피 두 잔",
            "correct horse battery staple",
            " edge spaces count ",
            &"커피 두 잔과 밀링머신 ".repeat(9),
        ] {
            assert!(
                passwords().judge(password, &about).is_ok(),
                "{password}: {:?}",
                passwords().judge(password, &about)
            );
        }
    }

    #[test]
    fn a_huge_password_is_refused_before_anything_is_computed() {
        let started = std::time::Instant::now();
        assert!(passwords().judge(&"x".repeat(5 << 20), &[]).is_err());
        assert!(started.elapsed() < Duration::from_millis(50));
    }
}
