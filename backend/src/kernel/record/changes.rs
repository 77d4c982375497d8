//! What an event changed in a resource, told field by field.

use dure_api::Change;

/// Longest value that is told; a longer text is only named.
const TOLD_CHARS: usize = 200;

/// The fields of a resource that may change, with their values.
pub type Facts = Vec<(&'static str, Option<String>)>;

/// The fields that differ; both sides name the same fields in the same order.
pub fn changes(before: &Facts, after: &Facts) -> Vec<Change> {
    let told = |value: &Option<String>| value.clone().filter(|text| text.chars().count() <= TOLD_CHARS);
    before
        .iter()
        .zip(after)
        .filter(|((_, was), (_, is))| was != is)
        .map(|((field, was), (_, is))| Change { field: (*field).to_owned(), from: told(was), to: told(is) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_tells_both_values_and_only_names_a_long_one() {
        let long = "가".repeat(TOLD_CHARS + 1);
        let before: Facts = vec![("title", Some("Old".into())), ("body", Some(long)), ("due_on", None)];
        let after: Facts = vec![("title", Some("New".into())), ("body", None), ("due_on", None)];
        let change = |field: &str, from: Option<&str>, to: Option<&str>| Change {
            field: field.into(),
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
        };
        let told = changes(&before, &after);
        assert_eq!(told, [change("title", Some("Old"), Some("New")), change("body", None, None)]);
        assert_eq!(changes(&after, &after), []);
    }
}
