//! The thin path, told through the public API alone: first run, two firms by invitation, departments, a project
//! with its parties and members. It is told once per process; each test gets a copy of the data folder.

use crate::app::copy_folder;
use crate::{App, Client};
use dure::config::Config;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use tempfile::TempDir;

/// A server in the middle of the story.
pub struct Story {
    /// The server.
    pub app: App,
    /// People by their part; see [`Story::of`].
    pub people: BTreeMap<&'static str, Client>,
    /// The coordinator's cluster.
    pub cluster: String,
    /// Another cluster on the same server, of which the cast knows nothing.
    pub other_cluster: String,
    /// The project of both firms.
    pub project: String,
    /// The outsider's own project, in the other cluster.
    pub other_project: String,
    /// Ids by name: firms `office`, `customer`, `supplier`, `neighbour`, `waiting`, `outside`, `outside_buyer`;
    /// departments
    /// `quality`, `research`; parties `customer_party`, `supplier_party`, `quality_party`, `research_party`.
    pub ids: BTreeMap<&'static str, String>,
}

/// Who is in the story.
///
/// `coordinator` runs server and cluster. In the customer's firm: `customer_admin` (not in the project),
/// `approver` (quality department), `research` (R&D department, contributor). In the supplier's firm: `lead` (the
/// engineer of the small firm, its administrator), `observer`, `removed` (was a contributor), `locked`.
/// `neighbour`: another confirmed firm of the cluster. `waiting`: accepted, not confirmed. `outsider`: a firm of
/// another cluster, `buyer` its customer there.
pub const CAST: [&str; 12] = [
    "coordinator",
    "customer_admin",
    "approver",
    "research",
    "lead",
    "observer",
    "removed",
    "locked",
    "neighbour",
    "waiting",
    "outsider",
    "buyer",
];

/// Firms and people who came by mail.
const INVITED: usize = 11;

struct Prepared {
    folder: TempDir,
    people: BTreeMap<&'static str, Client>,
    ids: BTreeMap<&'static str, String>,
}

impl Story {
    /// A server with the story told, with generous limits.
    pub fn begin() -> Self {
        Self::begin_with(|_| {})
    }

    /// The same, with a changed configuration.
    pub fn begin_with(tweak: impl FnOnce(&mut Config)) -> Self {
        static TOLD: OnceLock<Prepared> = OnceLock::new();
        let told = TOLD.get_or_init(|| {
            let telling = std::thread::spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.expect("a runtime").block_on(tell())
            });
            telling.join().expect("the story")
        });
        let folder = TempDir::new().expect("a temporary folder");
        copy_folder(told.folder.path(), folder.path());
        let app = App::start_in(folder, tweak);
        let people = told.people.iter().map(|(part, person)| (*part, person.moved_to(&app))).collect();
        let id = |name: &str| told.ids[name].clone();
        Self {
            people,
            cluster: id("cluster"),
            other_cluster: id("other_cluster"),
            project: id("project"),
            other_project: id("other_project"),
            ids: told.ids.clone(),
            app,
        }
    }

    /// The person with this part of [`CAST`].
    pub fn of(&self, part: &str) -> &Client {
        self.people.get(part).unwrap_or_else(|| panic!("nobody is {part}"))
    }

    /// Nobody: a client without a token.
    pub fn nobody(&self) -> Client {
        Client::nobody(self.app.address)
    }

    /// An id by its name in the story.
    pub fn id(&self, name: &str) -> &str {
        self.ids.get(name).unwrap_or_else(|| panic!("nothing is {name}"))
    }

    /// A path below the project.
    pub fn in_project(&self, rest: &str) -> String {
        format!("/projects/{}{rest}", self.project)
    }

    /// The same people on a server that was started again.
    pub fn restart(self, tweak: impl FnOnce(&mut Config)) -> Self {
        let Self { app, people, cluster, other_cluster, project, other_project, ids } = self;
        let app = app.restart(tweak);
        let people = people.iter().map(|(part, person)| (*part, person.moved_to(&app))).collect();
        Self { app, people, cluster, other_cluster, project, other_project, ids }
    }
}

/// A password that nobody guesses, a different one for each part. It does not hold the name: that is refused.
pub fn password_of(part: &str) -> String {
    let number = part.bytes().fold(7_u32, |number, byte| number.wrapping_mul(31).wrapping_add(byte.into()));
    format!("seven kilns by the river {number:x}")
}

