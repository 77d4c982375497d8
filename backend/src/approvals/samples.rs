//! Approvals to try things on.

use super::approval::{Approval, Decision, Meaning, Method, Response, Signature, Subject, Submission};
use super::codes::usual;
use super::routes::{Mode, Overdue, Route, SeatKind, SeatPlan, StepPlan};
use super::run::{self, Begin, Calendar, live};
use crate::kernel::clock::Time;
use crate::kernel::ids::{
    ApprovalId, DesignId, FirmId, PartyId, PersonId, ProjectId, ResponseId, RevisionId, RouteId, SeatId,
};
use crate::kernel::record::Actor;

pub(super) fn actor() -> Actor {
    Actor { person: PersonId::new(), name: "A".into(), firm: FirmId::new(), department: None }
}

pub(super) fn plan(mode: Mode, quorum: Option<u32>, kinds: &[SeatKind]) -> StepPlan {
    let seat = |(n, kind): (usize, &SeatKind)| SeatPlan {
        party: PartyId::new(),
        person: None,
        kind: *kind,
        decides: mode == Mode::Lead && n == 0,
    };
    StepPlan {
        name: "Step".into(),
        mode,
        quorum,
        due_days: 3,
        on_overdue: if matches!(mode, Mode::Quorum | Mode::Lead) { Overdue::Remind } else { Overdue::Lapse },
        escalate_to: None,
        sealed: false,
        seats: kinds.iter().enumerate().map(seat).collect(),
    }
}

/// Days of 24 hours; one more where a person alone answers.
pub(super) struct Plain;

impl Calendar for Plain {
    fn due(&self, seat: &SeatPlan, days: u32, from: Time) -> Time {
        from.plus_days(days + u32::from(seat.person.is_some()))
    }
}

pub(super) fn begin(steps: Vec<StepPlan>, revisions: usize) -> Approval {
    let route = Route {
        id: RouteId::new(),
        project: ProjectId::new(),
        name: "Route".into(),
        steps,
        author: actor(),
        created_at: Time(0),
        created_seq: 1,
    };
    let subject = |n: usize| Subject {
        revision: RevisionId::new(),
        design: DesignId::new(),
        number: format!("D-{n}"),
        title: "Jig".into(),
        label: "A".into(),
        manifest_hash: "0".into(),
    };
    let submission = Submission {
        subjects: (0..revisions).map(subject).collect(),
        purpose: "For manufacture.".into(),
        due_on: None,
        deviations: Vec::new(),
        as_package: false,
        replaces: None,
    };
    let new = Begin {
        id: ApprovalId::new(),
        number: 1,
        submission,
        party: PartyId::new(),
        author: actor(),
        audience: None,
        codes: usual(),
        charter: None,
    };
    run::begin(new, &route, (2, Time(0)), &Plain)
}

pub(super) fn response(approval: &Approval, codes: &[&str], at: i64) -> Response {
    let decision = |(revision, code): (RevisionId, &&str)| Decision {
        revision,
        manifest_hash: "0".into(),
        code: (*code).to_owned(),
        reason: None,
    };
    Response {
        id: ResponseId::new(),
        author: actor(),
        at: Time(at),
        decisions: live(approval).into_iter().zip(codes.iter().cycle()).map(decision).collect(),
        deviations: Vec::new(),
        comment: None,
        carried: Vec::new(),
        typed_by: None,
        stands_in: None,
        signature: Signature {
            name: "A".into(),
            firm_name: "F".into(),
            department_name: None,
            local_time: String::new(),
            time_zone: "Asia/Seoul".into(),
            meaning: Meaning::Approval,
            comments_hash: String::new(),
            method: Method::Password,
            credential_id: None,
            device: None,
        },
    }
}

pub(super) fn say(approval: &Approval, seat: SeatId, code: &str) -> Approval {
    run::respond(approval, seat, response(approval, &[code], 1), (3, Time(1)), &Plain).expect("an answer")
}

pub(super) fn seats(approval: &Approval, step: usize) -> Vec<SeatId> {
    approval.steps[step].seats.iter().map(|seat| seat.id).collect()
}
