//! Every limit of the server: readable at `/api/v1/limits`, settable under `[limits]` of the configuration.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident = $default:literal),* $(,)?) => {
        /// What a client may send, how much and how often.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct Limits {
            $($(#[$doc])* pub $name: u32,)*
        }
        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }
    };
}

limits! {
    /// Bytes of a JSON body.
    json_bytes = 2_000_000,
    /// Characters of a message.
    message_chars = 10_000,
    /// Persons and parties one message may name.
    mentions_per_message = 50,
    /// Different emoji under one message.
    emoji_per_message = 20,
    /// Reactions to one message, of everyone together.
    reactions_per_message = 200,
    /// Files that come with one message.
    files_per_message = 10,
    /// Characters of what is searched for.
    search_chars = 200,
    /// Graphemes of a name of a person, firm, department or cluster.
    name_graphemes = 80,
    /// Characters of a title, such as a project's name.
    title_chars = 200,
    /// Characters of a project's code.
    code_chars = 32,
    /// Characters of a summary.
    summary_chars = 4_000,
    /// Characters of the shortest password.
    password_min_chars = 10,
    /// Characters of the longest password.
    password_max_chars = 128,
    /// Firms on the supplier side of one project.
    suppliers_per_project = 20,
    /// Characters of what is said beside a title in the plan, of an answer, of a reason.
    plan_body_chars = 2_000,
    /// Milestones that may be open in a project; as many actions, questions, decisions, ideas.
    plan_open_items = 300,
    /// Answers to one question.
    answers_per_question = 100,
    /// Meetings of a project that are planned, run, or wait to be confirmed.
    meetings_open = 200,
    /// Things written down in one meeting.
    items_per_meeting = 200,
    /// Parties that a meeting names.
    parties_per_meeting = 100,
    /// People who were at a meeting.
    attendees_per_meeting = 200,
    /// Designs of a project.
    designs_per_project = 2_000,
    /// Files of one revision of a design.
    files_per_revision = 200,
    /// Comments of a design that are not closed.
    open_comments_per_design = 200,
    /// Versions of the charter of a project.
    charters_per_project = 200,
    /// Routes of a project.
    routes_per_project = 50,
    /// Routes of a cluster.
    routes_per_cluster = 50,
    /// Steps of a route.
    steps_per_route = 12,
    /// Seats of all steps of a route together.
    seats_per_route = 24,
    /// Approvals of a project that are open.
    open_approvals_per_project = 500,
    /// Revisions of one submission.
    revisions_per_submission = 20,
    /// Deviations that one submission declares.
    deviations_per_submission = 20,
    /// Answers to a comment.
    answers_per_comment = 20,
    /// Published markups of one revision.
    markups_per_revision = 500,
    /// Drafts of markups of one person in a project.
    markup_drafts = 100,
    /// Shapes of a markup.
    shapes_per_markup = 100,
    /// Points of all shapes of a markup.
    points_per_markup = 4_000,
    /// Characters of the words of one shape.
    shape_text_chars = 200,
    /// Bytes of a file.
    file_bytes = 2_147_483_648,
    /// Characters of a file's name; a longer one is cut.
    file_name_chars = 120,
    /// Uploads of one person that are not finished.
    uploads_open = 100,
    /// Hours for which an upload waits for its next piece.
    upload_hours = 48,
    /// Megabytes of all files of a project, those on their way too.
    project_megabytes = 200_000,
    /// Days for which a file is kept that nothing shows.
    file_days = 30,
    /// Bytes of an image that a small picture is made of.
    picture_bytes = 20_000_000,
    /// Pixels of such an image.
    picture_pixels = 16_000_000,
    /// Bytes of a preview.
    preview_bytes = 32_000_000,
    /// Bytes of a picture of a file that lists show.
    preview_picture_bytes = 500_000,
    /// Characters of an address on the web.
    url_chars = 500,
    /// Phases of a project.
    phases_per_project = 40,
    /// Items of a page when the caller does not say.
    page_default = 50,
    /// Items of the longest page.
    page_max = 200,
    /// Seconds of the longest poll.
    wait_seconds = 30,
    /// Events a socket or long poll replays; further behind means `reset`.
    resume_events = 1_000,
    /// Events of one answer to `sync`, of all rooms together.
    sync_events = 500,
    /// Bytes of one WebSocket frame.
    frame_bytes = 65_536,
    /// Bytes of one WebSocket message.
    socket_message_bytes = 1_048_576,
    /// Bytes that may wait for a slow socket.
    socket_queue_bytes = 1_048_576,
    /// Seconds a socket may take to read what waits.
    socket_write_seconds = 10,
    /// Seconds until the first frame.
    hello_seconds = 5,
    /// Seconds between heartbeats.
    heartbeat_seconds = 25,
    /// Frames a client may send in a second, as a mean over ten.
    frames_per_second = 50,
    /// Records one socket follows.
    subscriptions = 500,
    /// Sockets of one person.
    sockets_per_person = 20,
    /// Sockets of one address.
    sockets_per_address = 500,
    /// Requests of one person in a second, with a burst of ten times that.
    requests_per_second = 50,
    /// Sign-ins tried from one address in a minute.
    sign_ins_per_minute = 30,
    /// Wrong passwords for one account in an hour: from each address that it signs in from, and from all others.
    failures_per_hour = 30,
    /// Passkeys of one person.
    passkeys_per_person = 20,
    /// Challenges for passkeys that wait for an answer; the oldest are let go.
    passkey_challenges = 10_000,
    /// Those of one person.
    passkey_challenges_each = 10,
    /// Seconds in which a passkey answers.
    passkey_challenge_seconds = 300,
    /// Mails with a link to a new password that one account gets in an hour; what is asked beyond is let go.
    password_resets_per_hour = 5,
    /// Minutes of such a link.
    password_reset_minutes = 30,
    /// Seconds in which what is for somebody goes into one mail.
    mail_gather_seconds = 300,
    /// Mails that one person gets in a day about what is for them; the rest is in the digest.
    mails_per_day = 8,
    /// Days for which a mail that did not leave is shown.
    mail_failure_days = 30,
    /// Invitations one person sends in a day.
    invitations_per_day = 1_000,
    /// Password hashes computed at once.
    password_hashes = 2,
    /// Sign-ins that may wait for one.
    password_queue = 16,
    /// Writes that may wait for the disk.
    write_queue = 4_096,
    /// Reads at once.
    reads = 8,
    /// Milliseconds a read may wait for its turn.
    read_wait_ms = 500,
    /// Seconds of an access token.
    access_token_seconds = 600,
    /// Seconds in which a used refresh token still gives its successor.
    refresh_grace_seconds = 30,
    /// Days a session lives without a refresh.
    session_days = 60,
    /// Seconds of a live ticket.
    ticket_seconds = 30,
    /// Days of an invitation.
    invitation_days = 14,
    /// Days an idempotency key is kept.
    idempotency_days = 30,
}
