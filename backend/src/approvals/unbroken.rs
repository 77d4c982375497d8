//! What somebody signs is still there as it was submitted (R2, R38): it is read once more before they do.

use super::store;
use crate::designs;
use crate::kernel::access::{Operation, Permit};
use crate::kernel::http::Problem;
use crate::kernel::ids::ApprovalId;
use crate::kernel::record::sha256;
use crate::kernel::store::Conn;
use std::collections::BTreeSet;

/// Reads all files that are decided on to their end; `integrity` where one is missing or is not what its manifest says.
pub async fn read_again<O: Operation>(permit: &Permit<O>, id: ApprovalId) -> Result<(), Problem> {
    let contents = permit.read(move |conn| contents_of(conn, id)).await?;
    permit.kernel().blobs.read_again(contents).await
}

fn contents_of(conn: &mut Conn, id: ApprovalId) -> Result<BTreeSet<String>, Problem> {
    let approval = store::approval(conn, id)?.ok_or_else(Problem::not_found)?;
    let mut contents = BTreeSet::new();
    for subject in &approval.submission.subjects {
        let revision = designs::revision(conn, subject.revision)?.ok_or_else(Problem::integrity)?;
        if sha256(designs::manifest_text(&revision.files).as_bytes()) != subject.manifest_hash {
            return Err(Problem::integrity());
        }
        contents.extend(revision.files.into_iter().map(|file| file.sha256));
    }
    Ok(contents)
}
