//! What a mail says: projects, titles, counts and days, in the reader's language. Nobody's words.

use super::desk::{Desk, Due};
use super::rules::{Form, Kind, Stage};
use crate::approvals;
use crate::charters::Proposal;
use crate::comments::Waiting;
use crate::kernel::Kernel;
use crate::kernel::access::unsubscription_token;
use crate::kernel::clock::Time;
use crate::kernel::ids::JobId;
use crate::kernel::jobs::mail::{self, Note};
use crate::kernel::text::plain;
use crate::plan::Item;
use chrono::NaiveDate;
use rust_i18n::t;
use std::collections::BTreeMap;

/// Lines of one project about what waits; the rest is a number.
const LINES: usize = 8;
/// Projects that are named; the rest is a number.
const PROJECTS: usize = 12;
/// Graphemes of a title or a project's name.
const TITLE: usize = 80;
/// Counts beyond it are only said to be more.
const COUNTED: i64 = 999;

/// What is told of one project.
#[derive(Debug, Default)]
struct Part<'a> {
    code: &'a str,
    name: &'a str,
    mentions: i64,
    due: Vec<(Stage, &'a Item)>,
    turns: Vec<&'a Item>,
    comments: Vec<&'a Waiting>,
    approvals: Vec<&'a approvals::Waiting>,
    charters: Vec<&'a Proposal>,
    changes: i64,
}

impl Part<'_> {
    /// What is the reader's turn, other than by a day.
    fn turns(&self) -> usize {
        self.turns.len() + self.comments.len() + self.approvals.len() + self.charters.len()
    }
}

/// A mail about what lies on a desk.
pub fn note(kernel: &Kernel, desk: &Desk, form: Form, job: JobId) -> Note {
    let reader = &desk.reader;
    let say = Say { locale: &reader.locale, desk };
    let parts = parts(desk, form);
    let app = kernel.config.public_url();
    let app = app.trim_end_matches('/');
    let only_heard = |part: &Part<'_>| part.turns() == 0 && part.due.is_empty();
    let link = match parts.iter().next() {
        Some((project, part)) if parts.len() == 1 && only_heard(part) => format!("{app}/projects/{project}"),
        _ => format!("{app}/"),
    };
    let token = unsubscription_token(&kernel.secrets, reader.id);
    let round = &reader.round;
    let day = round.sent_on.map(|day| day.to_string()).unwrap_or_default();
    let last = round.digest_on.map(|day| day.to_string()).unwrap_or_default();
    Note {
        to: reader.email.clone(),
        subject: say.subject(&parts, form),
        calendar: None,
        body: say.body(&parts, form, &link, &mail::url(kernel, "unsubscribe", &token)),
        unsubscribe: Some(format!("{app}{}/unsubscriptions/{token}", crate::routes::BASE)),
        // The next one has another name, and a second try of this one the same.
        name: format!("{job}.{day}.{}.{last}", round.sent),
    }
}

