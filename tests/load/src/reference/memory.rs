//! The bare server's record: the last events of every room, in memory.

use super::event::{Draft, Event};
use super::fan_out::Lanes;
use super::record::Project;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, RwLock};

/// Events kept of a room.
const TAIL: usize = 2_048;

/// All rooms.
pub struct Memory {
    lanes: Arc<Lanes>,
    rooms: RwLock<HashMap<Project, Arc<Mutex<Room>>>>,
}

#[derive(Default)]
struct Room {
    head: u64,
    tail: VecDeque<Event>,
}

impl Memory {
    /// Empty.
    pub fn new(lanes: Arc<Lanes>) -> Self {
        Self { lanes, rooms: RwLock::default() }
    }

    /// Appends and publishes under the room's lock, so that lanes get a room's events in order.
    pub fn post(&self, draft: &Draft) -> Event {
        let room = self.room(&draft.project);
        let mut room = room.lock().unwrap();
        room.head += 1;
        let event = draft.placed(room.head);
        if room.tail.len() == TAIL {
            room.tail.pop_front();
        }
        room.tail.push_back(event.clone());
        self.lanes.publish(&draft.project, &event);
        event
    }

    /// See [`super::record::Record::since`].
    pub fn since(&self, project: &str, after: u64, limit: usize, mut each: impl FnMut(&[u8])) -> u64 {
        let room = self.room(project);
        let room = room.lock().unwrap();
        let first = room.head - room.tail.len() as u64;
        let skip = after.saturating_sub(first) as usize;
        let mut last = after;
        for event in room.tail.iter().skip(skip).take(limit) {
            each(&event.json());
            last = event.seq;
        }
        last
    }

    /// The last `seq` of a project.
    pub fn head(&self, project: &str) -> u64 {
        self.room(project).lock().unwrap().head
    }

    fn room(&self, project: &str) -> Arc<Mutex<Room>> {
        if let Some(room) = self.rooms.read().unwrap().get(project) {
            return room.clone();
        }
        self.rooms.write().unwrap().entry(project.into()).or_default().clone()
    }
}
