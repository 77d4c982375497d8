//! What is read off: times and their percentiles, the disk, processes, and the table in which it all ends.

pub mod disk;
pub mod percentiles;
pub mod process;
pub mod table;
