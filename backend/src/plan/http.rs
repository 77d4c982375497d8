//! Wire to domain and back.

use super::drafts::{Change, Draft, Reply};
use super::item::{Item, Kind};
use super::rules::Who;
use super::store::Narrow;
use super::turn::list_my_turn;
use super::{commands, store, wire};
use crate::kernel::access::{Operation, Outcome, Permit, path_id};
use crate::kernel::http::{Answer, Body, Fault, Key, PageQuery, Problem, Query, created, ok};
use crate::kernel::ids::{ItemId, ProjectId};
use crate::policy::{self, allowed};
use actix_web::{HttpRequest, get, patch, post};
use dure_api as api;
use dure_api::EventBody;
use serde::Deserialize;
use std::str::FromStr;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the slice.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(create_milestone)
        .service(list_milestones)
        .service(update_milestone)
        .service(create_action)
        .service(list_actions)
        .service(update_action)
        .service(create_question)
        .service(list_questions)
        .service(update_question)
        .service(create_decision)
        .service(list_decisions)
        .service(update_decision)
        .service(create_idea)
        .service(list_ideas)
        .service(update_idea)
        .service(answer_question)
        .service(list_answers)
        .service(list_my_turn);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanQuery {
    state: Option<String>,
    owner_party_id: Option<String>,
    owner_person_id: Option<String>,
    limit: Option<i64>,
    after: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteQuery {
    state: Option<String>,
    limit: Option<i64>,
    after: Option<String>,
}

impl From<NoteQuery> for PlanQuery {
    fn from(NoteQuery { state, limit, after }: NoteQuery) -> Self {
        Self { state, owner_party_id: None, owner_person_id: None, limit, after }
    }
}

/// Sets a milestone. Who does not lead sets those of their own party.
#[utoipa::path(tag = "Plan", operation_id = "create_milestone", request_body = api::CreateMilestone,
    responses((status = 201, description = "The milestone.", body = api::Milestone)))]
#[post("/projects/{project_id}/milestones")]
async fn create_milestone(
    permit: Permit<policy::CreateMilestone>,
    body: Body<api::CreateMilestone>,
) -> Answer {
    let (request, key) = body.parse()?;
    let draft = Draft::parse(Kind::Milestone, &request, &permit.kernel().config.limits)?;
    created(&create(&permit, key, draft).await?.milestone)
}

/// Milestones of the project, in the order they were written down.
#[utoipa::path(tag = "Plan", operation_id = "list_milestones", params(api::PlanParams),
    responses((status = 200, description = "A page of milestones.", body = api::MilestonePage)))]
#[get("/projects/{project_id}/milestones")]
async fn list_milestones(permit: Permit<policy::ListMilestones>, query: Query<PlanQuery>) -> Answer {
    let (bodies, next) = list(&permit, Kind::Milestone, query.parse()?).await?;
    ok(&api::MilestonePage {
        items: bodies.into_iter().filter_map(|body| body.milestone.map(|item| *item)).collect(),
        next,
    })
}

/// Changes a milestone, reaches or drops it, or plans it again.
#[utoipa::path(tag = "Plan", operation_id = "update_milestone", request_body = api::UpdateMilestone,
    responses((status = 200, description = "The milestone.", body = api::Milestone)))]
#[patch("/projects/{project_id}/milestones/{milestone_id}")]
async fn update_milestone(
    permit: Permit<policy::UpdateMilestone>,
    req: HttpRequest,
    body: Body<api::UpdateMilestone>,
) -> Answer {
    let id = path_id(&req, "milestone_id")?;
    let (request, key) = body.parse()?;
    let change = Change::parse(Kind::Milestone, &request, &permit.kernel().config.limits)?;
    ok(&update(&permit, key, (Kind::Milestone, id), change).await?.milestone)
}

/// Writes down what somebody owes. Who does not lead writes down what their own party owes.
#[utoipa::path(tag = "Plan", operation_id = "create_action", request_body = api::CreateAction,
    responses((status = 201, description = "The action.", body = api::Action)))]
#[post("/projects/{project_id}/actions")]
async fn create_action(permit: Permit<policy::CreateAction>, body: Body<api::CreateAction>) -> Answer {
    let (request, key) = body.parse()?;
    let draft = Draft::parse(Kind::Action, &request, &permit.kernel().config.limits)?;
    created(&create(&permit, key, draft).await?.action)
}

