//! The people and projects of a run, and how they ask.

use super::tally::Tally;
use crate::Outcome;
use crate::cast::{Cast, Newcomer, Side};
use crate::client::api::{Api, Session};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;

/// Projects of a run.
pub const ROOMS: usize = 4;
/// People who write and follow in all projects.
pub const MEMBERS: usize = 8;
/// People who come and go.
pub const VISITORS: usize = 4;

/// An effect that was acknowledged.
#[derive(Debug, Clone)]
pub struct Acknowledged {
    /// The project.
    pub room: usize,
    /// Its place in the record.
    pub seq: u64,
    /// What the event must hold: the id of the message or item, or the person.
    pub id: String,
    /// Words that no other request has.
    pub words: String,
}

/// How it stands with a visitor in the project they visit.
#[derive(Debug, Default)]
pub struct Visit {
    /// Set while the visitor is, or may be, no member.
    pub away: Cell<bool>,
    /// The highest event that came while away.
    pub highest: Cell<u64>,
}

/// Everything that a run shares.
pub struct Stage {
    /// The proxy.
    pub address: SocketAddr,
    /// Leads all projects.
    pub lead: Rc<Session>,
    /// Contributors; the last two look on.
    pub people: Vec<Rc<Session>>,
    /// People who come and go; the first of each pair of projects.
    pub visitors: Vec<Rc<Session>>,
    /// A person in no project.
    pub stranger: Rc<Session>,
    /// Ids of the projects.
    pub rooms: Vec<String>,
    /// Parties of each project.
    pub parties: Vec<Vec<String>>,
    /// What was acknowledged since the last check.
    pub ledger: RefCell<Vec<Acknowledged>>,
    /// How it stands with each visitor.
    pub visits: Vec<Visit>,
    /// Counts.
    pub tally: Rc<Tally>,
}

impl Stage {
    /// Sets an empty server up.
    pub async fn set(address: SocketAddr, tally: Rc<Tally>) -> Outcome<Self> {
        let departments = [(Side::Customer, "Product".to_owned()), (Side::Supplier, "Design".to_owned())];
        let cast = Cast::found(address, None, &departments).await?;
        let newcomers: Vec<Newcomer> = (0..MEMBERS + VISITORS + 1)
            .map(|number| {
                let (side, department) = departments[number % 2].clone();
                Newcomer { name: format!("Person {number}"), side, department }
            })
            .collect();
        let mut people = cast.invite(&newcomers).await?;
        let (mut rooms, mut parties) = (Vec::new(), Vec::new());
        let mut api = Api::new(address);
        for number in 0..ROOMS {
            let room = cast.project(number, &format!("Soak {number}")).await?;
            cast.join(&room, &people[..MEMBERS]).await?;
            let page = api.get(&cast.coordinator, &format!("/projects/{room}/parties")).await?;
            let ids = crate::client::api::items(&page).iter().filter_map(|party| party["id"].as_str());
            parties.push(ids.map(str::to_owned).collect());
            for session in &people[MEMBERS - 2..MEMBERS] {
                let path = format!("/projects/{room}/members/{}", session.person);
                let body = json!({ "role": "observer" });
                api.ask(&cast.coordinator, "PATCH", &path, Some(&body), "").await?;
            }
            rooms.push(room);
        }
        let stranger = people.pop().ok_or("nobody")?;
        let visitors = people.split_off(MEMBERS);
        let visits = visitors.iter().map(|_| Visit { away: Cell::new(true), ..Visit::default() }).collect();
        let lead = cast.coordinator.clone();
        let ledger = RefCell::default();
        Ok(Self { address, lead, people, visitors, stranger, rooms, parties, ledger, visits, tally })
    }

    /// A path below a project.
    pub fn path(&self, room: usize, rest: &str) -> String {
        format!("/projects/{}{rest}", self.rooms[room])
    }

    /// The project that a visitor visits.
    pub fn visited(&self, visitor: usize) -> usize {
        visitor % ROOMS
    }

    /// Notes an answer of 5xx, whoever got it.
    pub fn judge(&self, status: u16, what: &str, body: &Value) {
        self.tally.hold(status < 500, || format!("{what} answered {status}: {body}"));
    }
}
