//! One socket: hello, then the client's frames, until either side ends it.

use super::hub::{Admission, Follow, Socket};
use super::inbound::{self, Inbound, Incoming};
use super::outbox::{Drain, Outbox, encode};
use super::protocol::{self, BAD_FRAME, FLOOD, NO_HELLO, RESTART, SESSION_ENDED};
use crate::kernel::Kernel;
use crate::kernel::access::{Caller, Standing, standing_in};
use crate::kernel::http::{Problem, peer};
use crate::kernel::ids::{ProjectId, Scope};
use crate::kernel::record;
use crate::kernel::store::Conn;
use crate::policy::Right;
use actix_web::body::BoxBody;
use actix_web::http::{Version, header};
use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::Message;
use bytes::Bytes;
use dure_api::ClientFrame;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Frames with a fault before the socket is closed.
const PATIENCE: u32 = 20;
/// A person's typing is told this often.
const TYPING: Duration = Duration::from_secs(2);

/// Answers the handshake and serves the socket on this worker.
#[allow(clippy::disallowed_methods, reason = "the kernel's sockets are its tasks")]
pub fn open(
    kernel: &web::Data<Kernel>,
    req: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    refuse_foreign(req)?;
    refuse_odd(req)?;
    let limits = &kernel.config.limits;
    let size = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let payload = inbound::guarded(req, payload, limits).ok_or_else(Problem::bare_internal)?;
    let (response, session, stream) = actix_ws::handle_with_protocols(req, payload, &["dure.v1"])
        .map_err(|error| Problem::malformed().because(error))?;
    drop(session); // the outbox writes in its place
    let outbox = Arc::new(Outbox::new(size(limits.socket_queue_bytes)));
    let mut inbound = Inbound::new(stream, outbox.clone(), limits);
    let drain = outbox.clone();
    let response = response.map_body(|_, handshake| BoxBody::new(Drain { outbox: drain, handshake }));
    let (kernel, address) = (kernel.clone().into_inner(), peer(req));
    actix_web::rt::spawn(async move {
        let Some(caller) = hello(&kernel, &mut inbound).await else { return };
        let socket = Arc::new(Socket { session: caller.session, person: caller.person, address, outbox });
        match kernel.hub.admit(&socket) {
            Admission::In => {}
            Admission::TooMany => return socket.outbox.close(FLOOD, "too many sockets"),
            Admission::Stopping => return socket.outbox.close(RESTART, "retry_ms=1000"),
        }
        // Ended between the ticket and the admission: the hub did not know the socket yet.
        if kernel.caller_of(caller.session, caller.person).await.is_err() {
            socket.outbox.close(SESSION_ENDED, "session ended");
        }
        let heartbeat = limits_of(&kernel).heartbeat_seconds;
        socket.outbox.push(&protocol::welcome(caller.session.as_str(), heartbeat));
        let mut serving = Serving::new(kernel.clone(), caller, socket.clone());
        serving.run(&mut inbound).await;
        for scope in serving.following {
            kernel.hub.unfollow(&socket, scope);
        }
        kernel.hub.dismiss(&socket);
    });
    Ok(response)
}

fn limits_of(kernel: &Kernel) -> &dure_api::Limits {
    &kernel.config.limits
}

/// Handshakes that no client makes: of HTTP/1.0, for several protocols to upgrade to, with pages of subprotocols.
fn refuse_odd(req: &HttpRequest) -> Result<(), Problem> {
    let upgrades = req.headers().get_all(header::UPGRADE).count();
    let offered =
        req.headers().get_all(header::SEC_WEBSOCKET_PROTOCOL).map(|value| value.len()).sum::<usize>();
    let odd = req.version() != Version::HTTP_11 || upgrades != 1 || offered > 1024;
    if odd { Err(Problem::malformed()) } else { Ok(()) }
}

/// A browser always tells its page's origin, and it must be ours; other clients send none.
fn refuse_foreign(req: &HttpRequest) -> Result<(), Problem> {
    let mut origins = req.headers().get_all(header::ORIGIN);
    let has_cookie = req.headers().contains_key(header::COOKIE);
    match (origins.next(), origins.next()) {
        (None, _) if !has_cookie => Ok(()),
        (Some(origin), None)
            if origin.to_str().is_ok_and(|origin| crate::kernel::access::is_own(req, origin)) =>
        {
            Ok(())
        }
        _ => Err(Problem::forbidden()),
    }
}

