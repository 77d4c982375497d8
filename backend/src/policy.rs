//! The one table of who may do what: operation -> place, right; role -> rights.
//!
//! An operation that is not here has no [`Permit`](crate::kernel::access::Permit), and without a permit there is
//! no database. `Anyone` stands for the public ones.

use crate::kernel::access::{Anyone, Myself, NewUpload, Operation, OwnFirm, Server};
use crate::kernel::ids::{
    ApprovalId, CharterId, ClusterId, CommentId, DesignId, FileId, FirmId, ItemId, MarkupId, MeetingId,
    MessageId, PersonId, ProjectId, RevisionId, UploadId,
};
use crate::kernel::store::words;
use Right::*;

words! {
    /// What somebody is in a record.
    Role {
        /// Leads the project.
        Lead = "lead",
        /// Works in the project.
        Contributor = "contributor",
        /// Decides in the project.
        Approver = "approver",
        /// Looks on.
        Observer = "observer",
        /// Leads the cluster.
        Coordinator = "coordinator",
        /// A confirmed firm of the cluster, and so each of its people.
        Participant = "participant",
        /// Administers the firm.
        Admin = "admin",
        /// Belongs to the firm.
        Staff = "staff",
        /// Coordinates a cluster that the firm is in, or was invited to.
        Steward = "steward",
        /// Leads a project that the firm takes part in.
        Counterpart = "counterpart",
        /// Belongs to another firm of the same cluster.
        Neighbour = "neighbour",
        /// Runs the server.
        Operator = "operator",
        /// A firm that is known there: invited to the cluster, or a party of the project. Carries no right.
        Listed = "listed",
    }
}

/// What an operation needs at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Nothing: the operation checks its own secret, or only touches the caller's own things.
    Own,
    /// To know that it exists and read what every participant reads.
    See,
    /// To see who belongs to a firm.
    SeePeople,
    /// To speak in the room, ask, answer, and see to what is one's own.
    Talk,
    /// To plan work of one's own party.
    Plan,
    /// To pin down what was agreed.
    Decide,
    /// To change parties, members and roles.
    Manage,
    /// To bring firms in.
    BringIn,
    /// To start projects.
    Start,
    /// To make clusters.
    Found,
}

impl Role {
    /// Whether the role carries the right.
    pub fn allows(self, right: Right) -> bool {
        let rights: &[Right] = match self {
            Role::Lead => &[See, Talk, Plan, Decide, Manage],
            Role::Contributor => &[See, Talk, Plan],
            Role::Approver => &[See, Talk, Decide],
            Role::Observer | Role::Neighbour => &[See],
            Role::Coordinator => &[See, BringIn, Start],
            Role::Participant => &[See, Start],
            Role::Admin => &[See, SeePeople, Manage],
            Role::Staff | Role::Steward | Role::Counterpart => &[See, SeePeople],
            Role::Operator => &[Found],
            Role::Listed => &[],
        };
        right == Own || rights.contains(&right)
    }
}

/// One row of the table, for the matrix and the published spec.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Operation id, as published.
    pub id: &'static str,
    /// Where the right is needed.
    pub place: &'static str,
    /// The right.
    pub right: Right,
}

macro_rules! operations {
    ($($name:ident $id:literal $place:ident $right:ident;)*) => {
        $(
            #[doc = concat!("Marks the operation `", $id, "`.")]
            #[derive(Debug, Clone, Copy)]
            pub struct $name;
            impl Operation for $name {
                type Place = $place;
                const ID: &'static str = $id;
                const RIGHT: Right = Right::$right;
            }
        )*
        /// Every operation there is.
        pub const TABLE: &[Row] = &[
            $(Row { id: $id, place: stringify!($place), right: Right::$right }),*
        ];
    };
}

