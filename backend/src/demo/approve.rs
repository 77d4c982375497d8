//! Routes of the story, and what is sent over them.

use super::play::Stage;
use super::story::What;
use crate::approvals;
use crate::kernel::access::Standing;
use crate::kernel::http::Problem;
use crate::kernel::ids::{RevisionId, RouteId};
use crate::kernel::store::Tx;
use dure_api as api;

/// Working days of a step.
const DAYS: i64 = 5;

impl Stage {
    /// What a step does with an approval.
    pub(super) fn approve(
        &self,
        tx: &mut Tx<'_>,
        (by, what): (&Standing, &What),
        id: Option<String>,
    ) -> Result<(), Problem> {
        let limits = &self.limits;
        match what {
            What::Route { name, steps } => {
                let steps = steps.iter().map(|(name, parties)| self.step(tx, name, parties));
                let steps = steps.collect::<Result<_, _>>()?;
                let request = api::CreateRoute { id, name: name.clone(), steps };
                let new = approvals::NewRoute::parse(&request, limits)?;
                approvals::create_route(tx, self.project, &new, limits).map(drop)
            }
            What::Send { revision, route, text } => {
                let named = |key: &str| self.id::<RevisionId>(key).map(|id| id.to_string());
                let route: RouteId = self.id(route)?;
                let request = api::CreateSubmission {
                    id,
                    revision_ids: vec![named(revision)?],
                    purpose: text.clone(),
                    route_id: route.to_string(),
                    ..api::CreateSubmission::default()
                };
                let new = approvals::NewSubmission::parse(&request, limits)?;
                approvals::submit(tx, self.project, by, &new, limits).map(drop)
            }
            _ => Ok(()),
        }
    }

    fn step(&self, tx: &mut Tx<'_>, name: &str, parties: &[String]) -> Result<api::RouteStep, Problem> {
        let seat = |name: &String| {
            let party_id = Some(self.party(tx, name)?);
            Ok(api::RouteSeat { party_id, kind: "required".into(), ..api::RouteSeat::default() })
        };
        let seats = parties.iter().map(seat).collect::<Result<_, Problem>>()?;
        Ok(api::RouteStep {
            name: name.to_owned(),
            mode: "all".into(),
            quorum: None,
            due_days: DAYS,
            escalate_to_person_id: None,
            on_overdue: "remind".into(),
            sealed: false,
            seats,
        })
    }
}