/// The first frame must be a hello with a good ticket, in time.
async fn hello(kernel: &Kernel, inbound: &mut Inbound) -> Option<Caller> {
    let patience = Duration::from_secs(u64::from(kernel.config.limits.hello_seconds));
    let text = async {
        loop {
            if let Incoming::Text(text) = inbound.next().await? {
                return Some(text);
            }
        }
    };
    let first = match tokio::time::timeout(patience, text).await {
        Ok(first) => first?,
        Err(_) => {
            inbound.outbox.close(NO_HELLO, "no hello");
            return None;
        }
    };
    let Ok(ClientFrame::Hello { ticket }) = serde_json::from_str(&first) else {
        inbound.outbox.close(BAD_FRAME, "hello comes first");
        return None;
    };
    let caller = match kernel.take_ticket(&ticket) {
        Some(claims) => kernel.caller_of(claims.session, claims.person).await.ok(),
        None => None,
    };
    if caller.is_none() {
        inbound.outbox.close(SESSION_ENDED, "no session");
    }
    caller
}

/// A signed-in socket.
struct Serving {
    kernel: Arc<Kernel>,
    caller: Caller,
    socket: Arc<Socket>,
    following: HashSet<Scope>,
    typed: HashMap<Scope, Instant>,
    last_id: i64,
    faults: u32,
}

impl Serving {
    fn new(kernel: Arc<Kernel>, caller: Caller, socket: Arc<Socket>) -> Self {
        Self {
            kernel,
            caller,
            socket,
            following: HashSet::new(),
            typed: HashMap::new(),
            last_id: 0,
            faults: 0,
        }
    }

    async fn run(&mut self, inbound: &mut Inbound) {
        let every = Duration::from_secs(u64::from(limits_of(&self.kernel).heartbeat_seconds));
        let beat = protocol::heartbeat();
        let ping = encode(Message::Ping(Bytes::new()));
        loop {
            match tokio::time::timeout(every, inbound.next()).await {
                Ok(Some(Incoming::Text(text))) => self.frame(&text).await,
                Ok(Some(Incoming::Sign)) => {}
                Ok(None) => return,
                Err(_) => {
                    self.socket.outbox.push(&beat);
                    self.socket.outbox.push(&ping);
                }
            }
            if self.socket.outbox.is_closing() {
                return;
            }
        }
    }

    async fn frame(&mut self, text: &str) {
        let frame = match serde_json::from_str(text) {
            Ok(frame) => frame,
            Err(_) => return self.fault(id_of(text), "bad_frame", "not a frame of this protocol"),
        };
        match frame {
            ClientFrame::Subscribe { id, project_id, cluster_id, firm_id, epoch, after } => {
                if self.fresh(id) {
                    match scope_of(project_id, cluster_id, firm_id) {
                        Some(scope) => self.subscribe(id, scope, epoch.as_deref(), after).await,
                        None => self.fault(Some(id), "not_found", "no such record"),
                    }
                }
            }
            ClientFrame::Unsubscribe { id, project_id, cluster_id, firm_id } => {
                if self.fresh(id) {
                    match scope_of(project_id, cluster_id, firm_id) {
                        Some(scope) => {
                            self.following.remove(&scope);
                            self.kernel.hub.unfollow(&self.socket, scope);
                            self.socket.outbox.push(&protocol::unsubscribed(Some(id), scope, 1000));
                        }
                        None => self.fault(Some(id), "not_found", "no such record"),
                    }
                }
            }
            ClientFrame::Typing { project_id } => match project_id.parse().map(Scope::Project) {
                Ok(scope) if self.following.contains(&scope) => self.typing(scope).await,
                _ => self.fault(None, "not_found", "no such record"),
            },
            ClientFrame::Refresh { ticket } => {
                let claims = self.kernel.take_ticket(&ticket);
                if claims.is_some_and(|claims| claims.session == self.caller.session) {
                    let heartbeat = limits_of(&self.kernel).heartbeat_seconds;
                    self.socket.outbox.push(&protocol::welcome(self.caller.session.as_str(), heartbeat));
                } else {
                    self.socket.outbox.close(SESSION_ENDED, "no session");
                }
            }
            ClientFrame::Hello { .. } => self.fault(None, "bad_frame", "hello comes once"),
        }
    }