/// Actions of the project, in the order they were written down.
#[utoipa::path(tag = "Plan", operation_id = "list_actions", params(api::PlanParams),
    responses((status = 200, description = "A page of actions.", body = api::ActionPage)))]
#[get("/projects/{project_id}/actions")]
async fn list_actions(permit: Permit<policy::ListActions>, query: Query<PlanQuery>) -> Answer {
    let (bodies, next) = list(&permit, Kind::Action, query.parse()?).await?;
    ok(&api::ActionPage {
        items: bodies.into_iter().filter_map(|body| body.action.map(|item| *item)).collect(),
        next,
    })
}

/// Changes an action, says that it is done or dropped, or opens it again.
#[utoipa::path(tag = "Plan", operation_id = "update_action", request_body = api::UpdateAction,
    responses((status = 200, description = "The action.", body = api::Action)))]
#[patch("/projects/{project_id}/actions/{action_id}")]
async fn update_action(
    permit: Permit<policy::UpdateAction>,
    req: HttpRequest,
    body: Body<api::UpdateAction>,
) -> Answer {
    let id = path_id(&req, "action_id")?;
    let (request, key) = body.parse()?;
    let change = Change::parse(Kind::Action, &request, &permit.kernel().config.limits)?;
    ok(&update(&permit, key, (Kind::Action, id), change).await?.action)
}

/// Asks a party of the project, or a member.
#[utoipa::path(tag = "Plan", operation_id = "create_question", request_body = api::CreateQuestion,
    responses((status = 201, description = "The question.", body = api::Question)))]
#[post("/projects/{project_id}/questions")]
async fn create_question(permit: Permit<policy::CreateQuestion>, body: Body<api::CreateQuestion>) -> Answer {
    let (request, key) = body.parse()?;
    let draft = Draft::parse(Kind::Question, &request, &permit.kernel().config.limits)?;
    created(&create(&permit, key, draft).await?.question)
}

/// Questions of the project, in the order they were written down.
#[utoipa::path(tag = "Plan", operation_id = "list_questions", params(api::PlanParams),
    responses((status = 200, description = "A page of questions.", body = api::QuestionPage)))]
#[get("/projects/{project_id}/questions")]
async fn list_questions(permit: Permit<policy::ListQuestions>, query: Query<PlanQuery>) -> Answer {
    let (bodies, next) = list(&permit, Kind::Question, query.parse()?).await?;
    ok(&api::QuestionPage {
        items: bodies.into_iter().filter_map(|body| body.question.map(|item| *item)).collect(),
        next,
    })
}

/// Changes a question, closes it, or opens it again. Who was asked may name somebody else of their party.
#[utoipa::path(tag = "Plan", operation_id = "update_question", request_body = api::UpdateQuestion,
    responses((status = 200, description = "The question.", body = api::Question)))]
#[patch("/projects/{project_id}/questions/{question_id}")]
async fn update_question(
    permit: Permit<policy::UpdateQuestion>,
    req: HttpRequest,
    body: Body<api::UpdateQuestion>,
) -> Answer {
    let id = path_id(&req, "question_id")?;
    let (request, key) = body.parse()?;
    let change = Change::parse(Kind::Question, &request, &permit.kernel().config.limits)?;
    ok(&update(&permit, key, (Kind::Question, id), change).await?.question)
}

/// Pins what was agreed.
#[utoipa::path(tag = "Plan", operation_id = "create_decision", request_body = api::CreateDecision,
    responses((status = 201, description = "The decision.", body = api::Decision)))]
#[post("/projects/{project_id}/decisions")]
async fn create_decision(permit: Permit<policy::CreateDecision>, body: Body<api::CreateDecision>) -> Answer {
    let (request, key) = body.parse()?;
    let draft = Draft::parse(Kind::Decision, &request, &permit.kernel().config.limits)?;
    created(&create(&permit, key, draft).await?.decision)
}

/// Decisions of the project, in the order they were written down.
#[utoipa::path(tag = "Plan", operation_id = "list_decisions", params(api::NoteParams),
    responses((status = 200, description = "A page of decisions.", body = api::DecisionPage)))]
#[get("/projects/{project_id}/decisions")]
async fn list_decisions(permit: Permit<policy::ListDecisions>, query: Query<NoteQuery>) -> Answer {
    let (bodies, next) = list(&permit, Kind::Decision, query.parse()?.into()).await?;
    ok(&api::DecisionPage {
        items: bodies.into_iter().filter_map(|body| body.decision.map(|item| *item)).collect(),
        next,
    })
}

