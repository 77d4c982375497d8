//! Somebody who talks and plans, and sometimes tries what must be refused.

use super::stage::{Acknowledged, MEMBERS, ROOMS, Stage};
use crate::client::api::{Api, Session};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::rc::Rc;
use std::time::Duration;
use tokio::time::sleep;

/// Words that stand in every request that must be refused.
pub const REFUSED: &str = "must-be-refused";
/// Own messages and items that are still touched.
const REMEMBERED: usize = 30;
const KINDS: [&str; 5] = ["milestone", "action", "question", "decision", "idea"];

/// A writer.
pub struct Writer {
    stage: Rc<Stage>,
    session: Rc<Session>,
    api: Api,
    random: StdRng,
    messages: Vec<(usize, String)>,
    items: Vec<(usize, &'static str, String)>,
    pause_ms: u64,
}

impl Writer {
    /// One of the contributors, who waits up to so long between two requests.
    pub fn new(stage: Rc<Stage>, number: usize, seed: u64, pause_ms: u64) -> Self {
        let session = stage.people[number % (MEMBERS - 2)].clone();
        let random = StdRng::seed_from_u64(seed ^ ((number as u64) << 32));
        let api = Api::new(stage.address);
        Self { stage, session, api, random, messages: Vec::new(), items: Vec::new(), pause_ms }
    }

    /// Writes until the run ends.
    pub async fn work(mut self) {
        let tally = self.stage.tally.clone();
        while let Some(_pass) = tally.pass().await {
            if let Err(error) = self.once().await {
                tally.violated(format!("a writer: {error}"));
            }
            let pause = self.random.random_range(0..=self.pause_ms);
            sleep(Duration::from_millis(pause)).await;
        }
    }

    async fn once(&mut self) -> crate::Outcome<()> {
        let room = self.random.random_range(0..ROOMS);
        match self.random.random_range(0..100) {
            0..46 => self.post(room).await,
            46..56 => self.edit().await,
            56..64 => self.react().await,
            64..67 => self.delete().await,
            67..75 => self.create(room).await,
            75..84 => self.update().await,
            84..90 => self.read(room).await,
            _ => self.try_in_vain(room).await,
        }
    }

    async fn send(&mut self, method: &str, path: &str, body: Option<&Value>) -> crate::Outcome<(u16, Value)> {
        let key = uuid::Uuid::new_v4().to_string();
        let answer = self.api.ask(&self.session, method, path, body, &key).await?;
        self.stage.judge(answer.0, &format!("{method} {path}"), &answer.1);
        self.stage.tally.add("writes answered", 1);
        Ok(answer)
    }

    fn wanted(&self, status: u16, among: &[u16], what: &str, answer: &Value) {
        self.stage.tally.hold(among.contains(&status), || format!("{what} answered {status}: {answer}"));
    }

    fn acknowledged(&self, room: usize, answer: &Value, place: &str, words: &str) {
        let text = |field: &str| answer[field].as_str().unwrap_or_default().to_owned();
        let seq = answer[place].as_u64().unwrap_or(0);
        let entry = Acknowledged { room, seq, id: text("id"), words: words.to_owned() };
        self.stage.ledger.borrow_mut().push(entry);
        self.stage.tally.add("effects acknowledged", 1);
    }

    fn words(&mut self) -> String {
        let many = "말 words ".repeat(self.random.random_range(0..12));
        format!("{} {many}", uuid::Uuid::new_v4())
    }

    async fn post(&mut self, room: usize) -> crate::Outcome<()> {
        let words = self.words();
        let mut body = json!({ "body": words });
        if self.random.random_ratio(1, 10) {
            let party = self.random.random_range(0..self.stage.parties[room].len());
            body["audience"] = json!([self.stage.parties[room][party]]);
        }
        if self.random.random_ratio(1, 8) && body["audience"].is_null() {
            body["mentions"] = json!([{ "person_id": self.stage.people[0].person }]);
        }
        let path = self.stage.path(room, "/messages");
        let (status, answer) = self.send("POST", &path, Some(&body)).await?;
        self.wanted(status, &[201], "a post", &answer);
        self.acknowledged(room, &answer, "seq", &words);
        self.messages.push((room, answer["id"].as_str().unwrap_or_default().to_owned()));
        if self.messages.len() > REMEMBERED {
            self.messages.remove(0);
        }
        Ok(())
    }

    fn message(&mut self) -> Option<(usize, String)> {
        let all = self.messages.len();
        (all > 0).then(|| self.messages[self.random.random_range(0..all)].clone())
    }

    async fn edit(&mut self) -> crate::Outcome<()> {
        let Some((room, id)) = self.message() else { return Ok(()) };
        let words = self.words();
        let body = json!({ "body": words });
        let (status, answer) = self.send("PATCH", &format!("/messages/{id}"), Some(&body)).await?;
        self.wanted(status, &[200], "an edit", &answer);
        self.acknowledged(room, &answer, "changed_seq", &words);
        Ok(())
    }

