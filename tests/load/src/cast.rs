//! The cast of a run: a cluster, a customer firm and a supplier firm with departments, their people, and
//! projects in which they meet. Everything is made through the public API, as its users would.

use crate::Outcome;
use crate::client::api::{Api, Session, items, text};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::rc::Rc;

/// Accounts made at once: a server hashes two passwords at a time.
const ACCOUNTS_AT_ONCE: usize = 2;

/// On which side of a project a person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The firm the work is for.
    Customer,
    /// The firm that does it.
    Supplier,
}

/// Somebody to be invited.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Shown to others.
    pub name: String,
    /// Which firm invites.
    pub side: Side,
    /// Into which department.
    pub department: String,
}

/// A firm of the cast.
pub struct Firm {
    /// Its id.
    pub id: String,
    /// Who invites its people.
    pub admin: Session,
    /// Name to id.
    pub departments: BTreeMap<String, String>,
}

/// Everyone a run needs before its projects.
pub struct Cast {
    address: SocketAddr,
    run: String,
    cluster: String,
    /// Lead of every project.
    pub coordinator: Rc<Session>,
    customer: Firm,
    supplier: Firm,
    invited: Cell<usize>,
}

/// An account that exists already, for a server that was set up before.
pub struct Account {
    /// Its address.
    pub email: String,
    /// Its password.
    pub password: String,
}

impl Cast {
    /// Sets an empty server up, or signs in to one that has an account; then brings both firms in.
    pub async fn found(
        address: SocketAddr,
        account: Option<&Account>,
        departments: &[(Side, String)],
    ) -> Outcome<Self> {
        let mut api = Api::new(address);
        let run = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
        let coordinator = match account {
            None => set_up(&mut api, &run).await?,
            Some(account) => sign_in(&mut api, account).await?,
        };
        let clusters = api.get(&coordinator, "/clusters").await?;
        let cluster = text(items(&clusters).first().ok_or("the coordinator has no cluster")?, "/id")?;
        let customer =
            bring_firm(&mut api, &coordinator, &cluster, &run, Side::Customer, departments).await?;
        let supplier =
            bring_firm(&mut api, &coordinator, &cluster, &run, Side::Supplier, departments).await?;
        let (coordinator, invited) = (Rc::new(coordinator), Cell::new(0));
        Ok(Self { address, run, cluster, coordinator, customer, supplier, invited })
    }

    /// The firm of a side.
    pub fn firm(&self, side: Side) -> &Firm {
        match side {
            Side::Customer => &self.customer,
            Side::Supplier => &self.supplier,
        }
    }

    /// Invites people and accepts for them, in the order given.
    pub async fn invite(&self, newcomers: &[Newcomer]) -> Outcome<Vec<Rc<Session>>> {
        let before = self.invited.replace(self.invited.get() + newcomers.len());
        stream::iter(newcomers.iter().zip(before..))
            .map(|(newcomer, number)| self.invite_one(number, newcomer))
            .buffered(ACCOUNTS_AT_ONCE)
            .try_collect()
            .await
    }

    async fn invite_one(&self, number: usize, newcomer: &Newcomer) -> Outcome<Rc<Session>> {
        let mut api = Api::new(self.address);
        let firm = self.firm(newcomer.side);
        let department = firm.departments.get(&newcomer.department).ok_or("no such department")?;
        let body = json!({
            "email": format!("person-{number}@{}.example.org", self.run),
            "name": newcomer.name,
            "role": "member",
            "department_ids": [department],
        });
        let path = format!("/firms/{}/invitations", firm.id);
        let invited = api.post(&firm.admin, &path, &body).await?;
        let link = format!("{path}/{}/link", text(&invited, "/invitation_id")?);
        let link = api.get(&firm.admin, &link).await?;
        Ok(Rc::new(accept(&mut api, &link, &newcomer.name).await?))
    }

