//! The decision sheet: what stands on it, whatever it is drawn as.

use super::decision::Decision;
use chrono::DateTime;
use chrono_tz::Tz;
use dure_api as api;
use rust_i18n::t;

/// A page of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its language.
    pub language: String,
    /// What it is.
    pub title: String,
    /// Of what.
    pub of: String,
    /// What is true of all of it.
    pub facts: Vec<Fact>,
    /// The rest, in its order.
    pub parts: Vec<Part>,
}

/// A word and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The word.
    pub label: String,
    /// What it is.
    pub value: String,
}

/// Things of one kind, under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The heading.
    pub title: String,
    /// How it stands with all of it.
    pub note: Option<String>,
    /// The things.
    pub entries: Vec<Entry>,
}

/// One thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// What or who.
    pub head: String,
    /// What was decided.
    pub mark: Option<String>,
    /// What was said.
    pub words: Vec<String>,
    /// What proves it.
    pub small: Vec<String>,
}

/// Who reads it.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Their language.
    pub language: String,
    /// Their time zone.
    pub zone: Tz,
}

struct Composer<'a> {
    decision: &'a Decision,
    reader: &'a Reader,
}

/// The sheet of a decision in the words and the time of its reader. A signature keeps the time of who signed.
pub fn compose(decision: &Decision, reader: &Reader) -> Sheet {
    Composer { decision, reader }.sheet()
}

