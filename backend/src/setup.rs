//! What the operator does at the shell, with no server running: first content from a file, certificates.

use crate::clusters::{self, FirmKind, FirmStatus, NewMembership};
use crate::config::Config;
use crate::firms;
use crate::kernel::Kernel;
use crate::kernel::clock::Time;
use crate::kernel::http::{Fault, Problem};
use crate::kernel::ids::{DepartmentId, FirmId, Scope};
use crate::kernel::record::Actor;
use crate::kernel::store::Tx;
use crate::kernel::text;
use crate::people::{self, FirmRole, Newcomer};
use crate::policy::Role;
use crate::signin::{FirstSteps, set_up};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// First content: one cluster, its coordinator's office, firms with departments and people.
#[derive(Debug, Clone)]
pub struct File {
    /// Name of the cluster.
    pub cluster: String,
    /// Name of the coordinator's office.
    pub office: String,
    /// The coordinator and operator.
    pub coordinator: PersonEntry,
    /// The other firms.
    pub firms: Vec<FirmEntry>,
}

/// The file as it is written: the coordinator's firm stands with the coordinator.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    cluster: String,
    coordinator: WrittenCoordinator,
    #[serde(default)]
    firms: Vec<FirmEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCoordinator {
    firm: String,
    name: String,
    email: String,
    password: String,
    #[serde(default = "korean")]
    locale: String,
    #[serde(default = "seoul")]
    time_zone: String,
}

impl Written {
    fn content(self) -> File {
        let WrittenCoordinator { firm, name, email, password, locale, time_zone } = self.coordinator;
        let (role, departments) = ("admin".into(), Vec::new());
        File {
            cluster: self.cluster,
            office: firm,
            coordinator: PersonEntry { name, email, password, locale, time_zone, role, departments },
            firms: self.firms,
        }
    }
}

/// A firm and its people.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirmEntry {
    /// Its name.
    pub name: String,
    /// `customer` or `supplier`.
    pub kind: String,
    /// Names of its departments.
    #[serde(default)]
    pub departments: Vec<String>,
    /// Its people; a single one administers it.
    #[serde(default)]
    pub people: Vec<PersonEntry>,
}

/// An account.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonEntry {
    /// Name.
    pub name: String,
    /// Address to sign in with.
    pub email: String,
    /// Password.
    pub password: String,
    /// `ko`, `en` or `es`.
    #[serde(default = "korean")]
    pub locale: String,
    /// IANA name.
    #[serde(default = "seoul")]
    pub time_zone: String,
    /// `admin` or `member`.
    #[serde(default = "member")]
    pub role: String,
    /// Names of departments of the firm.
    #[serde(default)]
    pub departments: Vec<String>,
}

fn korean() -> String {
    "ko".into()
}

fn seoul() -> String {
    "Asia/Seoul".into()
}

fn member() -> String {
    "member".into()
}

/// Ids of what was made, by name or address.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Made {
    /// The cluster.
    pub cluster_id: String,
    /// Firms by name.
    pub firms: BTreeMap<String, String>,
    /// Departments by `firm / department`.
    pub departments: BTreeMap<String, String>,
    /// People by address.
    pub people: BTreeMap<String, String>,
}

/// Fills an empty data folder from the text of a file.
pub fn run(config: Config, text: &str) -> Result<Made, Box<dyn std::error::Error>> {
    let file = toml::from_str::<Written>(text)?.content();
    let _lock = crate::app::lock(&config)?;
    let kernel = Kernel::open(config)?;
    let made = fill_in(&kernel, &file, kernel.clock.now())?;
    kernel.close();
    Ok(made)
}

/// Makes the content of a file, in one transaction and at one time.
pub fn fill_in(kernel: &Kernel, file: &File, at: Time) -> Result<Made, Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let newcomer = |entry: &PersonEntry, firm: &str| {
        runtime.block_on(newcomer(kernel, entry, firm)).map_err(|problem| told(&problem))
    };
    let first = FirstSteps {
        person: newcomer(&file.coordinator, &file.office)?,
        firm_name: file.office.clone(),
        cluster_name: file.cluster.clone(),
    };
    let mut firms = Vec::new();
    for entry in &file.firms {
        let people =
            entry.people.iter().map(|person| newcomer(person, &entry.name)).collect::<Result<Vec<_>, _>>()?;
        firms.push((entry.clone(), people));
    }
    Ok(kernel
        .at_the_shell(Scope::Server, at, move |tx| fill(tx, &first, &firms))
        .map_err(|problem| told(&problem))?)
}

async fn newcomer(kernel: &Kernel, entry: &PersonEntry, firm: &str) -> Result<Newcomer, Problem> {
    let at = |fault: Fault| fault.at(format!("/{}", entry.email));
    let email = text::email(&entry.email).map_err(at)?;
    let passwords = &kernel.access.passwords;
    passwords.judge(&entry.password, &[&email, firm]).map_err(at)?;
    Ok(Newcomer {
        name: text::name(&entry.name, kernel.config.limits.name_graphemes).map_err(at)?,
        locale: text::locale(&entry.locale).map_err(at)?,
        time_zone: text::time_zone(&entry.time_zone).map_err(at)?,
        password_hash: passwords.hash(entry.password.clone()).await?,
        role: entry.role.parse().map_err(|_| at(Fault::new("unknown_word")))?,
        departments: Vec::new(),
        email,
    })
}

