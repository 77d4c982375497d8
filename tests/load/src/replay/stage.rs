//! The stage of a replay: signed-in people and projects with their members.

use super::history::{History, Script};
use crate::Outcome;
use crate::cast::{Account, Cast};
use crate::client::api::Session;
use futures_util::{StreamExt, TryStreamExt, stream};
use std::net::SocketAddr;
use std::rc::Rc;

/// Projects made at once.
const PROJECTS_AT_ONCE: usize = 4;

/// Where a history is played.
pub struct Stage {
    /// Address of the server.
    pub address: SocketAddr,
    /// In the order of [`History::people`].
    pub people: Vec<Rc<Session>>,
    /// Project ids in the order of [`History::scripts`].
    pub projects: Vec<String>,
    /// Who reads the record at the end.
    pub reader: Rc<Session>,
    /// Whether the server knows people and keys, as the real one does.
    pub real: bool,
}

impl Stage {
    /// Makes firms, departments, people, projects and members on a real server.
    pub async fn set(address: SocketAddr, account: Option<&Account>, history: &History) -> Outcome<Self> {
        let cast = Cast::found(address, account, &history.departments()).await?;
        let people = cast.invite(&history.people).await?;
        let projects = stream::iter(history.scripts.iter().enumerate())
            .map(|(number, script)| open_project(&cast, number, script, &people))
            .buffered(PROJECTS_AT_ONCE)
            .try_collect()
            .await?;
        Ok(Self { address, people, projects, reader: cast.coordinator, real: true })
    }

    /// A stage on a reference server, which makes rooms when they are named and knows nobody.
    pub fn rehearsal(address: SocketAddr, history: &History) -> Self {
        let people = history.people.iter().map(|_| Rc::new(Session::nobody())).collect();
        let projects = history.scripts.iter().map(|_| uuid::Uuid::new_v4().to_string()).collect();
        Self { address, people, projects, reader: Rc::new(Session::nobody()), real: false }
    }
}

async fn open_project(
    cast: &Cast,
    number: usize,
    script: &Script,
    people: &[Rc<Session>],
) -> Outcome<String> {
    let project = cast.project(number, &script.name).await?;
    let members: Vec<Rc<Session>> = script.members.iter().map(|member| people[*member].clone()).collect();
    cast.join(&project, &members).await?;
    Ok(project)
}
