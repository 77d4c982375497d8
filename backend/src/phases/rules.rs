//! What a phase is, and how it moves.

use crate::kernel::http::{Cleared, Fault, Problem, Refusal};
use crate::kernel::ids::{PhaseId, ProjectId};
use crate::kernel::record::Facts;
use crate::kernel::store::words;
use crate::kernel::text;
use dure_api::Limits;

words! {
    /// Where a phase stands.
    PhaseState {
        /// Has not begun.
        Planned = "planned",
        /// Is worked on.
        Running = "running",
        /// Is finished.
        Done = "done",
    }
}

/// Phases of a new project, in order.
pub const TEMPLATE: [&str; 7] =
    ["kickoff", "design", "approval", "build", "commissioning", "delivery", "service"];
/// Key of a phase of the project's own.
pub const CUSTOM: &str = "custom";

/// The project has as many phases as it may have.
pub const PHASES_FULL: Refusal = Refusal::conflict("phases_full");
/// The phase is running or done, and stays.
pub const PHASE_BEGUN: Refusal = Refusal::conflict("phase_begun");
/// A project keeps at least one phase.
pub const LAST_PHASE: Refusal = Refusal::conflict("last_phase");
/// Progress moves only while the phase runs.
pub const PHASE_NOT_RUNNING: Refusal = Refusal::conflict("phase_not_running");

/// A stretch of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// Its id.
    pub id: PhaseId,
    /// The project.
    pub project: ProjectId,
    /// Key of the template, or [`CUSTOM`].
    pub key: String,
    /// A name of the project's own.
    pub name: Option<String>,
    /// Order.
    pub position: i64,
    /// Where it stands.
    pub state: PhaseState,
    /// 0 to 100.
    pub progress: i64,
    /// The day it should be done.
    pub due_on: Option<String>,
}

impl Phase {
    /// What may change.
    pub fn facts(&self) -> Facts {
        vec![
            ("name", self.name.clone()),
            ("position", Some(self.position.to_string())),
            ("state", Some(self.state.as_str().to_owned())),
            ("progress", Some(self.progress.to_string())),
            ("due_on", self.due_on.clone()),
        ]
    }
}

/// A phase to add.
#[derive(Debug, Clone)]
pub struct NewPhase {
    /// Its id.
    pub id: PhaseId,
    /// Its name.
    pub name: String,
    /// Its day.
    pub due_on: Option<String>,
}

impl NewPhase {
    /// From the wire.
    pub fn parse(request: &dure_api::CreatePhase, limits: &Limits) -> Result<Self, Problem> {
        let id = request.id.as_deref().map(str::parse).transpose();
        Ok(Self {
            id: id.map_err(|_| Fault::new("id").at("/id"))?.unwrap_or_else(PhaseId::new),
            name: text::name(&request.name, limits.name_graphemes).map_err(|f| f.at("/name"))?,
            due_on: day(request.due_on.as_deref())?,
        })
    }
}

fn day(text: Option<&str>) -> Result<Option<String>, Problem> {
    text.map(text::day).transpose().map_err(|fault| fault.at("/due_on"))
}

/// What changes in a phase; absent stays.
#[derive(Debug, Clone, Default)]
pub struct PhaseEdit {
    name: Option<Option<String>>,
    position: Option<i64>,
    state: Option<PhaseState>,
    progress: Option<i64>,
    due_on: Option<Option<String>>,
}

impl PhaseEdit {
    /// From the wire.
    pub fn parse(request: &dure_api::UpdatePhase, limits: &Limits) -> Result<Self, Problem> {
        let name = request.name.as_deref().map(|name| text::name(name, limits.name_graphemes)).transpose();
        let state = request.state.as_deref().map(str::parse).transpose();
        let emptied = Cleared::parse(&request.clear, &["name", "due_on"])?;
        let progress = request.progress.filter(|progress| !(0..=100).contains(progress));
        if progress.is_some() {
            return Err(Fault::new("range").at("/progress"));
        }
        Ok(Self {
            name: emptied.field("name", name.map_err(|f| f.at("/name"))?)?,
            position: request.position,
            state: state.map_err(|_| Fault::new("unknown_word").at("/state"))?,
            progress: request.progress,
            due_on: emptied.field("due_on", day(request.due_on.as_deref())?)?,
        })
    }

