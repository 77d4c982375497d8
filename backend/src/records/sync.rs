//! All rooms of a person in one answer, for phones: one request when the person opens the app, or one that waits.

use super::http::told;
use super::rules::Token;
use crate::kernel::access::{Permit, Standing, standings_in_projects};
use crate::kernel::http::{Answer, Fault, Problem, Query};
use crate::kernel::ids::{ProjectId, Scope};
use crate::kernel::record::after;
use crate::kernel::store::Conn;
use crate::policy;
use actix_web::{HttpResponse, get};
use dure_api as api;
use futures_util::future::select_all;
use std::time::Duration;

/// Bytes of events in one answer; one event more may stand in it.
const BYTES: usize = 1 << 20;

/// What one answer may hold.
#[derive(Clone, Copy)]
struct Bounds {
    rooms: i64,
    events: i64,
    resume: i64,
}

/// A room whose state the device does not have.
struct Room {
    project: ProjectId,
    head: i64,
    reset: Option<&'static str>,
    items: Vec<String>,
}

/// What is new for a device.
struct News {
    token: Token,
    projects: Vec<ProjectId>,
    rooms: Vec<Room>,
    ended: bool,
    more: bool,
}

/// Changes of all rooms of the caller since `since`. With `wait`, the answer is held back until there is one.
///
/// A room without `reset` goes on after what the device has. Who was added to a project while waiting learns of it
/// with the next request.
#[utoipa::path(tag = "Record", operation_id = "sync", params(api::SyncParams),
    responses((status = 200, description = "What is new.", body = api::SyncPage)))]
#[get("/sync")]
pub async fn sync(permit: Permit<policy::Sync>, query: Query<api::SyncParams>) -> Answer {
    let query = query.parse()?;
    let (limits, epoch) = (&permit.kernel().config.limits, permit.kernel().epoch.clone());
    let wait = query.wait.unwrap_or(0);
    if !(0..=i64::from(limits.wait_seconds)).contains(&wait) {
        return Err(Fault::new("range").at("?wait"));
    }
    let since = query.since.as_deref().map(|text| Token::parse(text).ok_or(Fault::new("cursor")));
    let since = since.transpose().map_err(|fault| fault.at("?since"))?;
    let bounds = Bounds {
        rooms: i64::from(limits.subscriptions),
        events: i64::from(limits.sync_events),
        resume: i64::from(limits.resume_events),
    };
    let look = async || {
        let (caller, since, epoch) = (permit.caller()?.clone(), since.clone(), epoch.clone());
        let read = move |conn: &mut Conn| {
            let rooms = standings_in_projects(conn, caller.person, bounds.rooms)?;
            news(conn, rooms, since.as_ref(), &epoch, bounds)
        };
        permit.read(read).await
    };
    let mut found = look().await?;
    if found.is_empty() && wait > 0 {
        // Watched before it is read again, so that what happens between is not missed.
        let hub = &permit.kernel().hub;
        let mut watched: Vec<_> = found.projects.iter().map(|id| hub.watch(Scope::Project(*id))).collect();
        found = look().await?;
        let patience = Duration::from_secs(u64::try_from(wait).unwrap_or(0));
        let heads = found.projects.iter().map(|id| found.token.seq(*id).unwrap_or(0));
        let waiting =
            watched.iter_mut().zip(heads).map(|(one, head)| Box::pin(one.later_than(head, patience)));
        let waiting: Vec<_> = waiting.collect();
        if found.is_empty() && waiting.is_empty() {
            actix_web::rt::time::sleep(patience).await;
        } else if found.is_empty() && select_all(waiting).await.0 {
            permit.renew().await?;
            found = look().await?;
        }
    }
    Ok(HttpResponse::Ok().content_type("application/json").body(found.json(&epoch)))
}

fn news(
    conn: &mut Conn,
    standings: Vec<(ProjectId, Standing, i64)>,
    since: Option<&Token>,
    epoch: &str,
    bounds: Bounds,
) -> Result<News, Problem> {
    let projects: Vec<ProjectId> = standings.iter().map(|(project, _, _)| *project).collect();
    let mut found = News {
        token: Token::new(epoch),
        ended: since.is_some_and(|token| token.knows_other_than(&projects)),
        projects,
        rooms: Vec::new(),
        more: false,
    };
    let (mut events, mut bytes) = (bounds.events, 0);
    for (project, standing, head) in standings {
        let known = since.and_then(|token| token.seq(project));
        let reset = match (since, known) {
            (Some(token), _) if !token.is_of(epoch) => Some("epoch"),
            (_, None) => Some("new"),
            (_, Some(known)) if known > head => Some("ahead"),
            (_, Some(known)) if head - known > bounds.resume => Some("behind"),
            _ => None,
        };
        let known = known.filter(|_| reset.is_none());
        let mut reached = known.unwrap_or(head);
        let mut items = Vec::new();
        if reached < head && events > 0 && bytes < BYTES {
            for event in after(conn, Scope::Project(project), reached, events)? {
                if bytes >= BYTES {
                    break;
                }
                reached = event.seq;
                events -= 1;
                let item = told(&event, &standing);
                bytes += item.len();
                items.push(item);
            }
        }
        found.more |= reached < head;
        found.token.reach(project, reached);
        if reset.is_some() || !items.is_empty() {
            found.rooms.push(Room { project, head, reset, items });
        }
    }
    Ok(found)
}

impl News {
    fn is_empty(&self) -> bool {
        self.rooms.is_empty() && !self.ended
    }

    /// The bytes of each event as they are on every other way out.
    fn json(&self, epoch: &str) -> String {
        let rooms = self.rooms.iter().map(|room| {
            let reset = room.reset.map(|reset| format!(r#""reset":"{reset}","#)).unwrap_or_default();
            let (id, head, items) = (room.project, room.head, room.items.join(","));
            format!(r#"{{"project_id":"{id}","head":{head},{reset}"items":[{items}]}}"#)
        });
        let rooms: Vec<String> = rooms.collect();
        let ids: Vec<String> = self.projects.iter().map(|id| format!("\"{id}\"")).collect();
        let ids = if self.ended { format!(r#","project_ids":[{}]"#, ids.join(",")) } else { String::new() };
        let (token, more) = (self.token.text(), self.more);
        format!(r#"{{"epoch":"{epoch}","token":"{token}","rooms":[{}],"more":{more}{ids}}}"#, rooms.join(","))
    }
}
