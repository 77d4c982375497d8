//! Mail: through SMTP, or as `.eml` files in the data folder where none is configured.

use super::Job;
use crate::kernel::Kernel;
use crate::kernel::access::{invitation_token, reset_token};
use crate::kernel::http::Problem;
use crate::kernel::ids::{InvitationId, ResetId};
use crate::kernel::store::Tx;
use lettre::message::header::ContentType;
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
    /// `meeting_planned`, `meeting_changed` or `meeting_cancelled`.
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
    if let Some(fields) = payload.as_object_mut() {
        fields.insert("link".into(), json!({ "screen": enclosed.screen }));
        fields.insert("when".into(), json!(enclosed.when));
        fields.insert("video".into(), json!(enclosed.video));
        let calendar = json!({ "method": enclosed.method, "entry": enclosed.calendar });
        fields.insert("calendar".into(), calendar);
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

fn url(kernel: &Kernel, screen: &str, secret: &str) -> String {
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

/// Sends one letter.
pub fn send(job: &Job) -> Result<(), Problem> {
    let message = compose(job)?;
    let config = &job.kernel.config.mail;
    match &config.smtp {
        Some(url) => {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(Problem::internal)?;
            let sent = runtime.block_on(async {
                let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose())
                    .map_err(|_| Problem::internal("mail.smtp is not a URL that lettre knows"))?
                    .timeout(Some(Duration::from_secs(20)))
                    .build();
                transport.send(message).await.map_err(Problem::internal)
            });
            sent.map(drop)?;
        }
        None => {
            let folder = job.kernel.config.data.join("mail");
            std::fs::create_dir_all(&folder).map_err(Problem::internal)?;
            FileTransport::new(folder).send(&message).map_err(Problem::internal).map(drop)?;
        }
    }
    job.done()
}

fn compose(job: &Job) -> Result<Message, Problem> {
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
    let from = own_mailbox(&job.kernel)?;
    let to: lettre::Address = job.text("to")?.parse().map_err(Problem::internal)?;
    let message = Message::builder().from(from).to(Mailbox::new(None, to)).subject(say("subject"));
    let words = say("body");
    let calendar = job.payload.get("calendar").map(|enclosed| {
        let text = |name: &str| enclosed.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        (text("method"), text("entry"))
    });
    match calendar {
        None => message.header(ContentType::TEXT_PLAIN).body(words),
        Some((method, entry)) => {
            let kind = format!("text/calendar; charset=utf-8; method={method}");
            let kind = ContentType::parse(&kind).map_err(Problem::internal)?;
            // An alternative, not an attachment: so mail programs offer to take it into the calendar.
            let entry = SinglePart::builder().header(kind).body(entry);
            message.multipart(MultiPart::alternative().singlepart(SinglePart::plain(words)).singlepart(entry))
        }
    }
    .map_err(Problem::internal)
}

fn own_mailbox(kernel: &Kernel) -> Result<Mailbox, Problem> {
    kernel.config.mail.from.parse().map_err(Problem::internal)
}

/// The address that the server writes from.
pub fn own_address(kernel: &Kernel) -> Result<String, Problem> {
    Ok(own_mailbox(kernel)?.email.to_string())
}
