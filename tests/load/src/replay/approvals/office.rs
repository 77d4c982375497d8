//! A part's history as approvals: the supplier submits a revision, the departments answer by the script, what they want
//! becomes a comment, and the next real revision is sent in answer to it.

use super::diary::{Diary, Holder};
use super::script::{Course, Department, Script};
use crate::Outcome;
use crate::client::api::{Api, Session, number, text};
use crate::client::files::upload;
use crate::gauge::percentiles::Percentiles;
use crate::replay::designs::maker::PIECE;
use crate::replay::designs::parts::{Part, Revision};
use Department::{Maintenance, Production, Quality, Research};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Instant;

/// Where the approvals run.
pub struct Office {
    /// Address of the server.
    pub address: SocketAddr,
    /// The project.
    pub project: String,
    /// The route that every approval takes.
    pub route: String,
    /// Whose the designs are.
    pub supplier: Rc<Session>,
    /// Who answers for each department.
    pub customer: BTreeMap<Department, Rc<Session>>,
}

/// What became of a part.
#[derive(Default)]
pub struct Made {
    /// The design.
    pub design: String,
    /// Its revisions, with the hash of what each holds.
    pub revisions: Vec<(String, String)>,
    /// Their approvals.
    pub approvals: Vec<String>,
    /// What was done.
    pub diary: Diary,
    /// Times of an answer that is signed.
    pub signing: Percentiles,
    /// Bytes of the files.
    pub bytes: u64,
}

/// A comment on a revision and the department that wants it done.
type Wanted = (String, Department);

/// Plays the history of a part to its approval.
pub async fn play(office: &Office, part: &Part, place: usize) -> Outcome<Made> {
    let mut clerk = Clerk { office, part, api: Api::new(office.address), made: Made::default() };
    clerk.begin().await?;
    let mut wanted = None;
    for (n, revision) in part.revisions.iter().enumerate() {
        clerk.submit(revision, wanted.as_ref()).await?;
        if let Some(wanted) = wanted.take() {
            clerk.check(&wanted).await?;
        }
        clerk.issue().await?;
        let script = Script::of(place, n, part.revisions.len());
        let next = part.revisions.get(n + 1).map(|next| next.note.as_str());
        wanted = clerk.decide(&script, next.unwrap_or_default()).await?;
        if let Some((comment, by)) = &wanted {
            clerk.settle_on_next(comment, *by, next.unwrap_or_default()).await?;
        }
    }
    Ok(clerk.made)
}

/// Who was asked before an approval ended so.
pub fn asked(course: Course) -> &'static [Department] {
    if course == Course::Changed {
        &[Quality, Research]
    } else {
        &[Quality, Research, Production, Maintenance]
    }
}

struct Clerk<'a> {
    office: &'a Office,
    part: &'a Part,
    api: Api,
    made: Made,
}