/// Changes a decision, or withdraws it with a reason.
#[utoipa::path(tag = "Plan", operation_id = "update_decision", request_body = api::UpdateDecision,
    responses((status = 200, description = "The decision.", body = api::Decision)))]
#[patch("/projects/{project_id}/decisions/{decision_id}")]
async fn update_decision(
    permit: Permit<policy::UpdateDecision>,
    req: HttpRequest,
    body: Body<api::UpdateDecision>,
) -> Answer {
    let id = path_id(&req, "decision_id")?;
    let (request, key) = body.parse()?;
    let change = Change::parse(Kind::Decision, &request, &permit.kernel().config.limits)?;
    ok(&update(&permit, key, (Kind::Decision, id), change).await?.decision)
}

/// Proposes to do something better.
#[utoipa::path(tag = "Plan", operation_id = "create_idea", request_body = api::CreateIdea,
    responses((status = 201, description = "The idea.", body = api::Idea)))]
#[post("/projects/{project_id}/ideas")]
async fn create_idea(permit: Permit<policy::CreateIdea>, body: Body<api::CreateIdea>) -> Answer {
    let (request, key) = body.parse()?;
    let draft = Draft::parse(Kind::Idea, &request, &permit.kernel().config.limits)?;
    created(&create(&permit, key, draft).await?.idea)
}

/// Ideas of the project, in the order they were written down.
#[utoipa::path(tag = "Plan", operation_id = "list_ideas", params(api::NoteParams),
    responses((status = 200, description = "A page of ideas.", body = api::IdeaPage)))]
#[get("/projects/{project_id}/ideas")]
async fn list_ideas(permit: Permit<policy::ListIdeas>, query: Query<NoteQuery>) -> Answer {
    let (bodies, next) = list(&permit, Kind::Idea, query.parse()?.into()).await?;
    ok(&api::IdeaPage {
        items: bodies.into_iter().filter_map(|body| body.idea.map(|item| *item)).collect(),
        next,
    })
}

/// Changes an idea; a lead adopts it, declines it or opens it again.
#[utoipa::path(tag = "Plan", operation_id = "update_idea", request_body = api::UpdateIdea,
    responses((status = 200, description = "The idea.", body = api::Idea)))]
#[patch("/projects/{project_id}/ideas/{idea_id}")]
async fn update_idea(
    permit: Permit<policy::UpdateIdea>,
    req: HttpRequest,
    body: Body<api::UpdateIdea>,
) -> Answer {
    let id = path_id(&req, "idea_id")?;
    let (request, key) = body.parse()?;
    let change = Change::parse(Kind::Idea, &request, &permit.kernel().config.limits)?;
    ok(&update(&permit, key, (Kind::Idea, id), change).await?.idea)
}

/// Answers a question. It goes back to who asked.
#[utoipa::path(tag = "Plan", operation_id = "answer_question", request_body = api::AnswerQuestion,
    responses((status = 201, description = "The question with its answer.", body = api::Question)))]
#[post("/questions/{question_id}/answers")]
async fn answer_question(permit: Permit<policy::AnswerQuestion>, body: Body<api::AnswerQuestion>) -> Answer {
    let (request, key) = body.parse()?;
    let limits = permit.kernel().config.limits.clone();
    let (id, reply) = (permit.place(), Reply::parse(&request, &limits)?);
    let outcome = permit.write(key, move |tx| commands::answer(tx, id, &reply, &limits)).await?;
    created(&written(&permit, outcome, id).await?.question)
}

/// Answers to a question, oldest first.
#[utoipa::path(tag = "Plan", operation_id = "list_answers", params(api::PageParams),
    responses((status = 200, description = "A page of answers.", body = api::QuestionAnswerPage)))]
#[get("/questions/{question_id}/answers")]
async fn list_answers(permit: Permit<policy::ListAnswers>, query: Query<PageQuery>) -> Answer {
    let page = query.parse()?.page(&permit.kernel().config.limits)?;
    let (id, asked) = (permit.place(), page.clone());
    let rows = permit.read(move |conn| Ok(store::answers_to(conn, id, &asked)?)).await?;
    let (rows, next) = page.cut(rows, |(seq, _)| seq.to_string());
    ok(&api::QuestionAnswerPage { items: rows.into_iter().map(|(_, answer)| answer).collect(), next })
}