    /// Ids grow, so that an answer belongs to one question.
    fn fresh(&mut self, id: i64) -> bool {
        let fresh = id > self.last_id;
        if fresh {
            self.last_id = id;
        } else {
            self.fault(Some(id), "id_reused", "each id must be greater than the last");
        }
        fresh
    }

    fn fault(&mut self, id: Option<i64>, code: &str, detail: &str) {
        self.faults += 1;
        self.socket.outbox.push(&protocol::error(id, code, detail));
        if self.faults > PATIENCE && code == "bad_frame" {
            self.socket.outbox.close(BAD_FRAME, "too many bad frames");
        }
    }

    /// What the caller is in the record, and the record's end, in one state of the database.
    async fn standing(&self, scope: Scope) -> Result<Option<(Standing, i64)>, Problem> {
        let right = match scope {
            Scope::Project(_) | Scope::Cluster(_) => Right::See,
            Scope::Firm(_) | Scope::Server => Right::Manage,
        };
        let caller = self.caller.clone();
        let asked = move |conn: &mut Conn| {
            let standing = standing_in(conn, scope, &caller)?.filter(|standing| standing.role.allows(right));
            let Some(standing) = standing else { return Ok(None) };
            Ok(Some((standing, record::head(conn, scope)?.seq)))
        };
        self.kernel.store.read(asked).await
    }

    async fn subscribe(&mut self, id: i64, scope: Scope, epoch: Option<&str>, after: Option<i64>) {
        let most = usize::try_from(limits_of(&self.kernel).subscriptions).unwrap_or(usize::MAX);
        if self.following.len() >= most && !self.following.contains(&scope) {
            return self.fault(Some(id), "too_many_subscriptions", "unsubscribe from another record first");
        }
        self.socket.outbox.read_along().await;
        let (standing, head) = match self.standing(scope).await {
            Ok(Some(found)) => found,
            Ok(None) => return self.fault(Some(id), "not_found", "no such record"),
            Err(problem) => return self.fault(Some(id), problem.code(), "try again"),
        };
        let known = self.kernel.hub.epoch();
        if epoch.is_some_and(|epoch| epoch != &*known) {
            return self.socket.outbox.push(&protocol::reset(id, scope, &known, "epoch"));
        }
        // The standing holds at `head`: an event that ends it is later, and so is met on the way from `after`.
        let after = after.unwrap_or(head);
        if !(0..=head).contains(&after) {
            return self.socket.outbox.push(&protocol::reset(id, scope, &known, "ahead"));
        }
        match self.kernel.hub.follow(&self.socket, &standing, scope, (after, head)).await {
            Ok(Follow::Subscribed(head)) => {
                self.following.insert(scope);
                let seen = self.kernel.hub.seen_by_now(scope).await;
                self.socket.outbox.push(&protocol::subscribed(id, scope, &known, head, seen.as_deref()));
            }
            Ok(Follow::Reset(reason)) => self.socket.outbox.push(&protocol::reset(id, scope, &known, reason)),
            Ok(Follow::Ended) => {}
            Err(problem) => self.fault(Some(id), problem.code(), "try again"),
        }
    }

    async fn typing(&mut self, scope: Scope) {
        let recent = self.typed.get(&scope).is_some_and(|at| at.elapsed() < TYPING);
        let may_talk = |(standing, _): (Standing, i64)| standing.role.allows(Right::Talk);
        if recent || !self.standing(scope).await.is_ok_and(|found| found.is_some_and(may_talk)) {
            return;
        }
        self.typed.insert(scope, Instant::now());
        self.kernel.hub.typing(scope, self.caller.person);
    }
}

fn scope_of(project: Option<String>, cluster: Option<String>, firm: Option<String>) -> Option<Scope> {
    match (project, cluster, firm) {
        (Some(id), None, None) => id.parse::<ProjectId>().ok().map(Scope::Project),
        (None, Some(id), None) => id.parse().ok().map(Scope::Cluster),
        (None, None, Some(id)) => id.parse().ok().map(Scope::Firm),
        _ => None,
    }
}

/// The id of a frame that could not be read otherwise, so that the answer finds its question.
fn id_of(text: &str) -> Option<i64> {
    serde_json::from_str::<serde_json::Value>(text).ok()?.get("id")?.as_i64()
}
