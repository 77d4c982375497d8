//! Designs of the story, and what is said on them. Their files stand beside the story, with where they come from.

use super::play::Stage;
use super::story::What;
use crate::kernel::access::{Outcome, Standing};
use crate::kernel::http::Problem;
use crate::kernel::ids::{FileId, RevisionId};
use crate::kernel::store::Tx;
use crate::{comments, designs, files};
use dure_api as api;

struct Sheet {
    key: &'static str,
    name: &'static str,
    bytes: &'static [u8],
}

/// What the story submits.
const SHEETS: [Sheet; 4] = [
    Sheet { key: "shaft-1", name: "shaft.pdf", bytes: include_bytes!("../../demo/designs/shaft-1.pdf") },
    Sheet { key: "shaft-2", name: "shaft.pdf", bytes: include_bytes!("../../demo/designs/shaft-2.pdf") },
    Sheet { key: "plate-1", name: "plate.step", bytes: include_bytes!("../../demo/designs/plate-1.step") },
    Sheet { key: "plate-2", name: "plate.step", bytes: include_bytes!("../../demo/designs/plate-2.step") },
];

impl Stage {
    /// What a step does with a design.
    pub(super) fn draw(
        &self,
        tx: &mut Tx<'_>,
        (by, what): (&Standing, &What),
        id: Option<String>,
    ) -> Result<(), Problem> {
        let limits = &self.limits;
        match what {
            What::Draw { number, title, kind } => {
                let (number, title, kind) = (number.clone(), title.clone(), kind.clone());
                let request = api::CreateDesign { id, number, title, kind, audience: None };
                let new = designs::NewDesign::parse(&request, limits)?;
                designs::create(tx, self.project, by, &new, limits).map(drop)
            }
            What::Revise { design, file, note } => {
                let file_ids = vec![self.bring(tx, file)?.to_string()];
                let request =
                    api::CreateRevision { id, label: None, file_ids, change_note: Some(note.clone()) };
                let new = designs::NewRevision::parse(&request, limits)?;
                let drafted = designs::draft(tx, self.id(design)?, by, &new)?;
                designs::submit(tx, new.id, by, &manifest(&drafted)?).map(drop)
            }
            What::Remark { on, text, at_spot } => {
                let on: RevisionId = self.id(on)?;
                let anchor = match at_spot {
                    Some([x, y]) => Some(api::Anchor {
                        file_id: first_file(tx, on)?,
                        page: Some(1),
                        x: Some(*x),
                        y: Some(*y),
                        ..api::Anchor::default()
                    }),
                    None => None,
                };
                let request = api::CreateComment { id, body: text.clone(), blocking: true, anchor };
                let new = comments::NewComment::parse(&request, limits)?;
                comments::create(tx, on, by, &new, limits).map(drop)
            }
            What::Reply { remark, kind, text } => {
                let request = api::AnswerComment { id, kind: kind.clone(), body: text.clone() };
                let new = comments::NewAnswer::parse(&request, limits)?;
                comments::answer(tx, self.id(remark)?, by, &new, limits.answers_per_comment).map(drop)
            }
            What::Settle { remark, kind } => {
                let request = api::CloseComment { kind: kind.clone(), reason: None };
                let closing = comments::Closing::parse(&request, limits)?;
                comments::close(tx, self.id(remark)?, by, &closing).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Stores one of the sheets for who acts.
    fn bring(&self, tx: &mut Tx<'_>, key: &str) -> Result<FileId, Problem> {
        let sheet = SHEETS.iter().find(|sheet| sheet.key == key);
        let sheet = sheet.ok_or_else(|| Problem::internal(format!("no file is {key}")))?;
        let length = u64::try_from(sheet.bytes.len()).ok();
        let draft = files::Draft::parse((None, Some(sheet.name)), "", length, &self.limits)?;
        files::bring(tx, &self.blobs, self.project, &draft, sheet.bytes, &self.limits)?;
        Ok(draft.id)
    }
}

fn manifest(drafted: &Outcome) -> Result<String, Problem> {
    let Outcome::Recorded(recorded) = drafted else { return Err(Problem::bare_internal()) };
    let revision = recorded.body.revision.as_deref().ok_or_else(Problem::bare_internal)?;
    Ok(revision.manifest_hash.clone())
}

fn first_file(tx: &mut Tx<'_>, on: RevisionId) -> Result<String, Problem> {
    let (_, revision) = designs::known_revision(tx.reading(), on)?;
    revision.files.first().map(|file| file.file_id.clone()).ok_or_else(Problem::bare_internal)
}
