//! Many open approvals: what waits for somebody, however much it is, and how many answers are signed at once.

use super::asking::Asking;
use super::target::{Effort, ROOMS, Target};
use crate::Outcome;
use crate::client::api::{Api, Session, items, text};
use crate::client::files::upload;
use crate::gauge::percentiles::Percentiles;
use dure_authenticator::Authenticator;
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Approvals that are open, over all rooms: a project has at most 500.
pub const OPEN: usize = 10_000;
/// Seats of each.
pub const SEATS: usize = 8;
/// Seats of somebody who is asked often, and of somebody who is asked now and then.
pub const OFTEN: usize = 200;
pub const SELDOM: usize = 5;
/// Places of the two among the people.
const BUSY: usize = 0;
const CALM: usize = 2;
/// Places of the others who decide: every second person is a customer's.
const OTHERS: std::ops::Range<usize> = 2..32;
/// Who submits at once, of the supplier's 32.
const CLERKS: usize = 16;
/// Times that somebody looks at what waits, in a round.
const ASKED: usize = 40;

/// Approvals that are open, by who is asked in them.
pub struct Desks(Vec<(usize, Vec<String>)>);

/// Opens all of them.
pub async fn furnish(target: &Target) -> Outcome<Desks> {
    let mut desks: Vec<(usize, Vec<String>)> = OTHERS.map(|n| (2 * n, Vec::new())).collect();
    for (number, room) in target.rooms.iter().enumerate() {
        for (who, approval) in furnish_room(target, number, room).await? {
            desks[who].1.push(approval);
        }
    }
    Ok(Desks(desks))
}

/// Opens the approvals of a room; with each, one of those who are asked in it, as a place among the others.
async fn furnish_room(target: &Target, number: usize, room: &str) -> Outcome<Vec<(usize, String)>> {
    let mut api = Api::new(target.address);
    let lead = &target.cast.as_ref().ok_or("no cast")?.coordinator;
    for place in (0..target.people.len()).step_by(2) {
        let path = format!("/projects/{room}/members/{}", target.person(place).person);
        api.patch(lead, &path, &json!({ "role": "approver" })).await?;
    }
    let seat = |place: usize| json!({ "person_id": target.person(place).person, "kind": "required" });
    let desks = OTHERS.len();
    let seats = |first: Option<usize>, from: usize| {
        let mut seats: Vec<Value> = first.into_iter().map(seat).collect();
        let others = (0..SEATS - seats.len()).map(|n| OTHERS.start + (from + n) % desks);
        seats.extend(others.map(|n| seat(2 * n)));
        seats
    };
    let mut routes = Vec::new();
    for (first, from) in (0..desks).map(|from| (None, from)).chain([(Some(BUSY), 0), (Some(CALM), 0)]) {
        let steps = json!([{ "name": "Review", "mode": "all", "due_days": 5, "on_overdue": "remind", "seats": seats(first, from) }]);
        let body = json!({ "name": format!("Route {}", routes.len()), "steps": steps });
        routes.push(text(&api.post(lead, &format!("/projects/{room}/routes"), &body).await?, "/id")?);
    }
    let (often, seldom) = (OFTEN / ROOMS, usize::from(number < SELDOM));
    let route = |n: usize| match n {
        n if n < often => desks,
        n if n < often + seldom => desks + 1,
        n => n % desks,
    };
    let work = (0..CLERKS).map(|clerk| submit(target, room, (clerk, OPEN / ROOMS), &routes, route));
    let made: Outcome<Vec<Vec<(usize, String)>>> = try_join_all(work).await;
    let asked = |(route, approval)| (if route < desks { route } else { 0 }, approval);
    Ok(made?.into_iter().flatten().map(asked).collect())
}

/// What one of the supplier submits: every so many-th design; with each approval the place of its route.
async fn submit(
    target: &Target,
    room: &str,
    (clerk, all): (usize, usize),
    routes: &[String],
    route: impl Fn(usize) -> usize,
) -> Outcome<Vec<(usize, String)>> {
    let (by, mut api) = (target.person(2 * clerk + 1), Api::new(target.address));
    let bytes = format!("%PDF-1.7 {room} {clerk}");
    let name = format!("drawing-{clerk}.pdf");
    let place = (room, name.as_str());
    let (file, _) = upload(target.address, by, place, (bytes.as_bytes(), bytes.len()), || false).await?;
    let mut made = Vec::new();
    for n in (clerk..all).step_by(CLERKS) {
        let body = json!({ "number": format!("A-{n:04}"), "title": format!("Part {n} of the line"), "kind": "drawing" });
        let design = api.post(by, &format!("/projects/{room}/designs"), &body).await?;
        let path = format!("/designs/{}/revisions", text(&design, "/id")?);
        let draft = api.post(by, &path, &json!({ "file_ids": [file], "change_note": "First." })).await?;
        let revision = text(&draft, "/id")?;
        let body = json!({ "manifest_hash": draft["manifest_hash"] });
        api.post(by, &format!("/revisions/{revision}/submission"), &body).await?;
        let body = json!({ "revision_ids": [revision], "purpose": "For manufacture.", "route_id": routes[route(n)] });
        let sent = api.post(by, &format!("/projects/{room}/submissions"), &body).await?;
        made.push((route(n), text(&sent, "/approval_id")?));
    }
    Ok(made)
}

