//! What stands in a register, as one hash.

use super::{store, wire};
use crate::kernel::http::Problem;
use crate::kernel::ids::DesignId;
use crate::kernel::record::sha256;
use crate::kernel::store::Conn;

/// SHA-256 of the comments of these designs as events carry them, in lower-case hex: a JSON array of an array for each design,
/// by the numbers of the comments.
pub fn digest(conn: &mut Conn, designs: &[DesignId]) -> Result<String, Problem> {
    let mut registers = Vec::with_capacity(designs.len());
    for design in designs {
        registers.push(store::all_of(conn, *design)?.iter().map(wire::told).collect::<Vec<_>>());
    }
    Ok(sha256(&serde_json::to_vec(&registers).map_err(Problem::internal)?))
}
