//! Mail: through SMTP, or as `.eml` files in the data folder where none is configured.

use super::Job;
use crate::kernel::Kernel;
use crate::kernel::access::{invitation_token, reset_token};
use crate::kernel::http::Problem;
use crate::kernel::ids::{InvitationId, ResetId};
use crate::kernel::store::Tx;
use crate::kernel::text;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{AsyncSmtpTransport, AsyncTransport, FileTransport, Message, Tokio1Executor, Transport};
use rust_i18n::t;
use serde_json::{Value, json};
use std::time::Duration;

/// Kind of the job.
pub const KIND: &str = "mail";

/// Texts of a mail, by their key in `locales/mail.yml`.
#[derive(Debug, Clone)]
pub struct Letter {
    /// `invite_firm`, `invite_person`, `session_ended`, `password_reset` `password_changed`,
    /// `meeting_planned`, `meeting_changed`, `meeting_cancelled`, `deputy_named` or `deputy_ended`.
    pub text: &'static str,
    /// To whom.
    pub to: String,
    /// In which language.
    pub locale: String,
    /// Who writes.
    pub from_name: String,
    /// Firm or cluster it is about.
    pub about: String,
    /// The link it carries. It is made when the mail is sent and stored nowhere.
    pub link: Link,
}

/// Where the link of a letter leads.
#[derive(Debug, Clone, Copy)]
pub enum Link {
    /// To the server.
    Home,
    /// To an invitation.
    Invitation(InvitationId),
    /// To a new password.
    Reset(ResetId),
}

/// Leaves a letter for after the commit.
pub fn post(tx: &mut Tx<'_>, letter: &Letter) -> Result<(), Problem> {
    tx.enqueue(KIND, &payload_of(letter))
}

/// What a letter about a meeting carries besides.
#[derive(Debug, Clone)]
pub struct Enclosed {
    /// The screen its link opens, in place of the letter's link.
    pub screen: String,
    /// When it is, a line for each zone.
    pub when: String,
    /// Address of the video service, or nothing.
    pub video: String,
    /// `REQUEST` or `CANCEL`.
    pub method: String,
    /// The calendar entry.
    pub calendar: String,
}

/// Leaves a letter with a calendar entry for after the commit.
pub fn post_with(tx: &mut Tx<'_>, letter: &Letter, enclosed: &Enclosed) -> Result<(), Problem> {
    let mut payload = payload_of(letter);
    let besides = [
        ("link", json!({ "screen": enclosed.screen })),
        ("when", json!(enclosed.when)),
        ("video", json!(enclosed.video)),
        ("calendar", json!({ "method": enclosed.method, "entry": enclosed.calendar })),
    ];
    if let Some(fields) = payload.as_object_mut() {
        fields.extend(besides.map(|(name, value)| (name.to_owned(), value)));
    }
    tx.enqueue(KIND, &payload)
}

fn payload_of(letter: &Letter) -> Value {
    json!({
        "text": letter.text,
        "to": letter.to,
        "locale": letter.locale,
        "from_name": letter.from_name,
        "about": letter.about,
        "link": match letter.link {
            Link::Home => json!({}),
            Link::Invitation(id) => json!({ "invitation": id.to_string() }),
            Link::Reset(id) => json!({ "reset": id.to_string() }),
        },
    })
}

/// The link of an invitation. Its secret is the fragment, which browsers never send.
pub fn invitation_url(kernel: &Kernel, invitation: InvitationId) -> String {
    url(kernel, "invite", &invitation_token(&kernel.secrets, invitation))
}

/// The invitation that a letter carries.
pub fn invitation_of(job: &Job) -> Option<InvitationId> {
    job.payload.get("link")?.get("invitation")?.as_str()?.parse().ok()
}

/// A link to a screen whose secret is the fragment.
pub fn url(kernel: &Kernel, screen: &str, secret: &str) -> String {
    format!("{}/{screen}#{secret}", kernel.config.public_url().trim_end_matches('/'))
}

fn link_of(job: &Job) -> Result<String, Problem> {
    let id = |kind: &str| job.payload.get("link").and_then(|link| link.get(kind)).and_then(Value::as_str);
    let kernel = &job.kernel;
    if let Some(screen) = id("screen") {
        return Ok(format!("{}/{screen}", kernel.config.public_url().trim_end_matches('/')));
    }
    Ok(match (id("invitation"), id("reset")) {
        (Some(id), _) => invitation_url(kernel, id.parse().map_err(Problem::internal)?),
        (_, Some(id)) => {
            url(kernel, "reset", &reset_token(&kernel.secrets, id.parse().map_err(Problem::internal)?))
        }
        (None, None) => kernel.config.public_url(),
    })
}

/// What a mail says, and to whom.
#[derive(Debug, Clone)]
pub struct Note {
    /// The one recipient.
    pub to: String,
    /// On one line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// An entry for the recipient's calendar.
    pub calendar: Option<Calendar>,
    /// Where the recipient says that no more such mail is wanted.
    pub unsubscribe: Option<String>,
    /// The same for the same mail sent twice, so that the recipient's server may know it.
    pub name: String,
}

/// An iCalendar object (RFC 5545) and its method (RFC 5546).
#[derive(Debug, Clone)]
pub struct Calendar {
    /// `REQUEST` or `CANCEL`.
    pub method: String,
    /// The object.
    pub entry: String,
}

