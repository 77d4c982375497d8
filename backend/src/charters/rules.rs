//! What a charter may say, who signs it, and what it forbids (R1, R30, R34, R38, R39).

use super::charter::{Charter, Clause, Closure, Ending, Signature, State};
use crate::approvals::{Code, usual_codes};
use crate::kernel::clock::Time;
use crate::kernel::http::{Fault, Problem, Refusal};
use crate::kernel::ids::FirmId;
use crate::policy::{Right, Role, allowed};
use dure_api::CharterTerms;

/// The charter of the project does not allow it; the fault names the clause.
pub const CHARTER_FORBIDS: Refusal = Refusal::conflict("charter_forbids");
/// The clause by which signatures have their effect was not accepted yet (R39).
pub const CLAUSE_NOT_ACCEPTED: Refusal = Refusal::conflict("clause_not_accepted");
/// The text is not the one that was seen (R38).
pub const CHARTER_DIFFERS: Refusal = Refusal::conflict("charter_differs");
/// The charter is not proposed any more.
pub const CHARTER_CLOSED: Refusal = Refusal::conflict("charter_closed");
/// Leads of the firms that sign do.
pub const CHARTER_NOT_YOURS: Refusal = Refusal::forbidden("charter_not_yours");
/// The firm has signed.
pub const CHARTER_SIGNED: Refusal = Refusal::conflict("charter_signed");
/// Another proposal is open than the one that the caller saw.
pub const PROPOSAL_OPEN: Refusal = Refusal::conflict("proposal_open");
/// The project has as many versions as it may have.
pub const CHARTERS_FULL: Refusal = Refusal::conflict("charters_full");

/// Codes of a charter, at least and at most.
const CODES: std::ops::RangeInclusive<usize> = 2..=12;

/// Whether the terms can be worked with: codes that can be told apart, one to approve with and one to stop with, and days and a
/// deemed code that fit them.
pub fn terms(terms: &CharterTerms) -> Result<(), Problem> {
    if !CODES.contains(&terms.codes.len()) {
        return Err(Fault::new("code_count").at("/terms/codes"));
    }
    let mut codes = Vec::with_capacity(terms.codes.len());
    for (n, told) in terms.codes.iter().enumerate() {
        let at = |field: &str| format!("/terms/codes/{n}/{field}");
        let code = Code::parse(told).map_err(|field| Fault::new("unknown_word").at(at(field)))?;
        let earlier = codes.iter().take(n);
        if earlier.clone().any(|other: &Code| other.letter == code.letter) {
            return Err(Fault::new("duplicate").at(at("letter")));
        }
        if earlier.clone().any(|other| other.rank == code.rank) {
            return Err(Fault::new("duplicate").at(at("rank")));
        }
        if code.label.is_none() && !is_usual(&code) {
            return Err(Fault::new("missing").at(at("label")));
        }
        codes.push(code);
    }
    if !codes.iter().any(Code::is_clean) || codes.iter().all(Code::goes_on) {
        return Err(Fault::new("code_set").at("/terms/codes"));
    }
    if terms.max_due_days.is_some_and(|most| most < terms.due_days) {
        return Err(Fault::new("range").at("/terms/max_due_days"));
    }
    let deemed = terms.deemed_code.as_deref();
    let goes_on =
        |letter: &str| codes.iter().any(|code| code.letter == letter && code.goes_on() && code.is_final);
    if deemed.is_some_and(|letter| !goes_on(letter)) {
        return Err(Fault::new("unknown").at("/terms/deemed_code"));
    }
    Ok(())
}

/// Whether a code means what everybody reads for its letter, when it has no words of its own.
fn is_usual(code: &Code) -> bool {
    usual_codes().iter().any(|known| {
        (&known.letter, known.may_proceed, known.resubmit, known.is_final)
            == (&code.letter, code.may_proceed, code.resubmit, code.is_final)
    })
}