    /// A project of both firms with every department as a party; the coordinator leads it.
    pub async fn project(&self, number: usize, name: &str) -> Outcome<String> {
        let mut api = Api::new(self.address);
        let body = json!({
            "code": format!("{}-{number}", self.run),
            "name": name,
            "summary": "Made by a load or replay run.",
            "customer_firm_id": self.customer.id,
            "supplier_firm_ids": [self.supplier.id],
            "starts_on": "2024-03-04",
            "due_on": "2024-12-20",
        });
        let made =
            api.post(&self.coordinator, &format!("/clusters/{}/projects", self.cluster), &body).await?;
        let project = text(&made, "/id")?;
        for firm in [&self.customer, &self.supplier] {
            for department in firm.departments.values() {
                let body = json!({ "firm_id": firm.id, "department_id": department });
                api.post(&self.coordinator, &format!("/projects/{project}/parties"), &body).await?;
            }
        }
        Ok(project)
    }

    /// Adds people to a project as contributors, in order.
    pub async fn join(&self, project: &str, people: &[Rc<Session>]) -> Outcome<()> {
        let mut api = Api::new(self.address);
        for session in people {
            let body = json!({ "person_id": session.person, "role": "contributor" });
            api.post(&self.coordinator, &format!("/projects/{project}/members"), &body).await?;
        }
        Ok(())
    }
}

async fn set_up(api: &mut Api, run: &str) -> Outcome<Session> {
    let body = json!({
        "email": format!("coordinator@{run}.example.org"),
        "password": password(),
        "name": "Coordinator",
        "locale": "en",
        "time_zone": "Asia/Seoul",
        "firm_name": "Cluster office",
        "cluster_name": format!("Run {run}"),
    });
    Session::granted(&api.post_openly("/setup", &body).await?)
}

async fn sign_in(api: &mut Api, account: &Account) -> Outcome<Session> {
    let body = json!({ "email": account.email, "password": account.password, "device_name": "replay" });
    Session::granted(&api.post_openly("/sessions", &body).await?)
}

async fn bring_firm(
    api: &mut Api,
    coordinator: &Session,
    cluster: &str,
    run: &str,
    side: Side,
    departments: &[(Side, String)],
) -> Outcome<Firm> {
    let (kind, name) = match side {
        Side::Customer => ("customer", format!("Customer {run}")),
        Side::Supplier => ("supplier", format!("Supplier {run}")),
    };
    let path = format!("/clusters/{cluster}/firm-invitations");
    let email = format!("{kind}@{run}.example.org");
    let body = json!({ "firm_name": name, "email": email, "kind": kind, "locale": "en" });
    let invited = api.post(coordinator, &path, &body).await?;
    let link = format!("{path}/{}/link", text(&invited, "/invitation_id")?);
    let link = api.get(coordinator, &link).await?;
    let admin = accept(api, &link, &format!("{name} office")).await?;
    let id = text(&invited, "/firm_id")?;
    api.post(coordinator, &format!("/clusters/{cluster}/firms/{id}/confirmation"), &json!({})).await?;
    let mut made = BTreeMap::new();
    for (_, name) in departments.iter().filter(|(of, _)| *of == side) {
        let department =
            api.post(&admin, &format!("/firms/{id}/departments"), &json!({ "name": name })).await?;
        made.insert(name.clone(), text(&department, "/id")?);
    }
    Ok(Firm { id, admin, departments: made })
}

/// Opens an invitation link: its secret is the fragment.
async fn accept(api: &mut Api, link: &Value, name: &str) -> Outcome<Session> {
    let url = text(link, "/url")?;
    let (_, token) = url.rsplit_once('#').ok_or("the link has no fragment")?;
    let secret = password();
    let body = json!({ "name": name, "password": secret, "locale": "en", "time_zone": "Asia/Seoul" });
    let granted = api.post_openly(&format!("/invitations/{token}/acceptance"), &body).await?;
    Ok(Session::granted(&granted)?.signing_with(secret))
}

fn password() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}
