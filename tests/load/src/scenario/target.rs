//! A running server with its rooms and people, ready for scenarios.

use crate::Outcome;
use crate::cast::{Cast, Newcomer, Side};
use crate::client::api::{Api, Session};
use crate::gauge::process;
use futures_util::{StreamExt, TryStreamExt, stream};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Instant;

/// Rooms that a target has; scenarios use the first so many of them.
pub const ROOMS: usize = 20;
/// People, all members of every room.
pub const PEOPLE: usize = 64;
/// The room that scenarios with one room use.
pub const HOT_ROOM: usize = ROOMS - 1;

/// A server under test.
pub struct Target {
    /// How the table calls it.
    pub name: &'static str,
    /// Where it listens.
    pub address: SocketAddr,
    /// Its process.
    pub process: u32,
    /// Project ids, `ROOMS` of them.
    pub rooms: Vec<String>,
    /// Signed-in people, `PEOPLE` of them.
    pub people: Vec<Rc<Session>>,
    /// Ids of the departments that they are of; none on a reference.
    pub departments: Vec<String>,
    /// Who can make more projects; nobody on a reference.
    pub cast: Option<Cast>,
}

impl Target {
    /// A reference server: it makes rooms when they are named, and knows nobody.
    pub fn reference(name: &'static str, address: SocketAddr, process: u32) -> Self {
        let rooms = (0..ROOMS).map(|_| uuid::Uuid::new_v4().to_string()).collect();
        let people = (0..PEOPLE).map(|_| Rc::new(Session::nobody())).collect();
        Self { name, address, process, rooms, people, departments: Vec::new(), cast: None }
    }

    /// A real server on an empty folder, set up through the API.
    pub async fn real(name: &'static str, address: SocketAddr, process: u32) -> Outcome<Self> {
        let departments = departments();
        let cast = Cast::found(address, None, &departments).await?;
        let newcomers: Vec<Newcomer> = (0..PEOPLE)
            .map(|number| {
                let (side, department) = departments[number % 2].clone();
                Newcomer { name: format!("Person {number}"), side, department }
            })
            .collect();
        let people = cast.invite(&newcomers).await?;
        let rooms = stream::iter(0..ROOMS)
            .map(|number| open_room(&cast, number, &people))
            .buffered(4)
            .try_collect()
            .await?;
        let firms = [Side::Customer, Side::Supplier].map(|side| cast.firm(side));
        let departments = firms.iter().flat_map(|firm| firm.departments.values().cloned()).collect();
        Ok(Self { name, address, process, rooms, people, departments, cast: Some(cast) })
    }

    /// The person behind a client.
    pub fn person(&self, client: usize) -> &Rc<Session> {
        &self.people[client % self.people.len()]
    }

    /// Renews tokens that would end during a scenario.
    pub async fn renew(&self) -> Outcome<()> {
        let mut api = Api::new(self.address);
        for session in &self.people {
            api.renew(session).await?;
        }
        Ok(())
    }
}

/// The departments of a real target's cast, one of each side.
pub fn departments() -> [(Side, String); 2] {
    [(Side::Customer, "Product".to_owned()), (Side::Supplier, "Design".to_owned())]
}

async fn open_room(cast: &Cast, number: usize, people: &[Rc<Session>]) -> Outcome<String> {
    let room = cast.project(number, &format!("Room {number}")).await?;
    cast.join(&room, people).await?;
    Ok(room)
}

/// Processor time over a scenario, to tell whether server, generator or machine was the limit.
pub struct Effort {
    process: u32,
    start: Instant,
    before: [f64; 3],
}

impl Effort {
    /// Starts watching.
    pub fn start(target: &Target) -> Self {
        let process = target.process;
        Self { process, start: Instant::now(), before: seconds(process) }
    }

    /// Cores used since then.
    pub fn report(&self) -> String {
        let elapsed = self.start.elapsed().as_secs_f64();
        let now = seconds(self.process);
        let [server, generator, machine] =
            std::array::from_fn(|which| (now[which] - self.before[which]) / elapsed);
        format!("cores: server {server:.2}, generator {generator:.2}, machine {machine:.2}")
    }
}

fn seconds(server: u32) -> [f64; 3] {
    let generator = process::processor_seconds(std::process::id());
    [process::processor_seconds(server), generator, process::machine_seconds()]
}
