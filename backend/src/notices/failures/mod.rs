//! Mail that did not leave: kept beside its job, told to the administrators of the firm that it is about, and forgotten
//! when it leaves.

mod store;

pub use store::{Failure, failure, forget, forget_before, keep, list};