async fn create<O: Operation<Place = ProjectId>>(
    permit: &Permit<O>,
    key: Key,
    draft: Draft,
) -> Result<EventBody, Problem> {
    let (project, id, limits) = (permit.place(), draft.id, permit.kernel().config.limits.clone());
    let outcome = permit.write(key, move |tx| commands::create(tx, project, &draft, &limits)).await?;
    written(permit, outcome, id).await
}

async fn update<O: Operation<Place = ProjectId>>(
    permit: &Permit<O>,
    key: Key,
    (kind, id): (Kind, ItemId),
    change: Change,
) -> Result<EventBody, Problem> {
    let (project, limits) = (permit.place(), permit.kernel().config.limits.clone());
    let outcome =
        permit.write(key, move |tx| commands::update(tx, project, (kind, id), &change, &limits)).await?;
    written(permit, outcome, id).await
}

/// What was written, or the item as it stands when there was nothing to do, with what the caller may do now.
async fn written<O: Operation>(
    permit: &Permit<O>,
    outcome: Outcome,
    id: ItemId,
) -> Result<EventBody, Problem> {
    // Repeated by its key, a create without an id of the client's names the item only in its event.
    let id = match &outcome {
        Outcome::Recorded(recorded) => wire::id_in(&recorded.body).unwrap_or(id),
        Outcome::Unchanged => id,
    };
    let (item, now) = permit
        .read(move |conn| {
            let item = store::item(conn, id)?.ok_or_else(Problem::not_found)?;
            let body = wire::bodies(conn, std::slice::from_ref(&item))?.pop();
            Ok((item, body.unwrap_or_default()))
        })
        .await?;
    let actions = actions(&item, &who(permit)?);
    Ok(match outcome {
        Outcome::Recorded(recorded) => {
            wire::marked(EventBody::clone(&recorded.body), Some(recorded.seq()), actions)
        }
        Outcome::Unchanged => wire::marked(now, None, actions),
    })
}

async fn list<O: Operation<Place = ProjectId>>(
    permit: &Permit<O>,
    kind: Kind,
    query: PlanQuery,
) -> Result<(Vec<EventBody>, Option<String>), Problem> {
    let narrow = Narrow {
        state: word(query.state.as_deref(), "unknown_word", "?state")?,
        party: word(query.owner_party_id.as_deref(), "id", "?owner_party_id")?,
        person: word(query.owner_person_id.as_deref(), "id", "?owner_person_id")?,
    };
    let asked = PageQuery { limit: query.limit, after: query.after };
    let page = asked.page(&permit.kernel().config.limits)?;
    let (project, by, probe) = (permit.place(), who(permit)?, page.clone());
    let rows = permit
        .read(move |conn| {
            let items = store::list(conn, project, kind, &narrow, &probe)?;
            let bodies = wire::bodies(conn, &items)?;
            let marked = items
                .iter()
                .zip(bodies)
                .map(|(item, body)| (item.created_seq, wire::marked(body, None, actions(item, &by))));
            Ok(marked.collect())
        })
        .await?;
    let (rows, next) = page.cut(rows, |(seq, _): &(i64, EventBody)| seq.to_string());
    Ok((rows.into_iter().map(|(_, body)| body).collect(), next))
}

fn word<T: FromStr>(text: Option<&str>, code: &'static str, at: &str) -> Result<Option<T>, Problem> {
    text.map(str::parse).transpose().map_err(|_| Fault::new(code).at(at))
}

fn who<O: Operation>(permit: &Permit<O>) -> Result<Who, Problem> {
    Ok(Who { person: permit.caller()?.person, standing: permit.standing().clone() })
}

/// What this caller may do with the item now.
fn actions(item: &Item, by: &Who) -> Vec<String> {
    let update = match item.kind {
        Kind::Milestone => "update_milestone",
        Kind::Action => "update_action",
        Kind::Question => "update_question",
        Kind::Decision => "update_decision",
        Kind::Idea => "update_idea",
    };
    let may_update = by.may_edit(item) || by.may_pass_on(item);
    let may_answer = item.kind == Kind::Question && by.may_answer(item).is_ok();
    let mut actions = allowed(by.standing.role, &[update, "answer_question"]);
    actions.retain(|action| if action == "answer_question" { may_answer } else { may_update });
    actions
}
