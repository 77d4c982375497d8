//! The text of a charter that people sign: JSON without spaces, the names of every object in the order of their bytes, numbers
//! whole. Its SHA-256 names it.

use crate::kernel::http::Problem;
use crate::kernel::ids::{FirmId, ProjectId};
use crate::kernel::record::sha256;
use dure_api::CharterTerms;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is signed, and its hash: whose charter it is, its number, who signs, and what it says.
pub fn signed(
    project: ProjectId,
    number: i64,
    firms: &[FirmId],
    terms: &CharterTerms,
) -> Result<(String, String), Problem> {
    let terms = serde_json::to_value(terms).map_err(Problem::internal)?;
    let whole = json!({
        "dure_charter": 1, "firm_ids": firms, "number": number, "project_id": project, "terms": terms,
    });
    let text = canonical(&whole);
    let hash = sha256(text.as_bytes());
    Ok((text, hash))
}

/// What a text says.
pub fn terms_of(text: &str) -> Result<CharterTerms, serde_json::Error> {
    #[derive(serde::Deserialize)]
    struct Whole {
        terms: CharterTerms,
    }
    serde_json::from_str::<Whole>(text).map(|whole| whole.terms)
}

/// The hash of a clause in words.
pub fn clause_hash(words: &str) -> String {
    sha256(words.as_bytes())
}

fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
            let field = |(name, value): (&String, &Value)| {
                format!("{}:{}", Value::from(name.as_str()), canonical(value))
            };
            format!("{{{}}}", sorted.into_iter().map(field).collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R38: what is signed is read again as it was, and any change has another hash.
    #[test]
    fn a_text_says_what_was_signed_and_nothing_else_has_its_hash() {
        let (project, firm) = (ProjectId::new(), FirmId::new());
        let terms =
            CharterTerms {
                due_days: 5, sight: "모두가 봅니다 \"A\"\n".into(), ..CharterTerms::default()
            };
        let (text, hash) = signed(project, 1, &[firm], &terms).expect("a text");
        assert_eq!(text.find("\"dure_charter\":1,\"firm_ids\":["), Some(1));
        assert_eq!((terms_of(&text).expect("terms"), hash.len()), (terms.clone(), 64));
        let others = [
            signed(project, 2, &[firm], &terms),
            signed(project, 1, &[], &terms),
            signed(ProjectId::new(), 1, &[firm], &terms),
            signed(project, 1, &[firm], &CharterTerms { due_days: 6, ..terms.clone() }),
            signed(project, 1, &[firm], &CharterTerms { deemed_code: Some("A".into()), ..terms }),
        ];
        assert!(others.into_iter().all(|other| other.expect("a text").1 != hash));
    }

    #[test]
    fn names_stand_in_the_order_of_their_bytes() {
        let value = json!({ "b": [1, { "d": null, "c": "é\n" }], "a": true });
        assert_eq!(canonical(&value), "{\"a\":true,\"b\":[1,{\"c\":\"é\\n\",\"d\":null}]}");
    }
}
