//! The page: what a meeting says in the end, with the names of then.

use super::meeting::Meeting;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::PersonId;
use dure_api::{EventBody, MeetingAttendee, MeetingCount, MeetingItem, MeetingPage, Member, Party, Project};

/// Who and what a page can name.
#[derive(Debug, Clone)]
pub struct Around {
    /// The project.
    pub project: Project,
    /// Its parties.
    pub parties: Vec<Party>,
    /// Its members.
    pub members: Vec<Member>,
}

impl Around {
    fn member(&self, person: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.person_id == person)
    }

    fn party(&self, party: &str) -> Option<&Party> {
        self.parties.iter().find(|known| known.id == party)
    }

    /// People who were there, each a member.
    pub fn attendees(&self, people: &[PersonId]) -> Result<Vec<MeetingAttendee>, Problem> {
        let told = |(n, person): (usize, &PersonId)| {
            let member = self.member(person.as_str());
            let there = member.and_then(|member| Some((member, self.party(&member.party_id)?)));
            let (member, party) =
                there.ok_or_else(|| Fault::new("unknown").at(format!("/attendee_ids/{n}")))?;
            Ok(MeetingAttendee {
                person_id: member.person_id.clone(),
                name: member.name.clone(),
                firm_name: party.firm_name.clone(),
                department_name: party.department_name.clone(),
                side: party.side.clone(),
            })
        };
        people.iter().enumerate().map(told).collect()
    }

    fn owner(&self, party: &str, person: Option<&str>) -> Option<String> {
        let party = self.party(party)?;
        let place = party.department_name.as_ref().unwrap_or(&party.firm_name);
        let member = person.and_then(|person| self.member(person));
        Some(member.map_or_else(|| place.clone(), |member| format!("{} ({place})", member.name)))
    }

    fn item(&self, body: EventBody) -> Option<MeetingItem> {
        let with_owner = |item: MeetingItem| {
            let party = item.owner_party_id.as_deref().unwrap_or_default();
            MeetingItem { owner: self.owner(party, item.owner_person_id.as_deref()), ..item }
        };
        // All kinds have these; who owes it and by when, some.
        macro_rules! told {
            ($kind:literal, $item:expr $(, $field:ident: $value:expr)*) => {
                MeetingItem {
                    kind: $kind.to_owned(),
                    id: $item.id,
                    title: $item.title,
                    body: $item.body,
                    $($field: $value,)*
                    ..nothing()
                }
            };
        }
        macro_rules! owed {
            ($kind:literal, $item:expr) => {
                with_owner(told!(
                    $kind, $item,
                    owner_party_id: Some($item.owner_party_id),
                    owner_person_id: $item.owner_person_id,
                    due_on: $item.due_on
                ))
            };
        }
        let EventBody { milestone, action, question, decision, idea, .. } = body;
        let owed = milestone.map(|item| owed!("milestone", item));
        let owed = owed.or_else(|| action.map(|item| owed!("action", item)));
        let owed = owed.or_else(|| question.map(|item| owed!("question", item)));
        let noted = || decision.map(|item| told!("decision", item));
        owed.or_else(noted).or_else(|| idea.map(|item| told!("idea", item)))
    }
}

fn nothing() -> MeetingItem {
    MeetingItem {
        kind: String::new(),
        id: String::new(),
        title: String::new(),
        body: None,
        owner_party_id: None,
        owner_person_id: None,
        owner: None,
        due_on: None,
    }
}

/// The page of a meeting as it stands.
pub fn page_of(
    meeting: &Meeting,
    around: &Around,
    attendees: Vec<MeetingAttendee>,
    items: Vec<EventBody>,
) -> MeetingPage {
    MeetingPage {
        meeting_id: meeting.id.to_string(),
        project_code: around.project.code.clone(),
        project_name: around.project.name.clone(),
        title: meeting.title.clone(),
        agenda: meeting.agenda.clone(),
        starts_at: meeting.starts_at.rfc3339(),
        minutes: meeting.minutes,
        time_zone: meeting.time_zone.clone(),
        started_at: meeting.started_at.map(|at| at.rfc3339()),
        ended_at: meeting.ended_at.map(|at| at.rfc3339()),
        organizer: meeting.author.name.clone(),
        attendees,
        items: items.into_iter().filter_map(|body| around.item(body)).collect(),
        summary: meeting.summary.clone(),
    }
}

/// How many things of each kind stand on a page.
pub fn counts(items: &[MeetingItem]) -> Vec<MeetingCount> {
    let kinds = ["decision", "action", "question", "idea", "milestone"];
    let count = |kind: &str| items.iter().filter(|item| item.kind == kind).count();
    let count = |kind: &str| MeetingCount {
        kind: kind.to_owned(),
        count: i64::try_from(count(kind)).unwrap_or(i64::MAX),
    };
    kinds.into_iter().map(count).filter(|known| known.count > 0).collect()
}
