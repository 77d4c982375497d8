//! Mail: through SMTP, or as `.eml` files in the data folder where none is configured.

use super::Job;
use crate::kernel::Kernel;
use crate::kernel::access::invitation_token;
use crate::kernel::http::Problem;
use crate::kernel::store::Tx;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, FileTransport, Message, Tokio1Executor, Transport};
use rust_i18n::t;
use serde_json::json;
use std::time::Duration;

/// Kind of the job.
pub const KIND: &str = "mail";

/// Texts of a mail, by their key in `locales/mail.yml`.
#[derive(Debug, Clone)]
pub struct Letter {
    /// `invite_firm`, `invite_person` or `session_ended`.
    pub text: &'static str,
    /// To whom.
    pub to: String,
    /// In which language.
    pub locale: String,
    /// Who writes.
    pub from_name: String,
    /// Firm or cluster it is about.
    pub about: String,
    /// The invitation whose link it carries. The link is made when the mail is sent and stored nowhere.
    pub invitation: Option<crate::kernel::ids::InvitationId>,
}

/// Leaves a letter for after the commit.
pub fn post(tx: &mut Tx<'_>, letter: &Letter) -> Result<(), Problem> {
    let payload = json!({
        "text": letter.text,
        "to": letter.to,
        "locale": letter.locale,
        "from_name": letter.from_name,
        "about": letter.about,
        "invitation": letter.invitation.map(|id| id.to_string()),
    });
    tx.enqueue(KIND, &payload)
}

/// The link of an invitation. Its secret is the fragment, which browsers never send.
pub fn invitation_url(kernel: &Kernel, invitation: crate::kernel::ids::InvitationId) -> String {
    let token = invitation_token(&kernel.secrets, invitation);
    format!("{}/invite#{token}", kernel.config.public_url().trim_end_matches('/'))
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
    let link = match job.payload.get("invitation").and_then(serde_json::Value::as_str) {
        Some(id) => invitation_url(&job.kernel, id.parse().map_err(Problem::internal)?),
        None => job.kernel.config.public_url(),
    };
    let say = |part: &str| {
        t!(format!("mail.{text}.{part}"), locale = locale, from = from_name, about = about, link = link)
            .into_owned()
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
