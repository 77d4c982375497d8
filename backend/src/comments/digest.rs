//! What stands in a register, as one hash.

use super::{store, wire};
use crate::kernel::http::Problem;
use crate::kernel::ids::DesignId;
use crate::kernel::record::sha256;
use crate::kernel::store::Conn;
use dure_api::Comment;

/// SHA-256 of the comments of these designs as events carry them, in lower-case hex.
pub fn digest(conn: &mut Conn, designs: &[DesignId]) -> Result<String, Problem> {
    Ok(sha256(&text(&told(conn, designs)?)?))
}

/// The comments of each of these designs as events carry them, by their numbers.
pub fn told(conn: &mut Conn, designs: &[DesignId]) -> Result<Vec<Vec<Comment>>, Problem> {
    let mut registers = Vec::with_capacity(designs.len());
    for design in designs {
        registers.push(store::all_of(conn, *design)?.iter().map(wire::told).collect());
    }
    Ok(registers)
}

/// What the hash is taken over: a JSON array of an array for each design.
pub fn text(registers: &[Vec<Comment>]) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(registers).map_err(Problem::internal)
}