/// The firm that somebody signs for: they lead, and their firm is of either side.
pub fn may_sign(charter: &Charter, role: Role, firm: FirmId) -> Result<(), Refusal> {
    if charter.state != State::Proposed {
        return Err(CHARTER_CLOSED);
    }
    let signer = charter.signers.iter().find(|signer| signer.firm == firm);
    match signer {
        Some(signer) if role == Role::Lead && signer.signature.is_none() => Ok(()),
        Some(_) if role == Role::Lead => Err(CHARTER_SIGNED),
        _ => Err(CHARTER_NOT_YOURS),
    }
}

/// Whether they may reject it: a lead of either side, also who proposed it.
pub fn may_reject(charter: &Charter, role: Role, firm: FirmId) -> Result<(), Refusal> {
    if charter.state != State::Proposed {
        return Err(CHARTER_CLOSED);
    }
    let is_theirs = charter.signers.iter().any(|signer| signer.firm == firm);
    if is_theirs && role == Role::Lead { Ok(()) } else { Err(CHARTER_NOT_YOURS) }
}

/// With the signature of a firm.
pub fn signed(charter: &Charter, firm: FirmId, signature: Signature) -> Charter {
    let mut after = Charter { version: charter.version + 1, ..charter.clone() };
    if let Some(signer) = after.signers.iter_mut().find(|signer| signer.firm == firm) {
        signer.signature = Some(signature);
    }
    after
}

/// Whether every firm has signed.
pub fn is_complete(charter: &Charter) -> bool {
    charter.signers.iter().all(|signer| signer.signature.is_some())
}

/// Once it holds.
pub fn forced(charter: &Charter, (seq, at): (i64, Time)) -> Charter {
    Charter {
        state: State::InForce,
        in_force: Some((at, seq)),
        version: charter.version + 1,
        ..charter.clone()
    }
}

/// Once it holds no more, or never will.
pub fn ended(charter: &Charter, closure: Closure, seq: i64) -> Charter {
    let state = if closure.kind == Ending::Replaced { State::Replaced } else { State::Dropped };
    Charter {
        state,
        closed: Some((closure.at, seq)),
        closure: Some(closure),
        version: charter.version + 1,
        ..charter.clone()
    }
}

/// What a charter says about a step that somebody plans.
#[derive(Debug, Clone, Copy)]
pub struct Planned {
    /// Its working days.
    pub due_days: i64,
    /// Whether its answers are sealed.
    pub sealed: bool,
    /// Whether who is late is deemed to have approved.
    pub deemed: bool,
}

/// The field of a step that the charter forbids, with the clause that does; without a charter only what needs one.
pub fn forbidden(charter: Option<&Charter>, step: Planned) -> Option<(&'static str, Fault)> {
    let terms = charter.map(|charter| &charter.terms);
    if step.deemed && terms.is_none_or(|terms| terms.deemed_code.is_none()) {
        return Some(("on_overdue", fault(charter.map(|_| Clause::Deemed))));
    }
    let terms = terms?;
    if terms.max_due_days.is_some_and(|most| step.due_days > most) {
        return Some(("due_days", fault(Some(Clause::Days))));
    }
    if terms.sealed_fixed && step.sealed != terms.sealed {
        return Some(("sealed", fault(Some(Clause::Answers))));
    }
    None
}

/// By which clause something is forbidden, or that there is no charter to allow it.
fn fault(clause: Option<Clause>) -> Fault {
    Fault::new(match clause {
        Some(Clause::Days) => "clause_days",
        Some(Clause::Answers) => "clause_answers",
        Some(_) => "clause_deemed",
        None => "no_charter",
    })
}

