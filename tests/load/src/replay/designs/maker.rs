//! A part's history: every revision is uploaded and submitted by the supplier, then opened, taken back and compared by
//! the customer, who wants one thing changed and sees it come back to be checked.

use super::parts::{Part, Revision};
use crate::Outcome;
use crate::client::api::{Api, Session, items, number, text};
use crate::client::files::{Pieces, fetched, upload};
use crate::gauge::percentiles::Percentiles;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Bytes of a piece.
pub const PIECE: usize = 256 * 1024;
/// One piece in so many is cut in the middle.
const CUT_ONE_IN: u32 = 8;

/// Where the parts are made.
pub struct Shop {
    /// Address of the server.
    pub address: SocketAddr,
    /// The project.
    pub project: String,
    /// Whose the designs are.
    pub supplier: Rc<Session>,
    /// Who looks at them.
    pub customer: Rc<Session>,
}

/// A write that the server acknowledged: its place in the record, the event that must stand there, the thing's id.
pub type Acknowledged = (u64, &'static str, String);

/// What became of a part.
#[derive(Default)]
pub struct Made {
    /// The design.
    pub design: String,
    /// Ids of its revisions.
    pub revisions: Vec<String>,
    /// Ids of their files.
    pub files: Vec<String>,
    /// The comment on the first one.
    pub comment: String,
    /// Every write, in order.
    pub acknowledged: Vec<Acknowledged>,
    /// Pieces sent.
    pub pieces: Pieces,
    /// Time spent on uploads, and on downloads.
    pub moving: [Duration; 2],
    /// Times from the draft to what the customer sees compared.
    pub turns: Percentiles,
    /// Pairs of revisions compared.
    pub compared: usize,
    /// What was not as it must be.
    pub differences: Vec<String>,
}

/// Plays the history of a part.
pub async fn make(shop: &Shop, part: &Part, seed: u64) -> Outcome<Made> {
    let mut maker = Maker {
        shop,
        part,
        api: Api::new(shop.address),
        random: StdRng::seed_from_u64(seed),
        made: Made::default(),
    };
    maker.write_down().await?;
    for (n, revision) in part.revisions.iter().enumerate() {
        maker.submit(revision).await?;
        maker.look(n, revision).await?;
        match n {
            0 => maker.comment().await?,
            1 => maker.check().await?,
            _ => {}
        }
    }
    Ok(maker.made)
}

struct Maker<'a> {
    shop: &'a Shop,
    part: &'a Part,
    api: Api,
    random: StdRng,
    made: Made,
}

