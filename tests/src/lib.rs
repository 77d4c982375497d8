//! What the tests stand on.

pub mod device;
pub mod process;