/// What the caller may do with a charter (R35).
pub fn actions(charter: &Charter, role: Role, firm: FirmId) -> Vec<String> {
    let mut actions = allowed(role, &["get_charter"]);
    let is_side = charter.signers.iter().any(|signer| signer.firm == firm);
    if is_side && role == Role::Lead && role.allows(Right::Manage) {
        actions.extend(allowed(role, &["propose_charter"]));
    }
    if may_sign(charter, role, firm).is_ok() {
        actions.extend(allowed(role, &["sign_charter"]));
    }
    if may_reject(charter, role, firm).is_ok() {
        actions.extend(allowed(role, &["reject_charter"]));
    }
    actions
}

#[cfg(test)]
mod tests {
    use super::super::charter::{Signer, SignerSide};
    use super::super::text;
    use super::*;
    use crate::kernel::ids::{CharterId, PersonId, ProjectId};
    use crate::kernel::record::Actor;
    use dure_api::DecisionCode;

    fn code(letter: &str, label: Option<&str>, rank: i64, may_proceed: &str, resubmit: &str) -> DecisionCode {
        DecisionCode {
            letter: letter.into(),
            label: label.map(str::to_owned),
            rank,
            may_proceed: may_proceed.into(),
            resubmit: resubmit.into(),
            resubmit_days: None,
            is_final: true,
        }
    }

    fn plain() -> CharterTerms {
        CharterTerms {
            codes: vec![code("A", None, 1, "yes", "none"), code("C", None, 2, "no", "required")],
            due_days: 3,
            max_due_days: Some(5),
            deemed_code: Some("A".into()),
            sealed: true,
            sealed_fixed: true,
            sight: "All.".into(),
            signature: "By this.".into(),
            retention_years: 10,
            exit: "Export.".into(),
            other: None,
        }
    }

    fn refused(change: impl Fn(&mut CharterTerms)) -> String {
        let mut changed = plain();
        change(&mut changed);
        let told = terms(&changed).err().map(|problem| problem.told("en", "-"));
        let fault = told.and_then(|told| told.errors).and_then(|errors| errors.into_iter().next());
        fault.map_or_else(String::new, |fault| format!("{} {}", fault.pointer, fault.code))
    }

    #[test]
    fn codes_can_be_told_apart_and_one_approves_and_one_stops() {
        assert_eq!(refused(|_| {}), "");
        assert_eq!(refused(|t| t.codes.truncate(1)), "/terms/codes code_count");
        assert_eq!(refused(|t| t.codes[1].letter = "A".into()), "/terms/codes/1/letter duplicate");
        assert_eq!(refused(|t| t.codes[1].rank = 1), "/terms/codes/1/rank duplicate");
        assert_eq!(
            refused(|t| t.codes[1].may_proceed = "maybe".into()),
            "/terms/codes/1/may_proceed unknown_word"
        );
        let two_that_go_on = |t: &mut CharterTerms| t.codes[1] = code("B1", None, 2, "as_noted", "none");
        assert_eq!(refused(two_that_go_on), "/terms/codes code_set");
        let none_clean = |t: &mut CharterTerms| t.codes[0] = code("B1", None, 1, "as_noted", "none");
        assert_eq!(refused(none_clean), "/terms/codes code_set");
        // Everybody reads A as approved: with another meaning it says which.
        let other_meaning = |t: &mut CharterTerms| t.codes[0].may_proceed = "no".into();
        assert_eq!(refused(other_meaning), "/terms/codes/0/label missing");
        assert_eq!(
            refused(|t| t.codes[1] = code("Z", None, 2, "no", "none")),
            "/terms/codes/1/label missing"
        );
        assert_eq!(refused(|t| t.codes[1] = code("Z", Some("Stop"), 2, "no", "none")), "");
    }

    /// R30: what is deemed lets the work go on.
    #[test]
    fn days_and_the_deemed_code_fit() {
        assert_eq!(refused(|t| t.max_due_days = Some(2)), "/terms/max_due_days range");
        assert_eq!(refused(|t| t.deemed_code = Some("C".into())), "/terms/deemed_code unknown");
        assert_eq!(refused(|t| t.deemed_code = Some("Z".into())), "/terms/deemed_code unknown");
        assert_eq!(refused(|t| t.deemed_code = None), "");
    }