fn fill(tx: &mut Tx<'_>, first: &FirstSteps, firms: &[(FirmEntry, Vec<Newcomer>)]) -> Result<Made, Problem> {
    let (_, begun) = set_up(tx, first)?;
    let mut made = Made { cluster_id: begun.cluster.to_string(), ..Made::default() };
    made.firms.insert(first.firm_name.clone(), begun.firm.to_string());
    made.people.insert(first.person.email.clone(), begun.person.to_string());
    let operator =
        Actor { person: begun.person, name: first.person.name.clone(), firm: begun.firm, department: None };
    for (entry, people) in firms {
        tx.act_as(operator.clone());
        let kind: FirmKind = entry.kind.parse().map_err(|_| Fault::new("unknown_word").at("/firms/kind"))?;
        let name = text::name(&entry.name, 80).map_err(|fault| fault.at("/firms/name"))?;
        let (firm, _) = firms::create(tx, &name, None)?;
        let membership =
            NewMembership { firm, name: name.clone(), kind, status: FirmStatus::Confirmed, invitation: None };
        clusters::take_in(tx, begun.cluster, &membership, Role::Participant, "clusters.firm_confirmed")?;
        made.firms.insert(name.clone(), firm.to_string());
        let mut departments = BTreeMap::new();
        for department in &entry.departments {
            let id = DepartmentId::new();
            people::create_department(tx, firm, id, department)?;
            departments.insert(department.clone(), id);
            made.departments.insert(format!("{name} / {department}"), id.to_string());
        }
        join_all(tx, firm, (entry, people), &departments, &mut made)?;
    }
    Ok(made)
}

fn join_all(
    tx: &mut Tx<'_>,
    firm: FirmId,
    (entry, people): (&FirmEntry, &[Newcomer]),
    departments: &BTreeMap<String, DepartmentId>,
    made: &mut Made,
) -> Result<(), Problem> {
    for (person, new) in entry.people.iter().zip(people) {
        let ids = person.departments.iter().map(|name| departments.get(name).copied());
        let ids = ids.collect::<Option<Vec<_>>>();
        let ids = ids.ok_or_else(|| Fault::new("unknown").at(format!("/{}/departments", person.email)))?;
        if people::is_email_taken(tx.reading(), &new.email)? {
            return Err(Fault::new("duplicate").at(format!("/{}", person.email)));
        }
        let role = if entry.people.len() == 1 { FirmRole::Admin } else { new.role };
        let (id, _) = people::join(tx, firm, &Newcomer { role, departments: ids, ..new.clone() }, None)?;
        made.people.insert(new.email.clone(), id.to_string());
    }
    Ok(())
}

/// A refusal in the operator's words.
pub fn told(problem: &Problem) -> String {
    let told = problem.told("en", "-");
    let fields = told.errors.unwrap_or_default();
    let fields: Vec<String> =
        fields.iter().map(|field| format!("{}: {}", field.pointer, field.detail)).collect();
    format!("{}. {} {}", told.title, told.detail, fields.join(" "))
}

/// Makes a local authority (once) and a certificate for these names, and says where they are.
pub fn certificates(config: &Config, names: Vec<String>) -> Result<String, Box<dyn std::error::Error>> {
    use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
    let folder = config.data.join("tls");
    std::fs::create_dir_all(&folder)?;
    let (authority, authority_key) = (folder.join("authority.pem"), folder.join("authority.key"));
    let key = if authority_key.exists() {
        KeyPair::from_pem(&std::fs::read_to_string(&authority_key)?)?
    } else {
        let key = KeyPair::generate()?;
        secret_file(&authority_key, &key.serialize_pem())?;
        key
    };
    let mut root = CertificateParams::default();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    root.distinguished_name.push(DnType::CommonName, "Dure office authority");
    if !authority.exists() {
        std::fs::write(&authority, root.self_signed(&key)?.pem())?;
    }
    let issuer = Issuer::from_params(&root, &key);
    let leaf_key = KeyPair::generate()?;
    let mut leaf = CertificateParams::new(names)?;
    leaf.distinguished_name.push(DnType::CommonName, "Dure");
    let certificate = leaf.signed_by(&leaf_key, &issuer)?;
    let (server, server_key) = (folder.join("server.pem"), folder.join("server.key"));
    std::fs::write(&server, certificate.pem())?;
    secret_file(&server_key, &leaf_key.serialize_pem())?;
    Ok(format!(
        "Install {} on phones and PCs as a trusted authority, then add to the configuration:\n\n\
         [tls]\ncertificate = {:?}\nkey = {:?}",
        authority.display(),
        server,
        server_key
    ))
}

fn secret_file(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::File::options().create(true).truncate(true).write(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}
