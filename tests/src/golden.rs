//! Committed expectations: compared as text, written anew with `UPDATE_GOLDEN=1`.

use std::path::{Path, PathBuf};

/// The repository's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// Compares with the file at this path below the repository; the first difference is told.
pub fn compare(path: &str, text: &str) {
    let file = root().join(path);
    if std::env::var("UPDATE_GOLDEN").is_ok_and(|wish| wish == "1") {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(&file, text).expect("the file");
        return;
    }
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    if known == text {
        return;
    }
    let (mut old, mut new) = (known.lines(), text.lines());
    let line = (1..).find(|_| {
        let (old, new) = (old.next(), new.next());
        old != new || old.is_none()
    });
    let line = line.unwrap_or(0);
    let at = |text: &str| text.lines().nth(line - 1).unwrap_or("(nothing)").to_owned();
    panic!(
        "{path} differs at line {line}:\n  committed: {}\n  now:       {}\nWrite it anew with UPDATE_GOLDEN=1.",
        at(&known),
        at(text)
    );
}

/// A new id that nothing has.
pub fn nothing() -> String {
    uuid::Uuid::now_v7().to_string()
}
