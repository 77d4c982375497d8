//! Contents that are read here, whole.

use super::serve::{Served, Source};
use super::{Blobs, on_disk};
use crate::kernel::http::Problem;
use std::sync::Arc;
use std::time::Duration;

/// What is decoded waits so long for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

impl Blobs {
    /// What a reader makes of all bytes of a content, proved. One at a time, as it takes memory and a core: somebody waits for
    /// their turn, then is told to come again.
    pub async fn decode<T: Send + 'static>(
        self: &Arc<Self>,
        served: Served,
        reader: impl FnOnce(&[u8]) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = tokio::time::timeout(PATIENCE, self.decoding.acquire()).await;
        let Ok(Ok(_turn)) = turn else { return Err(Problem::overloaded(2)) };
        let path = self.content(&served.sha256);
        on_disk(move || Ok(reader(&Source::open(&path, served.bytes, served.checks)?.whole()?))).await
    }
}