impl Composer<'_> {
    fn say(&self, word: &str) -> String {
        t!(format!("sheet.{word}"), locale = &self.reader.language).into_owned()
    }

    fn fact(&self, word: &str, value: impl Into<String>) -> Fact {
        Fact { label: self.say(word), value: value.into() }
    }

    fn at(&self, at: &str) -> String {
        let Ok(at) = DateTime::parse_from_rfc3339(at) else { return at.to_owned() };
        let local = at.with_timezone(&self.reader.zone);
        format!("{} ({})", local.format("%Y-%m-%d %H:%M"), self.reader.zone.name())
    }

    fn code(&self, letter: &str) -> String {
        let label = self.decision.code(letter).and_then(|code| code.label.clone());
        let known = ["A", "B1", "B2", "C", "D", "I", "X"].contains(&letter);
        match label.or_else(|| known.then(|| self.say(&format!("codes.{letter}")))) {
            Some(label) => format!("{letter} · {label}"),
            None => letter.to_owned(),
        }
    }

    /// Codes of revisions: one of them where all have the same.
    fn codes<'c>(&self, codes: impl Iterator<Item = (&'c str, &'c str)>) -> Option<String> {
        let codes: Vec<(&str, &str)> = codes.collect();
        let (_, first) = codes.first()?;
        if codes.iter().all(|(_, code)| code == first) {
            return Some(self.code(first));
        }
        let each =
            codes.iter().map(|(id, code)| format!("{}: {}", self.decision.revision(id), self.code(code)));
        Some(each.collect::<Vec<_>>().join("; "))
    }

    fn sheet(&self) -> Sheet {
        let Decision { approval, project_code, project_name, .. } = self.decision;
        let number = self.say("number").replace("%{number}", &approval.number.to_string());
        let mut parts = vec![self.revisions(), self.deviations()];
        parts.extend((1..).zip(&approval.steps).map(|(n, step)| self.step(n, step)));
        parts.extend([self.earlier(), self.comments()]);
        parts.retain(|part| !part.entries.is_empty());
        Sheet {
            language: self.reader.language.clone(),
            title: self.say("title"),
            of: format!("{project_code} {project_name} · {number}"),
            facts: self.facts(),
            parts,
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let Decision { approval, record, made_at, made_by, .. } = self.decision;
        let submission = &approval.submission;
        let by = |party: &str, actor: &api::Actor| format!("{} · {}", self.decision.party(party), actor.name);
        let outcome = approval.outcomes.iter().map(|one| (one.revision_id.as_str(), one.code.as_str()));
        let mut facts = vec![self.fact("state", self.say(&format!("states.{}", approval.state)))];
        facts.extend(self.codes(outcome).map(|codes| self.fact("outcome", codes)));
        facts.push(self.fact("purpose", &submission.purpose));
        facts.push(self.fact("submitted_by", by(&approval.party_id, &approval.author)));
        facts.push(self.fact("submitted_at", self.at(&approval.created_at)));
        facts.extend(submission.due_on.as_ref().map(|day| self.fact("due_on", day)));
        facts.extend(approval.closed_at.as_ref().map(|at| self.fact("closed_at", self.at(at))));
        facts.extend(approval.closure.as_ref().map(|closure| self.fact("closure", self.moved(closure))));
        facts.push(self.fact("route", &approval.route_name));
        facts.extend(approval.charter.as_ref().map(|charter| {
            let version = self.say("charter_version").replace("%{number}", &charter.number.to_string());
            self.fact("charter", version.replace("%{hash}", &charter.text_hash))
        }));
        let seqs = match approval.closed_seq {
            Some(closed) => format!("{} – {closed}", approval.created_seq),
            None => approval.created_seq.to_string(),
        };
        facts.push(self.fact("record", format!("{record} · {seqs}")));
        facts.push(self.fact("made", format!("{} · {}", self.at(made_at), made_by.name)));
        facts
    }

    fn moved(&self, moved: &api::ApprovalMove) -> String {
        let kind = self.say(&format!("moves.{}", moved.kind));
        let by = self.by(&moved.author, moved.stands_in.as_ref());
        let who = format!("{kind} · {by} · {}", self.at(&moved.at));
        match &moved.reason {
            Some(reason) => format!("{who} — {reason}"),
            None => who,
        }
    }

    fn revisions(&self) -> Part {
        let Decision { approval, revisions, .. } = self.decision;
        let entry = |subject: &api::SubmittedRevision| {
            let revision = revisions.iter().find(|revision| revision.id == subject.revision_id);
            let files = revision.iter().flat_map(|revision| &revision.files);
            let file = |file: &api::RevisionFile| {
                format!("{} · {} · SHA-256 {}", file.name, self.size(file.bytes), file.sha256)
            };
            let outcome = approval.outcomes.iter().find(|one| one.revision_id == subject.revision_id);
            let mut small: Vec<String> = files.map(file).collect();
            small.push(format!("{} {}", self.say("manifest"), subject.manifest_hash));
            Entry {
                head: format!("{} {} · {}", subject.design_number, subject.label, subject.design_title),
                mark: outcome.map(|outcome| self.code(&outcome.code)),
                words: revision.and_then(|revision| revision.change_note.clone()).into_iter().collect(),
                small,
            }
        };
        let note = approval.submission.as_package.then(|| self.say("package"));
        Part {
            title: self.say("revisions"),
            note,
            entries: approval.submission.revisions.iter().map(entry).collect(),
        }
    }

    fn size(&self, bytes: i64) -> String {
        self.say("bytes").replace("%{count}", &bytes.to_string())
    }

    fn deviations(&self) -> Part {
        let deviation = |deviation: &api::Deviation| Entry {
            head: format!("{}. {}", deviation.number, deviation.body),
            ..Entry::default()
        };
        let deviations = &self.decision.approval.submission.deviations;
        Part {
            title: self.say("deviations"),
            note: None,
            entries: deviations.iter().map(deviation).collect(),
        }
    }

    fn step(&self, number: i64, step: &api::ApprovalStep) -> Part {
        let outcome = step.outcomes.iter().map(|one| (one.revision_id.as_str(), one.code.as_str()));
        let mut note = vec![self.mode(step), self.say(&format!("steps.{}", step.state))];
        note.extend(self.codes(outcome));
        if step.round > 1 {
            note.push(self.say("round").replace("%{count}", &step.round.to_string()));
        }
        note.extend(step.moved.as_ref().map(|moved| self.moved(moved)));
        Part {
            title: self.say("step").replace("%{number}", &number.to_string()).replace("%{name}", &step.name),
            note: Some(note.join(" · ")),
            entries: step.seats.iter().map(|seat| self.seat(seat)).collect(),
        }
    }

    fn mode(&self, step: &api::ApprovalStep) -> String {
        let mode = self.say(&format!("modes.{}", step.mode));
        mode.replace("%{count}", &step.quorum.unwrap_or_default().to_string())
            .replace("%{of}", &step.seats.iter().filter(|seat| seat.kind == "required").count().to_string())
    }

    fn seat(&self, seat: &api::ApprovalSeat) -> Entry {
        let party = self.decision.party(&seat.party_id);
        let kind = self.say(&format!("kinds.{}", seat.kind));
        let handed = seat.delegation.as_ref().map(|handed| {
            let kind = self.say(&format!("handed.{}", handed.kind));
            let whose = self.say("for").replace("%{name}", &handed.author.name);
            format!("{kind} · {}", whose.replace("%{reason}", &handed.reason))
        });
        match &seat.response {
            Some(response) => {
                let mut entry = self.response(party, response);
                entry.small.splice(0..0, handed);
                entry
            }
            None => {
                let rule = seat.deemed.as_ref().map(|deemed| self.deemed(deemed));
                let due = seat.due_at.iter().map(|at| self.say("due").replace("%{at}", &self.at(at)));
                let code = seat.deemed.as_ref().map(|deemed| self.code(&deemed.code));
                Entry {
                    head: format!("{party} · {kind}"),
                    mark: code.or_else(|| Some(self.say(&format!("seats.{}", seat.state)))),
                    words: rule.into_iter().chain(handed).collect(),
                    small: due.collect(),
                }
            }
        }
    }

    /// That a seat counts without anybody's answer: never as a signature (R30).
    fn deemed(&self, deemed: &api::SeatDeemed) -> String {
        let rule = self.say("by_rule").replace("%{clause}", &deemed.clause.to_string());
        rule.replace("%{at}", &self.at(&deemed.at))
    }

    fn response(&self, party: &str, response: &api::ApprovalResponse) -> Entry {
        let decisions = response.decisions.iter();
        let codes = decisions.clone().map(|said| (said.revision_id.as_str(), said.code.as_str()));
        let mut words: Vec<String> = Vec::new();
        for said in decisions.filter_map(|said| said.reason.clone()).chain(response.comment.clone()) {
            if !words.contains(&said) {
                words.push(said);
            }
        }
        words.extend(response.deviations.iter().map(|said| {
            let word = self.say(if said.accepted { "accepted" } else { "refused" });
            self.say("deviation").replace("%{number}", &said.number.to_string()) + ": " + &word
        }));
        if !response.carried.is_empty() {
            let numbers: Vec<String> = response.carried.iter().map(|one| one.number.to_string()).collect();
            words.push(format!("{}: {}", self.say("carried"), numbers.join(", ")));
        }
        Entry {
            head: format!("{party} · {}", self.by(&response.author, response.stands_in.as_ref())),
            mark: self.codes(codes),
            words,
            small: self
                .stood_in(response)
                .into_iter()
                .chain(self.typed(response))
                .chain(self.signature(&response.signature))
                .collect(),
        }
    }

    /// Who did something, and for whom (R14).
    fn by(&self, author: &api::Actor, stands_in: Option<&api::StandIn>) -> String {
        let Some(stands_in) = stands_in else { return author.name.clone() };
        let words = self.say("stands_in").replace("%{name}", &author.name);
        words.replace("%{person}", &stands_in.person.name)
    }

    /// On which days they stood in.
    fn stood_in(&self, response: &api::ApprovalResponse) -> Option<String> {
        let days = response.stands_in.as_ref()?;
        let words = self.say("stood_in").replace("%{from}", &days.from_on);
        Some(words.replace("%{until}", &days.until_on))
    }

    /// That it was said by phone first.
    fn typed(&self, response: &api::ApprovalResponse) -> Option<String> {
        response.typed_by.as_ref().map(|by| self.say("typed_by").replace("%{name}", &by.name))
    }

    fn signature(&self, signature: &api::Signature) -> Vec<String> {
        let api::Signature { name, firm_name, department_name, local_time, time_zone, .. } = signature;
        let of =
            department_name.as_ref().map_or_else(|| firm_name.clone(), |of| format!("{firm_name}, {of}"));
        let how = [
            self.say(&format!("meanings.{}", signature.meaning)),
            self.say(&format!("methods.{}", signature.method)),
        ];
        let how = how.into_iter().chain(signature.device.clone()).collect::<Vec<_>>().join(" · ");
        vec![
            format!("{}: {name} ({of}) · {local_time} ({time_zone})", self.say("signed")),
            how,
            format!("{} {}", self.say("comments_hash"), signature.comments_hash),
        ]
    }

    fn earlier(&self) -> Part {
        let entry = |(past, response): (&api::PastResponse, &api::ApprovalResponse)| {
            let mut entry = self.response(self.decision.party(&past.party_id), response);
            let place = self.say("earlier_place");
            let place = place.replace("%{step}", &past.step.to_string());
            entry.small.push(place.replace("%{round}", &past.round.to_string()));
            entry
        };
        Part { title: self.say("earlier"), note: None, entries: self.decision.earlier().map(entry).collect() }
    }

    fn comments(&self) -> Part {
        let subjects = &self.decision.approval.submission.revisions;
        let entry = |comment: &api::Comment| {
            let design = subjects.iter().find(|one| one.design_id == comment.design_id);
            let design = design.map(|one| one.design_number.as_str()).unwrap_or_default();
            let state = t!(format!("register.states.{}", comment.state), locale = &self.reader.language);
            Entry {
                head: format!("{design} {} · {}", comment.number, comment.body),
                mark: Some(state.into_owned()),
                words: comment
                    .answers
                    .iter()
                    .map(|one| format!("{}: {}", one.author.name, one.body))
                    .collect(),
                small: vec![format!("{} · {}", comment.author.name, self.at(&comment.created_at))],
            }
        };
        Part {
            title: self.say("comments"),
            note: None,
            entries: self.decision.comments.iter().map(entry).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of the spec that a sheet says, each with where they stand on it.
    const WORDS: [(&str, &str, &str); 9] = [
        ("Approval", "state", "states"),
        ("ApprovalMove", "kind", "moves"),
        ("SeatDelegation", "kind", "handed"),
        ("ApprovalStep", "state", "steps"),
        ("ApprovalStep", "mode", "modes"),
        ("ApprovalSeat", "kind", "kinds"),
        ("ApprovalSeat", "state", "seats"),
        ("Signature", "meaning", "meanings"),
        ("Signature", "method", "methods"),
    ];

    #[test]
    fn whatever_the_api_says_of_an_approval_the_sheet_says_in_three_languages() {
        let spec = crate::routes::openapi();
        for (schema, field, place) in WORDS {
            let at = format!("/components/schemas/{schema}/properties/{field}/x-extensible-enum");
            let words = spec.pointer(&at).and_then(|words| words.as_array()).expect(&at);
            assert!(!words.is_empty(), "{at}");
            for word in words.iter().filter_map(|word| word.as_str()) {
                let key = format!("sheet.{place}.{word}");
                let said = ["ko", "en", "es"].map(|locale| t!(&key, locale = locale).into_owned());
                assert!(said.iter().all(|said| !said.contains("sheet.")), "{key}: {said:?}");
                assert!(said[0] != said[1] && said[1] != said[2], "{key}: {said:?}");
            }
        }
    }
}