/// What waits for the two, and the busy one's: fails unless it is all there.
pub async fn waiting(target: &Target) -> Outcome<[Asking; 2]> {
    let path = format!("/me/approvals?limit={OFTEN}");
    let mut asking = Vec::new();
    for (place, seats) in [(CALM, SELDOM), (BUSY, OFTEN)] {
        let by = target.person(place);
        let told = items(&Api::new(target.address).get(by, &path).await?).len();
        if told != seats {
            return Err(format!("{told} seats wait in place of {seats}").into());
        }
        asking.push(Asking::of(target, by, &path, (ASKED, 1_000)).await?);
    }
    asking.try_into().map_err(|_| "two people".into())
}

/// How answers are signed.
#[derive(Clone, Copy)]
pub enum Proof {
    /// By the password: argon2 each time.
    Password,
    /// By a passkey: a challenge is asked for, and answered.
    Passkey,
}

/// Somebody who signs.
struct Signer<'a> {
    by: &'a Session,
    device: Option<Authenticator>,
}

impl<'a> Signer<'a> {
    async fn of(api: &mut Api, by: &'a Session, proof: Proof) -> Outcome<Self> {
        let Proof::Passkey = proof else { return Ok(Self { by, device: None }) };
        let mut device = Authenticator { origin: "http://localhost".into(), ..Authenticator::default() };
        let asked =
            api.post(by, "/me/passkeys/challenges", &json!({ "current_password": by.secret })).await?;
        let body = json!({
            "challenge_id": asked["challenge_id"], "credential": device.make(&asked), "name": "Phone",
        });
        api.post(by, "/me/passkeys", &body).await?;
        Ok(Self { by, device: Some(device) })
    }

    async fn answer(&mut self, api: &mut Api, path: &str, tag: &str, mut body: Value) -> Outcome<()> {
        match &mut self.device {
            None => body["secret"] = self.by.secret.as_str().into(),
            Some(device) => {
                let asked = api.act(self.by, &format!("{path}/challenges"), tag, &body).await?;
                let credential = device.answer(&asked);
                body["passkey"] = json!({ "challenge_id": asked["challenge_id"], "credential": credential });
            }
        }
        api.act(self.by, path, tag, &body).await.map(drop)
    }
}

/// Looks at open approvals and answers them with so many clients for a while: times of the answers, and who was the limit. By
/// password the first of a desk, by passkey the last.
pub async fn signed(
    target: &Target,
    desks: &Desks,
    proof: Proof,
    (clients, length): (usize, Duration),
) -> Outcome<(Percentiles, String)> {
    let mut ready = Vec::new();
    for client in 0..clients {
        let mut api = Api::new(target.address);
        let by = target.person(desks.0[client % desks.0.len()].0);
        ready.push((client, Signer::of(&mut api, by, proof).await?, api));
    }
    let effort = Effort::start(target);
    let (beside, end) = (clients.div_ceil(desks.0.len()), Instant::now() + length);
    let work = ready.into_iter().map(|(client, mut signer, mut api)| async move {
        let mut times = Percentiles::default();
        let mut waiting: Vec<&String> = desks.0[client % desks.0.len()].1.iter().collect();
        if let Proof::Passkey = proof {
            waiting.reverse();
        }
        for approval in waiting.into_iter().skip(client / desks.0.len()).step_by(beside) {
            let path = format!("/approvals/{approval}");
            let (seen, tag) = api.look(signer.by, &path).await?;
            let revision = &seen["submission"]["revisions"][0];
            let body = json!({
                "seat_id": seen["my_seat_ids"][0],
                "decisions": [{ "revision_id": revision["revision_id"], "manifest_hash": revision["manifest_hash"], "code": "A" }],
            });
            let start = Instant::now();
            if start >= end {
                return Ok(times);
            }
            signer.answer(&mut api, &format!("{path}/responses"), &tag, body).await?;
            times.add(start.elapsed());
        }
        Err(format!("client {client} has answered all that waited").into())
    });
    let all: Outcome<Vec<Percentiles>> = try_join_all(work).await;
    let mut times = Percentiles::default();
    all?.into_iter().for_each(|one| times.merge(one));
    Ok((times, effort.report()))
}