operations! {
    // name               operation id             where       right
    GetSetup              "get_setup"              Anyone      Own;
    CreateSetup           "create_setup"           Anyone      Own;
    GetLimits             "get_limits"             Anyone      Own;
    CreateSession         "create_session"         Anyone      Own;
    RefreshSession        "refresh_session"        Anyone      Own;
    BeginPasskeySession   "begin_passkey_session"  Anyone      Own;
    CreatePasskeySession  "create_passkey_session" Anyone      Own;
    RequestPasswordReset  "request_password_reset" Anyone      Own;
    CompletePasswordReset "complete_password_reset" Anyone     Own;
    GetInvitation         "get_invitation"         Anyone      Own;
    AcceptInvitation      "accept_invitation"      Anyone      Own;
    OpenLive              "open_live"              Anyone      Own;
    GetUnsubscription     "get_unsubscription"     Anyone      Own;
    Unsubscribe           "unsubscribe"            Anyone      Own;
    DiscoverUploads       "discover_uploads"       Anyone      Own;

    ListSessions          "list_sessions"          Myself      Own;
    DeleteSession         "delete_session"         Myself      Own;
    GetMe                 "get_me"                 Myself      Own;
    UpdateMe              "update_me"              Myself      Own;
    ChangePassword        "change_password"        Myself      Own;
    ListPasskeys          "list_passkeys"          Myself      Own;
    BeginPasskey          "begin_passkey"          Myself      Own;
    CreatePasskey         "create_passkey"         Myself      Own;
    UpdatePasskey         "update_passkey"         Myself      Own;
    DeletePasskey         "delete_passkey"         Myself      Own;
    CreateLiveTicket      "create_live_ticket"     Myself      Own;
    ListClusters          "list_clusters"          Myself      Own;
    ListProjects          "list_projects"          Myself      Own;
    Sync                  "sync"                   Myself      Own;
    ListMyTurn            "list_my_turn"           Myself      Own;
    ListMyConfirmations   "list_my_confirmations"  Myself      Own;
    ListMyComments        "list_my_comments"       Myself      Own;
    ListMyCharters        "list_my_charters"       Myself      Own;
    ListMyApprovals       "list_my_approvals"      Myself      Own;
    NameDeputy            "name_deputy"            Myself      Own;
    ListMyDeputies        "list_my_deputies"       Myself      Own;
    EndDeputy             "end_deputy"             Myself      Own;
    GetMailPreferences    "get_mail_preferences"   Myself      Own;
    UpdateMailPreferences "update_mail_preferences" Myself     Own;

    CreateCluster         "create_cluster"         Server      Found;

    GetCluster            "get_cluster"            ClusterId   See;
    ListFirms             "list_firms"             ClusterId   See;
    ListClusterEvents     "list_cluster_events"    ClusterId   See;
    InviteFirm            "invite_firm"            ClusterId   BringIn;
    GetFirmInvitationLink "get_firm_invitation_link" ClusterId BringIn;
    ConfirmFirm           "confirm_firm"           ClusterId   BringIn;
    ListSupplyLinks       "list_supply_links"      ClusterId   See;
    CreateSupplyLink      "create_supply_link"     ClusterId   BringIn;
    CreateRoute           "create_route"           ClusterId   BringIn;
    ListRoutes            "list_routes"            ClusterId   See;
    CreateProject         "create_project"         ClusterId   Start;

    JoinCluster           "join_cluster"           OwnFirm     Manage;

    GetFirm               "get_firm"               FirmId      See;
    UpdateFirm            "update_firm"            FirmId      Manage;
    ListDepartments       "list_departments"       FirmId      SeePeople;
    ListPeople            "list_people"            FirmId      SeePeople;
    ListFirmEvents        "list_firm_events"       FirmId      Manage;
    CreateDepartment      "create_department"      FirmId      Manage;
    ListInvitations       "list_invitations"       FirmId      Manage;
    InvitePerson          "invite_person"          FirmId      Manage;
    GetInvitationLink     "get_invitation_link"    FirmId      Manage;
    ListMailFailures      "list_mail_failures"     FirmId      Manage;
    RetryMail             "retry_mail"             FirmId      Manage;
    GetPerson             "get_person"             PersonId    SeePeople;
    UpdatePerson          "update_person"          PersonId    Manage;

    GetProject            "get_project"            ProjectId   See;
    GetSnapshot           "get_snapshot"           ProjectId   See;
    ListEvents            "list_events"            ProjectId   See;
    ListParties           "list_parties"           ProjectId   See;
    ListMembers           "list_members"           ProjectId   See;
    GetMember             "get_member"             ProjectId   See;
    ListPhases            "list_phases"            ProjectId   See;
    ListMessages          "list_messages"          ProjectId   See;
    SearchProject         "search_project"         ProjectId   See;
    SetReadMarker         "set_read_marker"        ProjectId   See;
    PostMessage           "post_message"           ProjectId   Talk;
    ListMessageVersions   "list_message_versions"  MessageId   See;
    UpdateMessage         "update_message"         MessageId   Talk;
    DeleteMessage         "delete_message"         MessageId   Talk;
    AddReaction           "add_reaction"           MessageId   Talk;
    RemoveReaction        "remove_reaction"        MessageId   Talk;
    ListMilestones        "list_milestones"        ProjectId   See;
    ListActions           "list_actions"           ProjectId   See;
    ListQuestions         "list_questions"         ProjectId   See;
    ListAnswers           "list_answers"           ItemId      See;
    ListDecisions         "list_decisions"         ProjectId   See;
    ListIdeas             "list_ideas"             ProjectId   See;
    CreateMilestone       "create_milestone"       ProjectId   Plan;
    UpdateMilestone       "update_milestone"       ProjectId   Talk;
    CreateAction          "create_action"          ProjectId   Plan;
    UpdateAction          "update_action"          ProjectId   Talk;
    CreateQuestion        "create_question"        ProjectId   Talk;
    UpdateQuestion        "update_question"        ProjectId   Talk;
    AnswerQuestion        "answer_question"        ItemId      Talk;
    CreateDecision        "create_decision"        ProjectId   Decide;
    UpdateDecision        "update_decision"        ProjectId   Decide;
    CreateIdea            "create_idea"            ProjectId   Talk;
    UpdateIdea            "update_idea"            ProjectId   Talk;
    ListMeetings          "list_meetings"          ProjectId   See;
    ListTimeZones         "list_time_zones"        ProjectId   See;
    CreateMeeting         "create_meeting"         ProjectId   Plan;
    GetMeeting            "get_meeting"            MeetingId   See;
    GetMeetingPage        "get_meeting_page"       MeetingId   See;
    GetMeetingCalendar    "get_meeting_calendar"   MeetingId   See;
    UpdateMeeting         "update_meeting"         MeetingId   Plan;
    StartMeeting          "start_meeting"          MeetingId   Plan;
    CloseMeeting          "close_meeting"          MeetingId   Plan;
    ReopenMeeting         "reopen_meeting"         MeetingId   Plan;
    CancelMeeting         "cancel_meeting"         MeetingId   Plan;
    ConfirmMeeting        "confirm_meeting"        MeetingId   Talk;
    ListDesigns           "list_designs"           ProjectId   See;
    CreateDesign          "create_design"          ProjectId   Plan;
    GetDesign             "get_design"             DesignId    See;
    ListRevisions         "list_revisions"         DesignId    See;
    CreateRevision        "create_revision"        DesignId    Plan;
    GetRevision           "get_revision"           RevisionId  See;
    CompareRevisions      "compare_revisions"      RevisionId  See;
    ListOpenings          "list_openings"          RevisionId  See;
    CreateComment         "create_comment"         RevisionId  Talk;
    ListComments          "list_comments"          DesignId    See;
    ExportComments        "export_comments"        DesignId    See;
    ImportComments        "import_comments"        RevisionId  Talk;
    GetComment            "get_comment"            CommentId   See;
    AnswerComment         "answer_comment"         CommentId   Talk;
    CloseComment          "close_comment"          CommentId   Talk;
    CreateProjectRoute    "create_project_route"   ProjectId   Plan;
    ListProjectRoutes     "list_project_routes"    ProjectId   See;
    CreateSubmission      "create_submission"      ProjectId   Plan;
    ListApprovals         "list_approvals"         ProjectId   See;
    GetApproval           "get_approval"           ApprovalId  See;
    ListResponses         "list_responses"         ApprovalId  See;
    GetDecisionSheet      "get_decision_sheet"     ApprovalId  See;
    ExportDecision        "export_decision"        ApprovalId  See;
    RespondApproval       "respond_approval"       ApprovalId  Decide;
    BeginResponseSignature "begin_response_signature" ApprovalId Decide;
    ClaimSeat             "claim_seat"             ApprovalId  Decide;
    DelegateSeat          "delegate_seat"          ApprovalId  Decide;
    ReturnApproval        "return_approval"        ApprovalId  Decide;
    RecallApproval        "recall_approval"        ApprovalId  Plan;
    SupersedeApproval     "supersede_approval"     ApprovalId  Plan;
    SkipStep              "skip_step"              ApprovalId  Decide;
    AskAdvice             "ask_advice"             ApprovalId  Decide;
    AnswerAdvice          "answer_advice"          ApprovalId  Talk;
    WithdrawAdvice        "withdraw_advice"        ApprovalId  Decide;
    RespondOnBehalf       "respond_on_behalf"      ApprovalId  Talk;
    ConfirmResponse       "confirm_response"       ApprovalId  Decide;
    BeginConfirmationSignature "begin_confirmation_signature" ApprovalId Decide;
    ContradictResponse    "contradict_response"    ApprovalId  Talk;
    HoldSeat              "hold_seat"              ApprovalId  Decide;
    ReleaseSeat           "release_seat"           ApprovalId  Decide;
    ProposeCharter        "propose_charter"        ProjectId   Manage;
    ListCharters          "list_charters"          ProjectId   See;
    GetCharter            "get_charter"            CharterId   See;
    SignCharter           "sign_charter"           CharterId   Manage;
    BeginCharterSignature "begin_charter_signature" CharterId  Manage;
    RejectCharter         "reject_charter"         CharterId   Manage;
    GetClocks             "get_clocks"             ProjectId   See;
    ListClockEvents       "list_clock_events"      ProjectId   See;
    CreateMarkup          "create_markup"          RevisionId  Talk;
    ListMarkups           "list_markups"           RevisionId  See;
    GetMarkup             "get_markup"             MarkupId    See;
    UpdateMarkup          "update_markup"          MarkupId    Talk;
    PublishMarkup         "publish_markup"         MarkupId    Talk;
    DeleteMarkup          "delete_markup"          MarkupId    Talk;
    UpdateRevision        "update_revision"        RevisionId  Plan;
    SubmitRevision        "submit_revision"        RevisionId  Plan;
    CreateUpload          "create_upload"          NewUpload   Talk;
    GetUpload             "get_upload"             UploadId    Talk;
    SendPiece             "send_piece"             UploadId    Talk;
    DeleteUpload          "delete_upload"          UploadId    Talk;
    GetFile               "get_file"               FileId      See;
    DownloadFile          "download_file"          FileId      See;
    GetThumbnail          "get_thumbnail"          FileId      See;
    GetPreview            "get_preview"            FileId      See;
    CreatePreview         "create_preview"         FileId      Talk;
    UpdateProject         "update_project"         ProjectId   Manage;
    CreatePhase           "create_phase"           ProjectId   Manage;
    UpdatePhase           "update_phase"           ProjectId   Manage;
    DeletePhase           "delete_phase"           ProjectId   Manage;
    AddParty              "add_party"              ProjectId   Manage;
    AddMember             "add_member"             ProjectId   Manage;
    UpdateMember          "update_member"          ProjectId   Manage;
    RemoveMember          "remove_member"          ProjectId   Manage;
}

/// The operations a role may ask for at one kind of place, for `allowed_actions`.
pub fn allowed(role: Role, among: &[&str]) -> Vec<String> {
    TABLE
        .iter()
        .filter(|row| among.contains(&row.id) && row.right != Own && role.allows(row.right))
        .map(|row| row.id.to_owned())
        .collect()
}