    async fn react(&mut self) -> crate::Outcome<()> {
        let Some((_, id)) = self.message() else { return Ok(()) };
        let method = if self.random.random_ratio(2, 3) { "PUT" } else { "DELETE" };
        let path = format!("/messages/{id}/reactions/%F0%9F%91%8D");
        let (status, answer) = self.send(method, &path, None).await?;
        self.wanted(status, &[200], "a reaction", &answer);
        Ok(())
    }

    async fn delete(&mut self) -> crate::Outcome<()> {
        if self.messages.is_empty() {
            return Ok(());
        }
        let at = self.random.random_range(0..self.messages.len());
        let (room, id) = self.messages.remove(at);
        let (status, answer) = self.send("DELETE", &format!("/messages/{id}"), None).await?;
        self.wanted(status, &[200], "a deletion", &answer);
        self.acknowledged(room, &answer, "changed_seq", "");
        Ok(())
    }

    async fn create(&mut self, room: usize) -> crate::Outcome<()> {
        // Decisions are not for contributors.
        let kind = KINDS[[0, 1, 2, 4][self.random.random_range(0..4)]];
        let words = uuid::Uuid::new_v4().to_string();
        let mut body = json!({ "title": words });
        if kind == "question" {
            body["owner_person_id"] = self.stage.people[1].person.as_str().into();
        }
        let path = self.stage.path(room, &format!("/{kind}s"));
        let (status, answer) = self.send("POST", &path, Some(&body)).await?;
        if status == 409 && answer["code"] == "plan_full" {
            return Ok(());
        }
        self.wanted(status, &[201], "an item", &answer);
        self.acknowledged(room, &answer, "seq", &words);
        self.items.push((room, kind, answer["id"].as_str().unwrap_or_default().to_owned()));
        if self.items.len() > 8 {
            // What is left behind is closed, so that the plan does not fill up.
            let (room, kind, id) = self.items.remove(0);
            let state = match kind {
                "milestone" => "reached",
                "action" => "done",
                "question" => "closed",
                _ => return Ok(()),
            };
            let path = self.stage.path(room, &format!("/{kind}s/{id}"));
            let (status, answer) = self.send("PATCH", &path, Some(&json!({ "state": state }))).await?;
            self.wanted(status, &[200], "a closed item", &answer);
        }
        Ok(())
    }

    async fn update(&mut self) -> crate::Outcome<()> {
        if self.items.is_empty() {
            return Ok(());
        }
        let (room, kind, id) = self.items[self.random.random_range(0..self.items.len())].clone();
        let words = uuid::Uuid::new_v4().to_string();
        let path = self.stage.path(room, &format!("/{kind}s/{id}"));
        let (status, answer) = self.send("PATCH", &path, Some(&json!({ "title": words }))).await?;
        self.wanted(status, &[200], "a changed item", &answer);
        self.acknowledged(room, &answer, "seq", &words);
        Ok(())
    }

    async fn read(&mut self, room: usize) -> crate::Outcome<()> {
        let path = self.stage.path(room, "/read-marker");
        let (status, answer) = self.send("PUT", &path, Some(&json!({ "seq": 1_000_000_000 }))).await?;
        self.wanted(status, &[200], "a marker", &answer);
        Ok(())
    }

    /// Nothing of this may leave anything behind.
    async fn try_in_vain(&mut self, room: usize) -> crate::Outcome<()> {
        let stage = self.stage.clone();
        let (observer, stranger) = (stage.people[MEMBERS - 1].clone(), stage.stranger.clone());
        let words = format!("{REFUSED} {}", uuid::Uuid::new_v4());
        let nothing = uuid::Uuid::new_v4().to_string();
        let (messages, actions) = (stage.path(room, "/messages"), stage.path(room, "/actions"));
        let own = self.session.clone();
        let (by, path, body, wanted) = match self.random.random_range(0..6) {
            0 => (observer, messages, json!({ "body": words }), 403),
            1 => (stranger, messages, json!({ "body": words }), 404),
            2 => (own, messages, json!({ "body": words, "reply_to": nothing }), 400),
            3 => (own, messages, json!({ "body": words, "audience": [nothing] }), 400),
            4 => (own, actions, json!({ "title": words, "owner_person_id": stranger.person }), 400),
            _ => (observer, actions, json!({ "title": words }), 403),
        };
        let key = uuid::Uuid::new_v4().to_string();
        let (status, answer) = self.api.ask(&by, "POST", &path, Some(&body), &key).await?;
        self.wanted(status, &[wanted], "a request in vain", &answer);
        self.stage.tally.add("requests refused as they must be", 1);
        Ok(())
    }
}
