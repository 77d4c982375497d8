//! Every route of the API, and the published spec that is made from them.

use crate::kernel::http::{Answer, Problem, web_client};
use crate::{
    approvals, charters, clocks, clusters, comments, designs, files, firms, invitations, markups, meetings,
    notices, passkeys, people, phases, plan, projects, records, rooms, search, sheets, signin,
};
use actix_web::HttpRequest;
use actix_web::dev::{Path, ResourceDef};
use std::sync::OnceLock;
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;

/// Where the API stands.
pub const BASE: &str = "/api/v1";

/// All slices. The router tries them in order, so the busiest come first.
pub fn api(config: &mut ServiceConfig<'_>) {
    config
        .configure(rooms::routes)
        .configure(records::routes)
        .configure(plan::routes)
        .configure(meetings::routes)
        .configure(projects::routes)
        .configure(search::routes)
        .configure(designs::routes)
        .configure(comments::routes)
        .configure(approvals::routes)
        .configure(charters::routes)
        .configure(markups::routes)
        .configure(sheets::routes)
        .configure(clocks::routes)
        .configure(files::routes)
        .configure(phases::routes)
        .configure(passkeys::routes)
        .configure(signin::routes)
        .configure(people::routes)
        .configure(clusters::routes)
        .configure(firms::routes)
        .configure(invitations::routes)
        .configure(notices::routes);
}

/// The published spec, OpenAPI 3.0.3.
pub fn openapi() -> serde_json::Value {
    let (_, raw) = actix_web::App::new().into_utoipa_app().configure(api).split_for_parts();
    dure_api::spec::published(serde_json::to_value(raw).unwrap_or_default())
}

/// The published spec as it stands in `mobile-api-spec/openapi.yaml`.
pub fn openapi_yaml() -> Result<String, yaml_serde::Error> {
    let head = "# Generated from the handlers by scripts/spec; do not edit.\n";
    Ok(format!("{head}{}", yaml_serde::to_string(&openapi())?))
}

/// Any path that is no operation. In the API 405 where another method would be one, else 404; outside of it a file
/// or a screen of the web client.
pub async fn elsewhere(req: HttpRequest) -> Answer {
    let is_api = req.path() == "/api" || req.path().starts_with("/api/");
    match is_api {
        false => web_client(&req),
        true if methods_of(req.path()).is_empty() => Err(Problem::not_found()),
        true => Err(Problem::method_not_allowed()),
    }
}

/// Methods that some operation has at this path; empty where there is none.
fn methods_of(path: &str) -> Vec<String> {
    static PATHS: OnceLock<Vec<(ResourceDef, Vec<String>)>> = OnceLock::new();
    let known = PATHS.get_or_init(|| {
        let spec = openapi();
        let paths = spec.get("paths").and_then(|paths| paths.as_object()).cloned().unwrap_or_default();
        paths
            .into_iter()
            .map(|(path, operations)| {
                let methods = operations.as_object().map(|all| all.keys().cloned().collect());
                (ResourceDef::new(format!("{BASE}{path}")), methods.unwrap_or_default())
            })
            .collect()
    });
    let fits = |definition: &ResourceDef| definition.capture_match_info(&mut Path::new(path));
    known
        .iter()
        .find(|(definition, _)| fits(definition))
        .map(|(_, methods)| methods.clone())
        .unwrap_or_default()
}