impl Clerk<'_> {
    fn person(&self, department: Department) -> Outcome<Rc<Session>> {
        Ok(self.office.customer.get(&department).ok_or("a department without a person")?.clone())
    }

    /// Writes down what was acknowledged; its id and its place in the record.
    fn acknowledged(&mut self, told: &Value, kind: &'static str) -> Outcome<(String, u64)> {
        let (id, seq) = (text(told, "/id")?, number(told, "/seq")?);
        self.made.diary.wrote(seq, kind, &id);
        Ok((id, seq))
    }

    async fn begin(&mut self) -> Outcome<()> {
        let title = &self.part.revisions[0].file;
        let body = json!({ "number": self.part.name, "title": title, "kind": self.part.kind });
        let path = format!("/projects/{}/designs", self.office.project);
        let told = self.api.post(&self.office.supplier, &path, &body).await?;
        self.made.design = self.acknowledged(&told, "designs.design_created")?.0;
        Ok(())
    }

    /// Uploads a file and submits a revision of it: what waits for it comes back to be checked.
    async fn submit(&mut self, revision: &Revision, wanted: Option<&Wanted>) -> Outcome<()> {
        let (office, design) = (self.office, self.made.design.clone());
        let place = (office.project.as_str(), revision.file.as_str());
        let (file, _) =
            upload(office.address, &office.supplier, place, (&revision.bytes, PIECE), || false).await?;
        let body = json!({ "file_ids": [file], "change_note": revision.note });
        let draft = self.api.post(&office.supplier, &format!("/designs/{design}/revisions"), &body).await?;
        let hash = text(&draft, "/manifest_hash")?;
        let path = format!("/revisions/{}/submission", text(&draft, "/id")?);
        let told = self.api.post(&office.supplier, &path, &json!({ "manifest_hash": hash })).await?;
        let (id, seq) = self.acknowledged(&told, "designs.revision_submitted")?;
        if let Some((comment, by)) = wanted {
            self.made.diary.wrote(seq + 1, "comments.comment_carried", comment);
            self.made.diary.held(comment, &[Holder::Customer(*by)], seq + 1);
        }
        self.made.bytes += revision.bytes.len() as u64;
        self.made.revisions.push((id, hash));
        Ok(())
    }

    /// Who wanted something sees that it is there.
    async fn check(&mut self, (comment, by): &Wanted) -> Outcome<()> {
        let told = self.close(comment, *by, "settled").await?;
        self.made.diary.held(comment, &[], told);
        Ok(())
    }

    async fn close(&mut self, comment: &str, by: Department, kind: &str) -> Outcome<u64> {
        let (person, path) = (self.person(by)?, format!("/comments/{comment}/closure"));
        let told = self.api.post(&person, &path, &json!({ "kind": kind })).await?;
        Ok(self.acknowledged(&told, "comments.comment_closed")?.1)
    }

    /// Sends the last revision on the route.
    async fn issue(&mut self) -> Outcome<()> {
        let office = self.office;
        let (revision, _) = self.made.revisions.last().ok_or("no revision")?;
        let body =
            json!({ "revision_ids": [revision], "purpose": "For manufacture.", "route_id": office.route });
        let path = format!("/projects/{}/submissions", office.project);
        let told = self.api.post(&office.supplier, &path, &body).await?;
        let approval = text(&told, "/approval_id")?;
        let told = self.api.get(&office.supplier, &format!("/approvals/{approval}")).await?;
        let seq = number(&told, "/created_seq")?;
        self.made.diary.wrote(seq, "approvals.submission_issued", &approval);
        let design = self.made.design.clone();
        self.made.diary.held(&design, &[], seq);
        self.lies_with(&approval, &[Quality, Research], seq);
        self.made.approvals.push(approval);
        Ok(())
    }

    fn lies_with(&mut self, approval: &str, departments: &[Department], seq: u64) {
        let holders: Vec<Holder> = departments.iter().copied().map(Holder::Customer).collect();
        self.made.diary.held(approval, &holders, seq);
    }

    /// Plays what the departments answer. Where they want a change, the comment that says so.
    async fn decide(&mut self, script: &Script, note: &str) -> Outcome<Option<Wanted>> {
        let mut wanted = None;
        let order = if script.research_first { [Research, Quality] } else { [Quality, Research] };
        for (n, department) in order.into_iter().enumerate() {
            let code = if department == Quality { script.quality } else { script.research };
            if code == "C" {
                wanted = Some((self.comment(department, note).await?, department));
            }
            let seq = self.answer(department, code, note).await?;
            let approval = self.made.approvals.last().cloned().unwrap_or_default();
            match (n, script.course) {
                (0, _) => self.lies_with(&approval, &order[1..], seq),
                (_, Course::Changed) => self.ended(&approval, seq),
                _ => self.lies_with(&approval, &[Production, Maintenance], seq),
            }
        }
        match script.course {
            Course::Changed => {}
            Course::SentBack => {
                wanted = Some((self.comment(Production, note).await?, Production));
                let seq = self.send_back(note).await?;
                let approval = self.made.approvals.last().cloned().unwrap_or_default();
                self.ended(&approval, seq);
            }
            Course::Through => {
                let seq = self.answer(Production, "A", note).await?;
                let approval = self.made.approvals.last().cloned().unwrap_or_default();
                self.lies_with(&approval, &[], seq);
            }
        }
        self.made.diary.turned(asked(script.course));
        Ok(wanted)
    }

    /// It lies with nobody any more, and the design with who has to send it again.
    fn ended(&mut self, approval: &str, seq: u64) {
        let design = self.made.design.clone();
        self.made.diary.held(approval, &[], seq);
        self.made.diary.held(&design, &[Holder::Supplier], seq);
    }

    /// What a department wants changed: what the next revision was said to change.
    async fn comment(&mut self, by: Department, note: &str) -> Outcome<String> {
        let (revision, _) = self.made.revisions.last().cloned().ok_or("no revision")?;
        let body = json!({ "body": format!("To be changed: {note}"), "blocking": true });
        let person = self.person(by)?;
        let told = self.api.post(&person, &format!("/revisions/{revision}/comments"), &body).await?;
        let (comment, seq) = self.acknowledged(&told, "comments.comment_created")?;
        self.made.diary.held(&comment, &[Holder::Supplier], seq);
        Ok(comment)
    }

    /// Looks at the approval and signs a code for its only revision.
    async fn answer(&mut self, by: Department, code: &str, note: &str) -> Outcome<u64> {
        let person = self.person(by)?;
        let (approval, (revision, hash)) = self.last()?;
        let path = format!("/approvals/{approval}");
        let (seen, tag) = self.api.look(&person, &path).await?;
        let reason = (code == "C").then_some(note);
        let body = json!({
            "seat_id": text(&seen, "/my_seat_ids/0")?,
            "decisions": [{ "revision_id": revision, "manifest_hash": hash, "code": code, "reason": reason }],
            "secret": person.secret,
        });
        let start = Instant::now();
        let told = self.api.act(&person, &format!("{path}/responses"), &tag, &body).await?;
        self.made.signing.add(start.elapsed());
        Ok(self.acknowledged(&told, "approvals.response_given")?.1)
    }

    async fn send_back(&mut self, note: &str) -> Outcome<u64> {
        let person = self.person(Production)?;
        let (approval, _) = self.last()?;
        let path = format!("/approvals/{approval}");
        let (seen, tag) = self.api.look(&person, &path).await?;
        let body = json!({ "seat_id": text(&seen, "/my_seat_ids/0")?, "reason": note });
        let told = self.api.act(&person, &format!("{path}/returns"), &tag, &body).await?;
        Ok(self.acknowledged(&told, "approvals.approval_returned")?.1)
    }

    fn last(&self) -> Outcome<(String, (String, String))> {
        let last = self.made.approvals.last().zip(self.made.revisions.last());
        let (approval, revision) = last.ok_or("nothing was submitted")?;
        Ok((approval.clone(), revision.clone()))
    }

    /// The supplier asks what exactly is meant, takes it on, and it is closed with the revision that will show it.
    async fn settle_on_next(&mut self, comment: &str, by: Department, note: &str) -> Outcome<()> {
        let (office, person) = (self.office, self.person(by)?);
        let body = json!({ "title": "By when, and on which sheet?", "owner_person_id": person.person });
        let path = format!("/projects/{}/questions", office.project);
        let told = self.api.post(&office.supplier, &path, &body).await?;
        let (question, seq) = self.acknowledged(&told, "plan.question_created")?;
        self.made.diary.held(&question, &[Holder::Customer(by)], seq);
        let path = format!("/questions/{question}/answers");
        let told = self.api.post(&person, &path, &json!({ "body": note })).await?;
        let seq = number(&told, "/seq")?;
        self.made.diary.wrote(seq, "plan.question_answered", &question);
        self.made.diary.held(&question, &[Holder::Supplier], seq);
        *self.made.diary.answered.entry(Holder::Customer(by)).or_default() += 1;
        let path = format!("/projects/{}/questions/{question}", office.project);
        let told = self.api.patch(&office.supplier, &path, &json!({ "state": "closed" })).await?;
        let (_, seq) = self.acknowledged(&told, "plan.question_updated")?;
        self.made.diary.held(&question, &[], seq);

        let body = json!({ "kind": "accepted", "body": note });
        let told = self.api.post(&office.supplier, &format!("/comments/{comment}/answers"), &body).await?;
        let (_, seq) = self.acknowledged(&told, "comments.comment_answered")?;
        self.made.diary.held(comment, &[Holder::Customer(by)], seq);
        let seq = self.close(comment, by, "next_revision").await?;
        self.made.diary.held(comment, &[Holder::Supplier], seq);
        Ok(())
    }
}
