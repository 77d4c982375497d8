//! A decision as it is taken away: everything that was sent, said and signed, in the words of the API.

use dure_api as api;
use serde::{Deserialize, Serialize};

/// The form of [`Decision`] and of the package around it.
pub const FORM: &str = "dure decision 1";

/// What is decided, and how that came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// [`FORM`].
    pub form: String,
    /// The record it is of: the server's address without its scheme, and the path of the project.
    pub record: String,
    /// When it was taken away.
    pub made_at: String,
    /// Who took it away.
    pub made_by: api::Actor,
    /// The project's code.
    pub project_code: String,
    /// The project's name.
    pub project_name: String,
    /// Who takes part.
    pub parties: Vec<api::Party>,
    /// The submission, the steps, and what was decided.
    pub approval: api::Approval,
    /// Every answer in its order, also of steps that were begun again.
    pub responses: Vec<api::PastResponse>,
    /// What is decided on.
    pub revisions: Vec<api::Revision>,
    /// What was said on the designs.
    pub comments: Vec<api::Comment>,
}

impl Decision {
    /// What a party is called: its department, or else its firm.
    pub fn party(&self, id: &str) -> &str {
        let party = self.parties.iter().find(|party| party.id == id);
        party.map_or("", |party| party.department_name.as_deref().unwrap_or(&party.firm_name))
    }

    /// A code by its letter.
    pub fn code(&self, letter: &str) -> Option<&api::DecisionCode> {
        self.approval.codes.iter().find(|code| code.letter == letter)
    }

    /// A revision as people say it, such as `DWG-100 B`.
    pub fn revision(&self, id: &str) -> String {
        let revision = self.approval.submission.revisions.iter().find(|one| one.revision_id == id);
        revision.map(|one| format!("{} {}", one.design_number, one.label)).unwrap_or_default()
    }

    /// Answers that no seat shows any more, as their step was begun again.
    pub fn earlier(&self) -> impl Iterator<Item = (&api::PastResponse, &api::ApprovalResponse)> {
        let seats = self.approval.steps.iter().flat_map(|step| &step.seats);
        let shown: Vec<&str> = seats.filter_map(|seat| Some(seat.response.as_ref()?.id.as_str())).collect();
        let given = self.responses.iter().filter_map(|past| Some((past, past.response.as_ref()?)));
        given.filter(move |(_, response)| !shown.contains(&response.id.as_str()))
    }
}
