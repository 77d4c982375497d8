//! The published spec, held against every answer that a test's client gets.

use reqwest::Method;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

struct Operation {
    id: String,
    method: Method,
    /// The parts of its path below `/api/v1`; one in braces stands for anything.
    parts: Vec<String>,
    statuses: BTreeSet<u16>,
}

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let spec = dure::routes::openapi();
    let paths = spec["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, item)| operations(path, item)).collect()
});

/// Ends the test when the operation behind this request does not tell of such a status. A path or a method that is
/// not published is not its business.
pub fn assert_known(method: &Method, path: &str, status: u16) {
    let Some(path) = path.strip_prefix("/api/v1/") else { return };
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |operation: &&Operation| operation.method == *method && operation.fits(&parts);
    let Some(operation) = OPERATIONS.iter().filter(fits).min_by_key(|operation| operation.free()) else {
        return;
    };
    assert!(operation.statuses.contains(&status), "{} does not tell of {status}", operation.id);
}

impl Operation {
    fn fits(&self, parts: &[&str]) -> bool {
        self.parts.len() == parts.len()
            && self.parts.iter().zip(parts).all(|(known, part)| known.starts_with('{') || known == part)
    }

    /// How many of its parts stand for anything.
    fn free(&self) -> usize {
        self.parts.iter().filter(|part| part.starts_with('{')).count()
    }
}

fn operations(path: &str, item: &Value) -> Vec<Operation> {
    let parts: Vec<String> = path.trim_start_matches('/').split('/').map(str::to_owned).collect();
    let item = item.as_object().expect("a path");
    item.iter()
        .map(|(method, operation)| Operation {
            id: operation["operationId"].as_str().expect("an id").to_owned(),
            method: method.to_uppercase().parse().expect("a method"),
            parts: parts.clone(),
            statuses: statuses(operation),
        })
        .collect()
}

fn statuses(operation: &Value) -> BTreeSet<u16> {
    let responses = operation["responses"].as_object().expect("responses");
    responses.keys().map(|status| status.parse().expect("a status")).collect()
}