/// The address of a part.
pub fn email_of(part: &str) -> String {
    format!("{}@example.kr", part.replace('_', "."))
}

/// A success, or the end of the test.
pub fn done((status, body): (u16, Value)) -> Value {
    assert!((200..300).contains(&status), "{status}: {body}");
    body
}

/// The id in an answer.
pub fn id_in(body: &Value) -> String {
    body["id"].as_str().unwrap_or_else(|| panic!("no id in {body}")).to_owned()
}

/// First run: the first account is signed in.
pub async fn set_up(app: &App) -> Client {
    let (email, password) = (email_of("coordinator"), password_of("coordinator"));
    let body = json!({
        "email": email, "password": password, "name": "Coordinator", "locale": "ko", "time_zone": "Asia/Seoul",
        "firm_name": "Cluster Office", "cluster_name": "Packaging Machines",
    });
    let grant = done(Client::nobody(app.address).post("/setup", &body).await);
    Client::granted(app.address, &grant, &email, &password)
}

/// Accepts the invitation behind a link; the newcomer is signed in.
pub async fn accept(app: &App, url: &str, part: &str) -> Client {
    let token = url.split_once('#').expect("a token in the fragment").1;
    let (email, password) = (email_of(part), password_of(part));
    let body = json!({ "name": part.replace('_', " "), "password": password, "locale": "en", "time_zone": "Asia/Seoul" });
    let grant =
        done(Client::nobody(app.address).post(&format!("/invitations/{token}/acceptance"), &body).await);
    Client::granted(app.address, &grant, &email, &password)
}

/// Invites a firm and accepts for its first administrator.
pub async fn bring_firm(app: &App, by: &Client, cluster: &str, name: &str, kind: &str, part: &str) -> Client {
    let body = json!({ "firm_name": name, "email": email_of(part), "kind": kind, "locale": "ko" });
    let invited = done(by.post(&format!("/clusters/{cluster}/firm-invitations"), &body).await);
    let id = invited["invitation_id"].as_str().expect("an invitation");
    let link = done(by.get(&format!("/clusters/{cluster}/firm-invitations/{id}/link")).await);
    accept(app, link["url"].as_str().expect("a link"), part).await
}

/// The same, and confirms the firm.
pub async fn bring_in(app: &App, by: &Client, cluster: &str, name: &str, kind: &str, part: &str) -> Client {
    let admin = bring_firm(app, by, cluster, name, kind, part).await;
    done(by.post(&format!("/clusters/{cluster}/firms/{}/confirmation", admin.firm_id), &json!({})).await);
    admin
}

/// Invites a person into the administrator's firm and accepts for them.
pub async fn bring_person(app: &App, admin: &Client, part: &str, departments: &[&str]) -> Client {
    let firm = &admin.firm_id;
    let body =
        json!({ "email": email_of(part), "name": part, "role": "member", "department_ids": departments });
    let invited = done(admin.post(&format!("/firms/{firm}/invitations"), &body).await);
    let id = invited["invitation_id"].as_str().expect("an invitation");
    let link = done(admin.get(&format!("/firms/{firm}/invitations/{id}/link")).await);
    accept(app, link["url"].as_str().expect("a link"), part).await
}

/// Makes a department.
pub async fn department(admin: &Client, name: &str) -> String {
    id_in(&done(admin.post(&format!("/firms/{}/departments", admin.firm_id), &json!({ "name": name })).await))
}