    fn charter(terms: CharterTerms) -> Charter {
        let actor =
            Actor { person: PersonId::new(), name: "A".into(), firm: FirmId::new(), department: None };
        let signer = |side| Signer { firm: FirmId::new(), firm_name: "F".into(), side, signature: None };
        let project = ProjectId::new();
        let signers =
            vec![signer(SignerSide::Customer), signer(SignerSide::Supplier), signer(SignerSide::Supplier)];
        let firms: Vec<FirmId> = signers.iter().map(|signer| signer.firm).collect();
        let (text, text_hash) = text::signed(project, 1, &firms, &terms).expect("a text");
        Charter {
            id: CharterId::new(),
            project,
            number: 1,
            state: State::Proposed,
            terms,
            text,
            text_hash,
            note: None,
            signers,
            author: actor,
            created_at: Time(0),
            created_seq: 1,
            in_force: None,
            closure: None,
            closed: None,
            version: 1,
        }
    }

    fn signature(charter: &Charter) -> Signature {
        Signature {
            author: charter.author.clone(),
            at: Time(1),
            firm_name: "F".into(),
            department_name: None,
            local_time: String::new(),
            time_zone: "Asia/Seoul".into(),
            method: "password".into(),
            credential_id: None,
            device: None,
        }
    }

    #[test]
    fn each_firm_signs_once_by_a_lead_and_then_it_holds() {
        let mut charter = charter(plain());
        let firms: Vec<FirmId> = charter.signers.iter().map(|signer| signer.firm).collect();
        assert_eq!(may_sign(&charter, Role::Lead, FirmId::new()), Err(CHARTER_NOT_YOURS));
        for firm in &firms {
            assert!(!is_complete(&charter));
            assert_eq!(may_sign(&charter, Role::Approver, *firm), Err(CHARTER_NOT_YOURS));
            assert_eq!(may_sign(&charter, Role::Lead, *firm), Ok(()));
            charter = signed(&charter, *firm, signature(&charter));
            assert_eq!(may_sign(&charter, Role::Lead, *firm), Err(CHARTER_SIGNED));
        }
        assert!(is_complete(&charter));
        let holds = forced(&charter, (9, Time(9)));
        assert_eq!(may_sign(&holds, Role::Lead, firms[0]), Err(CHARTER_CLOSED));
        assert_eq!(may_reject(&holds, Role::Lead, firms[0]), Err(CHARTER_CLOSED));
        assert_eq!(may_reject(&charter, Role::Lead, firms[2]), Ok(()));
    }

    /// R30, R34.
    #[test]
    fn what_a_step_may_not_be_is_told_with_the_clause() {
        let told = |charter: Option<&Charter>, step| {
            forbidden(charter, step).map(|(field, fault)| (field, fault.code))
        };
        let step = Planned { due_days: 3, sealed: true, deemed: true };
        assert_eq!(told(None, step), Some(("on_overdue", "no_charter")));
        assert_eq!(told(None, Planned { deemed: false, due_days: 60, sealed: false }), None);
        let strict = charter(plain());
        assert_eq!(told(Some(&strict), step), None);
        assert_eq!(told(Some(&strict), Planned { due_days: 6, ..step }), Some(("due_days", "clause_days")));
        assert_eq!(
            told(Some(&strict), Planned { sealed: false, ..step }),
            Some(("sealed", "clause_answers"))
        );
        let never = charter(CharterTerms { deemed_code: None, ..plain() });
        assert_eq!(told(Some(&never), step), Some(("on_overdue", "clause_deemed")));
        let free = charter(CharterTerms { sealed_fixed: false, max_due_days: None, ..plain() });
        assert_eq!(told(Some(&free), Planned { due_days: 60, sealed: false, deemed: true }), None);
    }
}