impl Maker<'_> {
    async fn write_down(&mut self) -> Outcome<()> {
        let (shop, part) = (self.shop, self.part);
        let title = &part.revisions[0].file;
        let body = json!({ "number": part.name, "title": title, "kind": part.kind });
        let told =
            self.api.post(&shop.supplier, &format!("/projects/{}/designs", shop.project), &body).await?;
        self.made.design = self.acknowledged(&told, "designs.design_created")?;
        Ok(())
    }

    /// Keeps what was acknowledged; answers the id.
    fn acknowledged(&mut self, told: &Value, kind: &'static str) -> Outcome<String> {
        let id = text(told, "/id")?;
        self.made.acknowledged.push((number(told, "/seq")?, kind, id.clone()));
        Ok(id)
    }

    fn hold(&mut self, holds: bool, what: &str, told: &Value) {
        if !holds {
            self.made.differences.push(format!("{}: {what}: {told}", self.part.name));
        }
    }

    /// Uploads a file, drafts a revision of it, submits the manifest that the server showed.
    async fn submit(&mut self, revision: &Revision) -> Outcome<()> {
        let (shop, random) = (self.shop, &mut self.random);
        let (place, start) = ((shop.project.as_str(), revision.file.as_str()), Instant::now());
        let cut = || random.random_ratio(1, CUT_ONE_IN);
        let (file, pieces) =
            upload(shop.address, &shop.supplier, place, (&revision.bytes, PIECE), cut).await?;
        self.made.moving[0] += start.elapsed();
        self.made.pieces.whole += pieces.whole;
        self.made.pieces.cut += pieces.cut;
        let body = json!({ "file_ids": [file], "change_note": revision.note });
        let path = format!("/designs/{}/revisions", self.made.design);
        let draft = self.api.post(&shop.supplier, &path, &body).await?;
        let id = self.acknowledged(&draft, "designs.revision_drafted")?;
        let body = json!({ "manifest_hash": draft["manifest_hash"] });
        let path = format!("/revisions/{id}/submission");
        let submitted = self.api.post(&shop.supplier, &path, &body).await?;
        self.acknowledged(&submitted, "designs.revision_submitted")?;
        self.made.files.push(file);
        self.made.revisions.push(id);
        Ok(())
    }

    /// Opens the last revision, takes every file of it back, and compares it with the one before.
    async fn look(&mut self, n: usize, revision: &Revision) -> Outcome<()> {
        let (customer, address) = (&self.shop.customer, self.shop.address);
        let path = format!("/revisions/{}", self.made.revisions[n]);
        let opened = self.api.get(customer, &path).await?;
        let files = opened["files"].as_array().map_or(&[][..], Vec::as_slice).to_vec();
        self.hold(files.len() == 1, "a revision of one file", &opened);
        for file in &files {
            let start = Instant::now();
            let (sha256, bytes) = fetched(address, customer, &text(file, "/file_id")?).await?;
            self.made.moving[1] += start.elapsed();
            let same = sha256 == revision.sha256 && bytes == revision.bytes.len() as u64;
            self.hold(same, &format!("{bytes} bytes with the SHA-256 {sha256} came back"), file);
        }
        if n == 0 {
            return Ok(());
        }
        let start = Instant::now();
        let told = self.api.get(customer, &format!("{path}/comparison")).await?;
        self.made.turns.add(start.elapsed());
        self.made.compared += 1;
        let before = &self.part.revisions[n - 1];
        let same = before.sha256 == revision.sha256;
        let wanted = if same { "same" } else { "changed" };
        let change = &told["files"][0];
        let holds = told["with"] == self.made.revisions[n - 1].as_str()
            && told["same_files"] == same
            && items_of(&told["files"]) == 1
            && change["change"] == wanted
            && change["file"]["sha256"] == revision.sha256.as_str()
            && change["with_file"]["sha256"] == before.sha256.as_str();
        self.hold(holds, "a comparison with the revision before", &told);
        Ok(())
    }

    /// Wants something changed, is told that it will be, and waits for the next revision to show it.
    async fn comment(&mut self) -> Outcome<()> {
        let shop = self.shop;
        let body = json!({
            "body": wanted(self.part),
            "blocking": true,
            "anchor": (self.part.kind == "drawing").then(|| json!({ "file_id": self.made.files[0], "page": 1, "x": 0.5, "y": 0.25 })),
        });
        let path = format!("/revisions/{}/comments", self.made.revisions[0]);
        let told = self.api.post(&shop.customer, &path, &body).await?;
        self.made.comment = self.acknowledged(&told, "comments.comment_created")?;
        let path = format!("/comments/{}", self.made.comment);
        let body = json!({ "kind": "accepted", "body": self.part.revisions[1].note });
        let told = self.api.post(&shop.supplier, &format!("{path}/answers"), &body).await?;
        self.acknowledged(&told, "comments.comment_answered")?;
        let body = json!({ "kind": "next_revision" });
        let told = self.api.post(&shop.customer, &format!("{path}/closure"), &body).await?;
        self.acknowledged(&told, "comments.comment_closed")?;
        self.hold(told["state"] == "awaiting_revision", "a comment that awaits the next revision", &told);
        Ok(())
    }

    /// Finds it among what is to be checked, and is content.
    async fn check(&mut self) -> Outcome<()> {
        let customer = &self.shop.customer;
        let path = format!("/designs/{}/comments?state=to_check", self.made.design);
        let told = self.api.get(customer, &path).await?;
        let back = items(&told).first().cloned().unwrap_or_default();
        let holds = items(&told).len() == 1
            && back["id"] == self.made.comment.as_str()
            && back["carried_to"] == self.made.revisions[1].as_str()
            && back["ball"]["person_id"] == customer.person.as_str();
        self.hold(holds, "a comment that came back to be checked", &told);
        let path = format!("/comments/{}/closure", self.made.comment);
        let told = self.api.post(customer, &path, &json!({ "kind": "settled" })).await?;
        self.acknowledged(&told, "comments.comment_closed")?;
        Ok(())
    }
}

/// What the customer says on the first revision of a part: what the second one was said to change.
pub fn wanted(part: &Part) -> String {
    format!("To be changed: {}", part.revisions[1].note)
}

/// How many items a JSON list has.
pub fn items_of(list: &Value) -> usize {
    list.as_array().map_or(0, Vec::len)
}
