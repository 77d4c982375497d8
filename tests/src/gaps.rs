//! Whether two things last the same, as far as a busy machine can tell.

/// The median of the gaps of pairs, and how far it strays by chance: its standard error, from how far apart their middle half lies
/// (0.93 times that over the root of their number, for what strays normally).
fn median_gap(mut gaps: Vec<i128>) -> (i128, i128) {
    gaps.sort_unstable();
    let at = |quarter: usize| gaps[quarter * gaps.len() / 4];
    let root = i128::try_from(gaps.len().isqrt()).expect("a small number");
    (at(2), (at(3) - at(1)) * 93 / 100 / root)
}

/// Fails where the two do not last the same within `bound`, or within what a median strays by chance on this machine.
pub fn assert_alike(what: &str, gaps: Vec<i128>, bound: i128) {
    let pairs = gaps.len();
    let (gap, chance) = median_gap(gaps);
    println!("{pairs} pairs, {what}: median gap {gap} us, {chance} us by chance");
    assert!(gap.abs() < bound.max(chance * 9 / 2), "{what}: {gap} us");
}
