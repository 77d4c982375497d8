//! Pages of lists: a limit, an opaque cursor, and `next` while there is more.

use super::problem::{Fault, Problem};
use crate::kernel::secrets;
use dure_api::Limits;
use serde::Deserialize;

/// For what takes no parameters: a filter that is not there must not look as if it worked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoQuery {}

/// `?limit=&after=` as every list takes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Items wanted.
    pub limit: Option<i64>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// A page to load: items whose key is greater than `after`.
#[derive(Debug, Clone)]
pub struct Page {
    /// Items wanted.
    pub limit: i64,
    /// Key of the last item that the caller has; empty at the start.
    pub after: String,
}

impl PageQuery {
    /// Within the limits of the server.
    pub fn page(&self, limits: &Limits) -> Result<Page, Problem> {
        let after = match &self.after {
            None => String::new(),
            Some(cursor) => secrets::decode(cursor)
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .filter(|key| key.len() <= 64)
                .ok_or_else(|| Fault::new("cursor").at("?after"))?,
        };
        Ok(Page { limit: limit(self.limit, limits)?, after })
    }
}

/// The page size asked for, or the usual one.
pub fn limit(asked: Option<i64>, limits: &Limits) -> Result<i64, Problem> {
    let limit = asked.unwrap_or(i64::from(limits.page_default));
    if (1..=i64::from(limits.page_max)).contains(&limit) {
        Ok(limit)
    } else {
        Err(Fault::new("range").at("?limit"))
    }
}

impl Page {
    /// How many rows to ask the database for: one more tells whether there is a next page.
    pub fn probe(&self) -> i64 {
        self.limit.saturating_add(1)
    }

    /// Cuts the probe off and makes the cursor from the last item that stays.
    pub fn cut<T>(&self, mut items: Vec<T>, key: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|item| secrets::encode(key(item).as_bytes()));
        (items, next)
    }
}