/// What each project has to say. A digest repeats all that waits, another mail tells what came.
fn parts(desk: &Desk, form: Form) -> BTreeMap<String, Part<'_>> {
    let mut parts: BTreeMap<String, Part<'_>> = BTreeMap::new();
    for notice in &desk.notices {
        let part = parts.entry(notice.project.to_string()).or_default();
        (part.code, part.name) = (notice.code.as_str(), notice.name.as_str());
        if notice.kind == Kind::Mention {
            part.mentions += 1;
        }
    }
    let came = |id: &str| desk.notices.iter().any(|notice| notice.kind == Kind::Turn && notice.ref_id == id);
    let reminder = |item: &Item| desk.ready().find(|due| due.item == item.id).map(|due: &Due| due.stage);
    for (item, of) in &desk.waiting {
        let (stage, tells) = (reminder(item), came(item.id.as_str()) || form == Form::Digest);
        if stage.is_none() && !tells {
            continue;
        }
        let part = parts.entry(item.project.to_string()).or_default();
        (part.code, part.name) = (of.code.as_str(), of.name.as_str());
        match stage {
            Some(stage) => part.due.push((stage, item)),
            None => part.turns.push(item),
        }
    }
    for waiting in &desk.comments {
        let comment = &waiting.comment;
        if form == Form::Digest || came(comment.id.as_str()) {
            let part = parts.entry(comment.project.to_string()).or_default();
            (part.code, part.name) = (waiting.project_code.as_str(), waiting.project_name.as_str());
            part.comments.push(waiting);
        }
    }
    for waiting in &desk.approvals {
        if form == Form::Digest || came(waiting.approval.as_str()) {
            let part = parts.entry(waiting.project.to_string()).or_default();
            (part.code, part.name) = (waiting.project_names.0.as_str(), waiting.project_names.1.as_str());
            part.approvals.push(waiting);
        }
    }
    for proposal in &desk.charters {
        let charter = &proposal.charter;
        if form == Form::Digest || came(charter.id.as_str()) {
            let part = parts.entry(charter.project.to_string()).or_default();
            (part.code, part.name) = (proposal.project_code.as_str(), proposal.project_name.as_str());
            part.charters.push(proposal);
        }
    }
    for row in desk.changes.iter().filter(|_| form == Form::Digest) {
        let part = parts.entry(row.project.clone()).or_default();
        (part.code, part.name, part.changes) = (row.code.as_str(), row.name.as_str(), row.changes);
    }
    parts
}

struct Say<'a> {
    locale: &'a str,
    desk: &'a Desk,
}

