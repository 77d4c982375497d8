//! The charter of the story: what both sides agree on at kickoff.

use super::play::Stage;
use super::story::What;
use crate::kernel::access::Standing;
use crate::kernel::http::{Expected, Problem};
use crate::kernel::ids::{CharterId, SessionId};
use crate::kernel::store::Tx;
use crate::passkeys::Proof;
use crate::{approvals, charters};
use dure_api as api;

impl Stage {
    /// What a step does with the charter.
    pub(super) fn agree(
        &self,
        tx: &mut Tx<'_>,
        (by, what): (&Standing, &What),
        id: Option<String>,
    ) -> Result<(), Problem> {
        match what {
            What::Charter { sight, signature, exit, text } => {
                let codes = approvals::usual_codes();
                let terms = api::CharterTerms {
                    codes: codes.iter().map(approvals::Code::told).collect(),
                    due_days: 5,
                    max_due_days: Some(10),
                    deemed_code: None,
                    sealed: false,
                    sealed_fixed: false,
                    sight: sight.clone(),
                    signature: signature.clone(),
                    retention_years: 10,
                    exit: exit.clone(),
                    other: None,
                };
                let request =
                    api::ProposeCharter { id, terms, note: Some(text.clone()), replaces_charter_id: None };
                let new = charters::NewCharter::parse(&request, &self.limits)?;
                charters::propose(tx, self.project, by, &new, &self.limits).map(drop)
            }
            What::Sign { charter } => {
                let id: CharterId = self.id(charter)?;
                let known = charters::charter(tx.reading(), id)?.ok_or_else(Problem::not_found)?;
                let on = (by, SessionId::new(), &Proof::Password);
                charters::sign(tx, id, on, &known.text_hash, &Expected::ANY).map(drop)
            }
            _ => Ok(()),
        }
    }
}