async fn tell() -> Prepared {
    let app = App::start(|_| {});
    let coordinator = set_up(&app).await;
    let clusters = done(coordinator.get("/clusters").await);
    let cluster = id_in(&clusters["items"][0]);
    let other_cluster = id_in(&done(coordinator.post("/clusters", &json!({ "name": "Ceramics" })).await));

    let admin = bring_in(&app, &coordinator, &cluster, "고객전자", "customer", "customer_admin").await;
    let lead = bring_in(&app, &coordinator, &cluster, "한빛정밀", "supplier", "lead").await;
    let neighbour = bring_in(&app, &coordinator, &cluster, "Neighbour Tools", "supplier", "neighbour").await;
    let waiting = bring_firm(&app, &coordinator, &cluster, "Waiting Works", "supplier", "waiting").await;
    let outsider =
        bring_in(&app, &coordinator, &other_cluster, "Outside Kilns", "supplier", "outsider").await;
    let buyer = bring_in(&app, &coordinator, &other_cluster, "Outside Tiles", "customer", "buyer").await;

    let quality = department(&admin, "품질보증").await;
    let research = department(&admin, "연구개발").await;
    let approver = bring_person(&app, &admin, "approver", &[&quality]).await;
    let researcher = bring_person(&app, &admin, "research", &[&research]).await;
    let observer = bring_person(&app, &lead, "observer", &[]).await;
    let removed = bring_person(&app, &lead, "removed", &[]).await;
    let locked = bring_person(&app, &lead, "locked", &[]).await;

    let body = json!({
        "code": "L2-PACK", "name": "2라인 포장 자동화", "summary": "Cartoner and palletiser of line 2.",
        "customer_firm_id": admin.firm_id, "supplier_firm_ids": [lead.firm_id],
        "starts_on": "2026-11-23", "due_on": "2027-05-31",
    });
    let project = id_in(&done(lead.post(&format!("/clusters/{cluster}/projects"), &body).await));
    let body = json!({
        "code": "KILN-1", "name": "Tunnel kiln", "customer_firm_id": buyer.firm_id,
        "supplier_firm_ids": [outsider.firm_id],
    });
    let other_project =
        id_in(&done(outsider.post(&format!("/clusters/{other_cluster}/projects"), &body).await));

    let at = format!("/projects/{project}");
    let mut ids = BTreeMap::new();
    for (name, department) in [("quality_party", &quality), ("research_party", &research)] {
        let body = json!({ "firm_id": admin.firm_id, "department_id": department });
        ids.insert(name, id_in(&done(lead.post(&format!("{at}/parties"), &body).await)));
    }
    let members = [
        (&approver, "approver"),
        (&researcher, "contributor"),
        (&observer, "observer"),
        (&removed, "contributor"),
    ];
    for (person, role) in members {
        done(
            lead.post(&format!("{at}/members"), &json!({ "person_id": person.person_id, "role": role }))
                .await,
        );
    }
    done(removed.post(&format!("{at}/messages"), &json!({ "body": "Said before I left." })).await);
    done(lead.delete(&format!("{at}/members/{}", removed.person_id)).await);
    done(lead.patch(&format!("/people/{}", locked.person_id), &json!({ "status": "locked" })).await);

    let parties = done(lead.get(&format!("{at}/parties")).await);
    for (name, firm) in [("customer_party", &admin.firm_id), ("supplier_party", &lead.firm_id)] {
        let items = parties["items"].as_array().expect("parties");
        let party =
            items.iter().find(|party| party["firm_id"] == firm.as_str() && party["department_id"].is_null());
        ids.insert(name, id_in(party.expect("the firm's party")));
    }
    ids.extend([
        ("cluster", cluster),
        ("other_cluster", other_cluster),
        ("project", project),
        ("other_project", other_project),
        ("office", coordinator.firm_id.clone()),
        ("customer", admin.firm_id.clone()),
        ("supplier", lead.firm_id.clone()),
        ("neighbour", neighbour.firm_id.clone()),
        ("waiting", waiting.firm_id.clone()),
        ("outside", outsider.firm_id.clone()),
        ("outside_buyer", buyer.firm_id.clone()),
        ("quality", quality),
        ("research", research),
    ]);
    let people = [
        coordinator,
        admin,
        approver,
        researcher,
        lead,
        observer,
        removed,
        locked,
        neighbour,
        waiting,
        outsider,
        buyer,
    ];
    let people: BTreeMap<_, _> = CAST.into_iter().zip(people).collect();
    settle(&app, &people, &ids).await;
    Prepared { folder: app.cut(), people, ids }
}

/// Waits for what follows in other records and for the mails, before the folder is copied.
async fn settle(app: &App, people: &BTreeMap<&'static str, Client>, ids: &BTreeMap<&'static str, String>) {
    for _ in 0..200 {
        let firms = done(people["coordinator"].get(&format!("/clusters/{}/firms", ids["cluster"])).await);
        let firms = firms["items"].as_array().expect("firms");
        let accepted = firms.iter().any(|firm| firm["status"] == "accepted");
        if accepted && app.mails().len() == INVITED {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{} of {INVITED} mails", app.mails().len());
}