impl Say<'_> {
    fn of(&self, key: &str) -> String {
        let key = format!("mail.notices.{key}");
        t!(key, locale = self.locale).into_owned()
    }

    fn count(&self, key: &str, count: i64) -> Option<String> {
        let key = format!("mail.notices.{key}");
        let count_text = if count > COUNTED { format!("{COUNTED}+") } else { count.to_string() };
        (count > 0).then(|| t!(key, locale = self.locale, count = count_text).into_owned())
    }

    fn size(&self, all: usize) -> i64 {
        i64::try_from(all).unwrap_or(i64::MAX)
    }

    fn subject(&self, parts: &BTreeMap<String, Part<'_>>, form: Form) -> String {
        let sum = |of: &dyn Fn(&Part<'_>) -> i64| parts.values().map(of).sum::<i64>();
        let counts = [
            self.count("mentions", sum(&|part| part.mentions)),
            self.count("due", sum(&|part| self.size(part.due.len()))),
            self.count("turns", sum(&|part| self.size(part.turns()))),
            self.count("changes", sum(&|part| part.changes)).filter(|_| form == Form::Digest),
        ];
        let counts = counts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let first = parts.values().next();
        let first = first.map(|part| format!("{} {}", plain(part.code, TITLE), plain(part.name, 40)));
        let more = self.count("projects", self.size(parts.len()) - 1).map(|more| format!(" {more}"));
        format!("[{}{}] {counts}", first.unwrap_or_default(), more.unwrap_or_default())
    }

    fn body(&self, parts: &BTreeMap<String, Part<'_>>, form: Form, link: &str, end: &str) -> String {
        let mut lines = vec![self.of(if form == Form::Digest { "digest" } else { "each" })];
        for part in parts.values().take(PROJECTS) {
            lines.push(String::new());
            lines.push(format!("{} {}", plain(part.code, TITLE), plain(part.name, TITLE)));
            let due = part.due.iter().map(|(stage, item)| self.due(*stage, item));
            let turns = part.turns.iter().map(|item| self.turn(item));
            let comments = part.comments.iter().map(|waiting| self.comment(waiting));
            let approvals = part.approvals.iter().map(|waiting| self.approval(waiting));
            let charters = part.charters.iter().map(|proposal| self.charter(proposal));
            let waits: Vec<String> =
                due.chain(approvals).chain(charters).chain(turns).chain(comments).collect();
            let rest = self.size(waits.len().saturating_sub(LINES));
            let counts = [self.count("mentions", part.mentions), self.count("changes", part.changes)];
            let told = waits.into_iter().take(LINES).chain(self.count("more", rest));
            lines.extend(told.chain(counts.into_iter().flatten()).map(|line| format!("- {line}")));
        }
        let rest = self.size(parts.len().saturating_sub(PROJECTS));
        lines.extend(self.count("projects", rest).map(|line| format!("\n{line}")));
        let open = t!("mail.notices.open", locale = self.locale, link = link);
        let end = t!("mail.notices.end", locale = self.locale, link = end);
        format!("{}\n\n{open}\n\n--\n{end}\n", lines.join("\n"))
    }

    fn title(&self, item: &Item) -> String {
        format!("{} “{}”", self.of(item.kind.as_str()), plain(&item.title, TITLE))
    }

    /// `Question “Which bore?” · 3 days`, with the day it is wanted by.
    fn turn(&self, item: &Item) -> String {
        let age = self.age(item.ball.map(|ball| ball.since));
        let day = item.due_on.as_deref().and_then(|day| self.day(day));
        let day = day.map(|day| format!(" · {}", t!("mail.notices.by", locale = self.locale, day = day)));
        let title = self.title(item);
        let turn = t!("mail.notices.turn", locale = self.locale, title = title, age = age);
        format!("{turn}{}", day.unwrap_or_default())
    }

    /// `Comment 3 on “D-100 Frame” · 3 days`: which one, never what it says.
    fn comment(&self, Waiting { comment, design_number, design_title, .. }: &Waiting) -> String {
        let design = plain(&format!("{design_number} {design_title}"), TITLE);
        let (number, age) = (comment.number, self.age(comment.ball.map(|ball| ball.since)));
        let title = t!("mail.notices.comment", locale = self.locale, number = number, design = design);
        t!("mail.notices.turn", locale = self.locale, title = title, age = age).into_owned()
    }

    /// `Approval 3 on “D-100 Frame” · 3 days`: which one, never what is said in it.
    fn approval(&self, waiting: &approvals::Waiting) -> String {
        let first = waiting.submission.subjects.first();
        let design = first.map(|subject| format!("{} {}", subject.number, subject.title)).unwrap_or_default();
        let (design, age) = (plain(&design, TITLE), self.age(Some(Time(waiting.since))));
        let title =
            t!("mail.notices.approval", locale = self.locale, number = waiting.number, design = design);
        let title = match waiting.kind {
            approvals::TurnKind::Answer => match &waiting.stands_in {
                Some((_, name)) => {
                    let name = plain(name, TITLE);
                    t!("mail.notices.stands_in", locale = self.locale, title = title, name = name)
                }
                None => title,
            },
            approvals::TurnKind::Confirm => t!("mail.notices.confirm", locale = self.locale, title = title),
            approvals::TurnKind::Escalated => {
                t!("mail.notices.escalated", locale = self.locale, title = title)
            }
            approvals::TurnKind::Advice => t!("mail.notices.advice", locale = self.locale, title = title),
        };
        t!("mail.notices.turn", locale = self.locale, title = title, age = age).into_owned()
    }

    /// `Charter, version 2: to sign · 3 days`.
    fn charter(&self, Proposal { charter, .. }: &Proposal) -> String {
        let (number, age) = (charter.number, self.age(Some(charter.created_at)));
        let title = t!("mail.notices.charter", locale = self.locale, number = number);
        t!("mail.notices.turn", locale = self.locale, title = title, age = age).into_owned()
    }

    fn age(&self, since: Option<Time>) -> String {
        match self.days_since(since.unwrap_or(self.desk.now)) {
            0 => self.of("today"),
            1 => self.of("one_day"),
            days => self.count("days", days).unwrap_or_default(),
        }
    }

    fn due(&self, stage: Stage, item: &Item) -> String {
        let day = item.due_on.as_deref().and_then(|day| self.day(day)).unwrap_or_default();
        let key = format!("mail.notices.{}", stage.as_str());
        let title = self.title(item);
        t!(key, locale = self.locale, day = day, title = title).into_owned()
    }

    fn days_since(&self, since: Time) -> i64 {
        let hours = &self.desk.reader.wants.hours;
        (hours.day(self.desk.now) - hours.day(since)).num_days()
    }

    fn day(&self, day: &str) -> Option<String> {
        let day: NaiveDate = day.parse().ok()?;
        Some(day.format(&self.of("day")).to_string())
    }
}