    /// The phase as it is afterwards; its place is [`PhaseEdit::order`]'s matter.
    pub fn apply(&self, before: &Phase) -> Result<Phase, Problem> {
        let state = self.state.unwrap_or(before.state);
        if self.progress.is_some() && state != PhaseState::Running {
            return Err(PHASE_NOT_RUNNING.into());
        }
        if self.name == Some(None) && before.key == CUSTOM {
            return Err(Fault::new("empty").at("/name"));
        }
        let progress = match state {
            PhaseState::Planned => 0,
            PhaseState::Running => self.progress.unwrap_or(before.progress),
            PhaseState::Done => 100,
        };
        Ok(Phase {
            name: self.name.clone().unwrap_or_else(|| before.name.clone()),
            due_on: self.due_on.clone().unwrap_or_else(|| before.due_on.clone()),
            state,
            progress,
            ..before.clone()
        })
    }

    /// All phases in their new order, counted from 1, when this one moves.
    pub fn order(&self, all: &[Phase], id: PhaseId) -> Result<Option<Vec<Phase>>, Problem> {
        let Some(position) = self.position else { return Ok(None) };
        let to = usize::try_from(position).ok().filter(|to| (1..=all.len()).contains(to));
        let to = to.ok_or_else(|| Fault::new("range").at("/position"))?;
        let Some(moved) = all.iter().find(|phase| phase.id == id) else { return Ok(None) };
        let mut order: Vec<Phase> = all.iter().filter(|phase| phase.id != id).cloned().collect();
        order.insert(to.saturating_sub(1), moved.clone());
        let order: Vec<Phase> =
            (1..).zip(order).map(|(position, phase)| Phase { position, ..phase }).collect();
        Ok((order != all).then_some(order))
    }
}

/// Whether the phase may go.
pub fn may_delete(all: &[Phase], phase: &Phase) -> Result<(), Refusal> {
    match phase.state {
        PhaseState::Running | PhaseState::Done => Err(PHASE_BEGUN),
        PhaseState::Planned if all.len() <= 1 => Err(LAST_PHASE),
        PhaseState::Planned => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phases(count: i64) -> Vec<Phase> {
        let project = ProjectId::new();
        let phase = |position| Phase {
            id: PhaseId::new(),
            project,
            key: "build".into(),
            name: None,
            position,
            state: if position == 1 { PhaseState::Running } else { PhaseState::Planned },
            progress: 0,
            due_on: None,
        };
        (1..=count).map(phase).collect()
    }

    #[test]
    fn progress_moves_while_a_phase_runs_and_follows_its_state() {
        let all = phases(2);
        let edit = |state, progress| PhaseEdit { state, progress, ..PhaseEdit::default() };
        let half = edit(None, Some(50)).apply(&all[0]).unwrap();
        assert_eq!(half.progress, 50);
        assert_eq!(edit(Some(PhaseState::Done), None).apply(&half).unwrap().progress, 100);
        assert_eq!(edit(Some(PhaseState::Planned), None).apply(&half).unwrap().progress, 0);
        assert_eq!(edit(Some(PhaseState::Running), Some(5)).apply(&all[1]).unwrap().progress, 5);
        for (state, phase) in [(None, &all[1]), (Some(PhaseState::Done), &all[0])] {
            assert_eq!(edit(state, Some(5)).apply(phase).unwrap_err().code(), "phase_not_running");
        }
    }

    #[test]
    fn a_phase_that_moves_makes_the_others_make_room() {
        let all = phases(4);
        let order = |position, at: usize| {
            let edit = PhaseEdit { position: Some(position), ..PhaseEdit::default() };
            edit.order(&all, all[at].id).map(|order| {
                order.map(|order| {
                    let at = |phase: &Phase| all.iter().position(|known| known.id == phase.id).unwrap();
                    assert!((1..).zip(&order).all(|(position, phase)| phase.position == position));
                    order.iter().map(at).collect::<Vec<_>>()
                })
            })
        };
        assert_eq!(order(1, 2).unwrap(), Some(vec![2, 0, 1, 3]));
        assert_eq!(order(4, 0).unwrap(), Some(vec![1, 2, 3, 0]));
        assert_eq!(order(2, 1).unwrap(), None);
        assert!(order(0, 1).is_err() && order(5, 1).is_err());
    }

    #[test]
    fn a_phase_that_has_begun_and_the_last_one_stay() {
        let all = phases(2);
        assert_eq!(may_delete(&all, &all[0]), Err(PHASE_BEGUN));
        assert_eq!(may_delete(&all, &all[1]), Ok(()));
        assert_eq!(may_delete(&all[1..], &all[1]), Err(LAST_PHASE));
    }
}
