//! Mail: through SMTP, or as `.eml` files in the data folder where none is configured.

use super::Job;
use crate::kernel::Kernel;
use crate::kernel::access::{invitation_token, reset_token};
use crate::kernel::http::Problem;
use crate::kernel::ids::{InvitationId, ResetId};
use crate::kernel::store::Tx;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, FileTransport, Message, Tokio1Executor, Transport};
use rust_i18n::t;
use serde_json::{Value, json};
use std::time::Duration;

/// Kind of the job.
pub const KIND: &str = "mail";

/// Texts of a mail, by their key in `locales/mail.yml`.
#[derive(Debug, Clone)]
pub struct Letter {
    /// `invite_firm`, `invite_person`, `session_ended`, `password_reset` or `password_changed`.
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
    let payload = json!({
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
    });
    tx.enqueue(KIND, &payload)
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
    let say = |part: &str| {
        let key = format!("mail.{text}.{part}");
        t!(key, locale = locale, from = from_name, about = about, link = link, minutes = minutes).into_owned()
    };
    let from: Mailbox = job.kernel.config.mail.from.parse().map_err(Problem::internal)?;
    let to: lettre::Address = job.text("to")?.parse().map_err(Problem::internal)?;
    Message::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(say("subject"))
        .header(ContentType::TEXT_PLAIN)
        .body(say("body"))
        .map_err(Problem::internal)
}
