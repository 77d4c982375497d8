//! How an operation may be refused, by its status.

use super::{TUS, is_conditional, is_governed};

/// What any operation of its kind may be refused with.
pub(super) fn refusals(
    id: &str,
    writes: bool,
    public: bool,
    has_body: bool,
) -> Vec<(&'static str, &'static str)> {
    let mut all = vec![
        ("400", "`validation` or `malformed`: `errors` names the fields."),
        ("404", "`not_found`: it does not exist for the caller."),
        (
            "408",
            "`request_timeout`, without a body when the head was late: it did not arrive in time and had no effect.",
        ),
        ("421", "`misdirected`: the host name is not this server's."),
        ("429", "`rate_limited`: come back after `Retry-After` seconds."),
        ("500", "`internal` or `integrity`: a fault of the server."),
        ("503", "`overloaded`: come back after `Retry-After` seconds."),
    ];
    if !public || ["create_session", "create_passkey_session", "refresh_session"].contains(&id) {
        all.push(("401", "`unauthenticated`, `wrong_credentials` or `passkey_refused`: sign in."));
    }
    if writes || !public || id == "open_live" {
        all.push(("403", "`forbidden`, or a code of its own: known, but not allowed."));
    }
    if has_body {
        all.push(("413", "`too_large`: the body is larger than `json_bytes`."));
        all.push(("415", "`unsupported_media_type`: the body is not `application/json`."));
    }
    if writes {
        all.push(("409", "The state does not allow it; `code` says why."));
        all.push(("507", "`storage_full`: nothing was written."));
    }
    if writes && !TUS.contains(&id) {
        all.push(("422", "`idempotency_mismatch`: the key was used with another body."));
    }
    if is_conditional(id) {
        all.push((
            "412",
            "`precondition_failed`: it is not what `If-Match` names any more. Nothing was changed.",
        ));
    }
    if is_governed(id) {
        all.push(("428", "`precondition_required`: say by `If-Match` which state you saw."));
    }
    all
}