/// Why a mail did not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undelivered {
    /// The server was not there, did not answer in time, or does not speak.
    Unreachable,
    /// It takes none now.
    Later,
    /// It never takes this one.
    Refused,
    /// The address is none, or nobody's.
    Address,
}

impl Undelivered {
    /// The word that is kept and told.
    pub fn word(self) -> &'static str {
        match self {
            Undelivered::Unreachable => "unreachable",
            Undelivered::Later | Undelivered::Refused => "refused",
            Undelivered::Address => "invalid_address",
        }
    }

    /// Whether another try may go better.
    pub fn may_pass(self) -> bool {
        matches!(self, Undelivered::Unreachable | Undelivered::Later)
    }
}

/// Hands a mail over. At least once: when the program ends between that and its commit, the mail goes again.
pub fn deliver(kernel: &Kernel, note: &Note) -> Result<(), Undelivered> {
    let message = message(kernel, note)?;
    let config = &kernel.config.mail;
    let told = |word: Undelivered, error: &dyn std::fmt::Display| {
        tracing::debug!(%error, word = word.word(), "a mail did not leave");
        word
    };
    let here = |error: &dyn std::fmt::Display| told(Undelivered::Unreachable, error);
    let Some(url) = &config.smtp else {
        let folder = kernel.config.data.join("mail");
        std::fs::create_dir_all(&folder).map_err(|error| here(&error))?;
        return FileTransport::new(folder).send(&message).map(drop).map_err(|error| here(&error));
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| here(&error))?.block_on(async {
        let patience = Duration::from_secs(u64::from(config.timeout_seconds));
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose());
        let transport = transport.map_err(|_| here(&"mail.smtp is not a URL that lettre knows"))?;
        let transport = transport.timeout(Some(patience)).build();
        // lettre's limit is for each step; a server that is slow in all of them holds up the others.
        match tokio::time::timeout(patience * 3, transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(told(class_of(&error), &error)),
            Err(_) => Err(here(&"too slow")),
        }
    })
}

fn class_of(error: &lettre::transport::smtp::Error) -> Undelivered {
    // RFC 3463: 5.1.x is about the address.
    match (error.is_permanent(), error.is_transient()) {
        (true, _) if error.to_string().contains(": 5.1.") => Undelivered::Address,
        (true, _) => Undelivered::Refused,
        (_, true) => Undelivered::Later,
        _ => Undelivered::Unreachable,
    }
}

fn message(kernel: &Kernel, note: &Note) -> Result<Message, Undelivered> {
    let from: Mailbox = kernel.config.mail.from.parse().map_err(|_| Undelivered::Refused)?;
    let to: lettre::Address = note.to.parse().map_err(|_| Undelivered::Address)?;
    let name = format!("<{}@{}>", note.name, from.email.domain());
    let mut builder = Message::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(one_line(&note.subject))
        .message_id(Some(name))
        .raw_header(raw("Auto-Submitted", "auto-generated"));
    if let Some(url) = &note.unsubscribe {
        builder = builder.raw_header(raw("List-Unsubscribe", &format!("<{url}>")));
        // RFC 8058 is for https alone.
        if url.starts_with("https://") {
            builder = builder.raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
    }
    match &note.calendar {
        None => builder.header(ContentType::TEXT_PLAIN).body(note.body.clone()),
        Some(Calendar { method, entry }) => {
            let kind = format!("text/calendar; charset=utf-8; method={method}");
            let kind = ContentType::parse(&kind).map_err(|_| Undelivered::Refused)?;
            // An alternative, not an attachment: so mail programs offer to take it into the calendar.
            let entry = SinglePart::builder().header(kind).body(entry.clone());
            let words = SinglePart::plain(note.body.clone());
            builder.multipart(MultiPart::alternative().singlepart(words).singlepart(entry))
        }
    }
    .map_err(|_| Undelivered::Refused)
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// A subject that is what it seems: nothing in it is a line, a direction, or an encoded word (RFC 2047).
fn one_line(subject: &str) -> String {
    text::plain(subject, 150).replace("=?", "= ?")
}

/// A letter as it goes out.
pub fn letter(job: &Job) -> Result<Note, Problem> {
    let locale = job.text("locale")?;
    let (text, from_name, about) = (job.text("text")?, job.text("from_name")?, job.text("about")?);
    let link = link_of(job)?;
    let minutes = job.kernel.config.limits.password_reset_minutes;
    let (when, video) = (job.text("when").unwrap_or_default(), job.text("video").unwrap_or_default());
    let say = |part: &str| {
        let key = format!("mail.{text}.{part}");
        t!(
            key,
            locale = locale,
            from = from_name,
            about = about,
            link = link,
            minutes = minutes,
            when = when,
            video = video
        )
        .into_owned()
    };
    let calendar = job.payload.get("calendar").map(|enclosed| {
        let text = |name: &str| enclosed.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Calendar { method: text("method"), entry: text("entry") }
    });
    Ok(Note {
        to: job.text("to")?.to_owned(),
        subject: say("subject"),
        body: say("body"),
        calendar,
        unsubscribe: None,
        name: job.id().to_string(),
    })
}

/// The address that the server writes from.
pub fn own_address(kernel: &Kernel) -> Result<String, Problem> {
    let from: Mailbox = kernel.config.mail.from.parse().map_err(Problem::internal)?;
    Ok(from.email.to_string())
}
