//! The permit: proof that this caller may run this operation at this place, and the only way to the database.

use super::place::{Operation, Place};
use super::standing::Standing;
use super::{Caller, authenticate};
use crate::kernel::Kernel;
use crate::kernel::clock::Time;
use crate::kernel::http::{Key, Problem};
use crate::kernel::ids::Scope;
use crate::kernel::record::Recorded;
use crate::kernel::store::{Conn, Tx};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use std::sync::Arc;

/// A caller's right to one operation at one place.
pub struct Permit<O: Operation> {
    kernel: web::Data<Kernel>,
    caller: Option<Caller>,
    place: O::Place,
    standing: Standing,
}

/// What a command did.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It wrote an event.
    Recorded(Recorded),
    /// There was nothing to do.
    Unchanged,
}

impl From<Recorded> for Outcome {
    fn from(recorded: Recorded) -> Self {
        Outcome::Recorded(recorded)
    }
}

impl<O: Operation> FromRequest for Permit<O> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { Self::ask(&req).await })
    }
}

impl<O: Operation> Permit<O> {
    async fn ask(req: &HttpRequest) -> Result<Self, Problem> {
        let kernel = req.app_data::<web::Data<Kernel>>().ok_or_else(Problem::bare_internal)?.clone();
        if !O::Place::SIGNED_IN {
            let place = O::Place::of(req)?;
            let standing = Standing::of(crate::policy::Role::Listed);
            return Ok(Self { kernel, caller: None, place, standing });
        }
        let caller = authenticate(&kernel, req).await?;
        kernel.access.requests.count(&caller.person)?;
        let place = O::Place::of(req)?;
        let standing = match place.remembered(&kernel, &caller) {
            Some(standing) => Some(standing),
            None => {
                let generation = place.generation(&kernel);
                let asking = caller.clone();
                let found = kernel.store.read(move |conn| place.standing(conn, &asking)).await?;
                if let (Some(standing), Some(since)) = (&found, generation) {
                    place.remember(&kernel, &caller, standing.clone(), since);
                }
                found
            }
        };
        let standing = judged::<O>(standing)?;
        Ok(Self { kernel, caller: Some(caller), place, standing })
    }

    /// The place the permit is for.
    pub fn place(&self) -> O::Place {
        self.place
    }

    /// What the caller is there.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Who calls. Public operations have nobody.
    pub fn caller(&self) -> Result<&Caller, Problem> {
        self.caller.as_ref().ok_or_else(Problem::unauthenticated)
    }

    /// The running server.
    pub fn kernel(&self) -> &Arc<Kernel> {
        &self.kernel
    }

    /// The server's time.
    pub fn now(&self) -> Time {
        self.kernel.clock.now()
    }

    /// The record that a command may add to: commands of a project share a commit. The records of clusters and firms
    /// are written together with what belongs to no record.
    fn scope(&self) -> Scope {
        self.standing.record.filter(|record| matches!(record, Scope::Project(_))).unwrap_or(Scope::Server)
    }

    /// Asks for the right again, for a request that waited.
    pub async fn renew(&self) -> Result<(), Problem> {
        let caller = self.caller()?.clone();
        self.kernel.caller_of(caller.session, caller.person).await?;
        let place = self.place;
        judged::<O>(self.kernel.store.read(move |conn| place.standing(conn, &caller)).await?).map(drop)
    }

    /// Whether memory says that the right stands. Asked after an answer was found in memory: what ended the right
    /// was forgotten before the answer could be made again.
    pub fn still_stands(&self) -> bool {
        let standing = self.caller.as_ref().and_then(|caller| self.place.remembered(&self.kernel, caller));
        judged::<O>(standing).is_ok()
    }

    /// Looks something up in one state of the database, in which the right stands too: who was removed a
    /// moment ago reads nothing of what came since.
    pub async fn read<T, F>(&self, f: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, Problem> + Send + 'static,
    {
        let (place, caller) = (self.place, self.caller.clone());
        let read = move |conn: &mut Conn| {
            if let Some(caller) = &caller {
                judged::<O>(place.standing(conn, caller)?)?;
            }
            f(conn)
        };
        self.kernel.store.read(read).await
    }

    /// Runs a command that must leave an event or say that nothing was to do.
    ///
    /// The right is proved once more inside the transaction, the idempotency key is looked up and kept in it,
    /// and the answer comes after the commit is on disk.
    pub async fn write<F>(&self, key: Key, f: F) -> Result<Outcome, Problem>
    where
        F: Fn(&mut Tx<'_>) -> Result<Outcome, Problem> + Send + 'static,
    {
        let caller = self.caller()?.clone();
        let _entered = self.kernel.in_flight.enter(&key, caller.person)?;
        let proof = self.proof(caller.clone());
        self.kernel
            .store
            .write(self.scope(), move |tx| {
                proof(tx)?;
                if let Some(recorded) = key.replayed(tx, caller.person)? {
                    return Ok(Outcome::Recorded(recorded));
                }
                let outcome = f(tx)?;
                if let Outcome::Recorded(recorded) = &outcome {
                    key.keep(tx, caller.person, recorded)?;
                }
                Ok(outcome)
            })
            .await
    }

    /// Runs a command without an event. The named exceptions: sessions, read markers, a person's first sign-in.
    pub async fn write_unlogged<T, F>(&self, f: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let Some(caller) = self.caller.clone() else {
            let kernel = self.kernel.clone();
            return self
                .kernel
                .store
                .write(self.scope(), move |tx| {
                    tx.begin(None, kernel.clock.now());
                    f(tx)
                })
                .await;
        };
        let proof = self.proof(caller);
        self.kernel
            .store
            .write(self.scope(), move |tx| {
                proof(tx)?;
                f(tx)
            })
            .await
    }

    /// Runs a public command that must leave an event, such as accepting an invitation, and gives back what
    /// `f` made beside it.
    pub async fn write_public<T, F>(&self, f: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<(Recorded, T), Problem> + Send + 'static,
    {
        let kernel = self.kernel.clone();
        let done = self.kernel.store.write(self.scope(), move |tx| {
            tx.begin(None, kernel.clock.now());
            f(tx).map(|(_, made)| made)
        });
        done.await
    }

    /// Proves session and right inside the transaction, and sets who acts and when.
    fn proof(&self, caller: Caller) -> impl Fn(&mut Tx<'_>) -> Result<(), Problem> + Send + use<O> {
        let (kernel, place) = (self.kernel.clone(), self.place);
        move |tx| {
            // No other lane runs while sessions are ended or grants changed, and memory follows before any goes
            // on: what memory knows here is what the tables say, but for changes of this very batch.
            let known = if tx.changed_access() { None } else { place.remembered(&kernel, &caller) };
            let session =
                if tx.changed_access() { None } else { kernel.access.sessions.known(caller.session) };
            let stands = match session {
                Some(_) => true,
                None => super::sessions::caller(tx.reading(), caller.session)?.is_some(),
            };
            if !stands {
                return Err(Problem::unauthenticated());
            }
            let standing = match known {
                Some(standing) => Some(standing),
                None => place.standing(tx.reading(), &caller)?,
            };
            let standing = judged::<O>(standing)?;
            tx.begin(Some(caller.actor(standing.department)), kernel.clock.now());
            Ok(())
        }
    }
}

/// 404 where the caller may not know that it exists, 403 where they may.
fn judged<O: Operation>(standing: Option<Standing>) -> Result<Standing, Problem> {
    let standing = standing.ok_or_else(Problem::not_found)?;
    if standing.role.allows(O::RIGHT) { Ok(standing) } else { Err(Problem::forbidden()) }
}
