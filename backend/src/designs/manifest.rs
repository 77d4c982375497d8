//! The manifest of a revision: what people answer to and sign.
//!
//! A line `dure manifest 1`, then for each file, in the order of the bytes of their names, a line of its SHA-256, its
//! length and its name as a JSON string, divided by spaces. Every line ends in a line feed. Its SHA-256 names it.

use crate::kernel::record::sha256;
use dure_api::RevisionFile;

/// Files in their order.
pub fn ordered(mut files: Vec<RevisionFile>) -> Vec<RevisionFile> {
    files.sort_by(|one, other| one.name.as_bytes().cmp(other.name.as_bytes()));
    files
}

/// The manifest of files that are in their order.
pub fn text(files: &[RevisionFile]) -> String {
    let line = |file: &RevisionFile| {
        let name = serde_json::Value::from(file.name.as_str());
        format!("{} {} {name}\n", file.sha256, file.bytes)
    };
    let lines: String = files.iter().map(line).collect();
    format!("dure manifest 1\n{lines}")
}

/// Its hash.
pub fn hash(files: &[RevisionFile]) -> String {
    sha256(text(files).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, bytes: i64, sha256: &str) -> RevisionFile {
        let (file_id, media_type) = (String::new(), String::new());
        RevisionFile { file_id, name: name.into(), bytes, sha256: sha256.into(), media_type }
    }

    /// R38: the same files have the same hash, in whatever order they came, and any change another one.
    #[test]
    fn a_manifest_names_every_file_by_name_length_and_content() {
        let (a, b) = (file("a \"1\".pdf", 3, &"0".repeat(64)), file("나.step", 5, &"1".repeat(64)));
        let of = |files: Vec<RevisionFile>| hash(&ordered(files));
        let both = of(vec![a.clone(), b.clone()]);
        let text = format!(
            "dure manifest 1\n{} 3 \"a \\\"1\\\".pdf\"\n{} 5 \"나.step\"\n",
            "0".repeat(64),
            "1".repeat(64)
        );
        assert_eq!(both, sha256(text.as_bytes()));
        assert_eq!(both, of(vec![b.clone(), a.clone()]));
        let changed = [
            vec![a.clone()],
            vec![a.clone(), RevisionFile { bytes: 6, ..b.clone() }],
            vec![a.clone(), RevisionFile { name: "나.stp".into(), ..b.clone() }],
            vec![a, RevisionFile { sha256: "2".repeat(64), ..b }],
        ];
        assert!(changed.into_iter().all(|files| of(files) != both));
    }
}
