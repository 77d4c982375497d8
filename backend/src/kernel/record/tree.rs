//! The hash tree over the leaves of a record, as RFC 6962 (section 2.1) and RFC 9162 (section 2.1) have it.
//!
//! A node is `SHA-256(0x01 || left || right)`. Built here level by level: a node without a neighbour goes up as it is,
//! which gives the same root as the recursive definition of the RFCs.

use aws_lc_rs::digest;

/// A leaf, a node, or a root.
pub type Hash = [u8; 32];

fn node(left: &Hash, right: &Hash) -> Hash {
    let mut hash = digest::Context::new(&digest::SHA256);
    hash.update(&[1]);
    hash.update(left);
    hash.update(right);
    let mut out = [0; 32];
    out.copy_from_slice(hash.finish().as_ref());
    out
}

/// All levels of the tree over one record, the leaves first.
#[derive(Debug)]
pub struct Tree {
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// Over leaves in the order of the record; there is one at least.
    pub fn new(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let pair = |pair: &[Hash]| match pair {
                [left, right] => Some(node(left, right)),
                one => one.first().copied(),
            };
            let above = below.chunks(2).filter_map(pair).collect();
            levels.push(above);
        }
        Self { levels }
    }

    /// What stands for all leaves.
    pub fn root(&self) -> Option<Hash> {
        self.levels.last().and_then(|level| level.first()).copied()
    }

    /// The nodes beside the way from a leaf, by its index from 0, to the root, the lowest first (RFC 9162, 2.1.3.1).
    pub fn path(&self, index: usize) -> Vec<Hash> {
        let neighbour = |(height, level): (usize, &Vec<Hash>)| level.get((index >> height) ^ 1).copied();
        let below_the_root = self.levels.len().saturating_sub(1);
        self.levels.iter().take(below_the_root).enumerate().filter_map(neighbour).collect()
    }
}

/// The root that a leaf and its path lead to in a tree of this size (RFC 9162, 2.1.3.2); nothing where the path is none of
/// such a tree.
pub fn root_of(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    let (mut at, mut last) = (index, size.checked_sub(1)?);
    if at > last {
        return None;
    }
    let mut root = leaf;
    for beside in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            root = node(beside, &root);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            root = node(&root, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(count: u8) -> Vec<Hash> {
        (0..count).map(|n| [n; 32]).collect()
    }

    fn at(index: usize) -> u64 {
        u64::try_from(index).expect("a small number")
    }

    /// The definition of RFC 6962, as it stands there.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [one] => *one,
            _ => {
                let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
                node(&by_definition(left), &by_definition(right))
            }
        }
    }

    #[test]
    fn the_root_is_what_the_rfc_defines_and_every_leaf_leads_to_it() {
        for count in 1..=70 {
            let all = leaves(count);
            let tree = Tree::new(all.clone());
            let root = tree.root().expect("a tree has a root");
            assert_eq!(root, by_definition(&all), "{count} leaves");
            for (index, leaf) in all.iter().enumerate() {
                let path = tree.path(index);
                assert_eq!(
                    root_of(*leaf, at(index), u64::from(count), &path),
                    Some(root),
                    "{index} of {count}"
                );
            }
        }
    }

    #[test]
    fn another_leaf_place_size_or_path_leads_elsewhere() {
        for count in [2_u8, 3, 7, 8, 9, 33] {
            let all = leaves(count);
            let tree = Tree::new(all.clone());
            let size = u64::from(count);
            for (index, leaf) in all.iter().enumerate() {
                let (path, at) = (tree.path(index), at(index));
                let leads =
                    |leaf: Hash, at, size, path: &[Hash]| root_of(leaf, at, size, path) == tree.root();
                assert!(!leads([200; 32], at, size, &path));
                assert!(!leads(*leaf, size, size, &path) && !leads(*leaf, at, 0, &path));
                assert!(!leads(*leaf, at, size, &path[1..]), "a path that is too short");
                assert!(!leads(*leaf, at, size, &[path.clone(), vec![[7; 32]]].concat()), "and one too long");
                for other in (0..size).filter(|other| *other != at) {
                    assert!(!leads(*leaf, other, size, &path), "{at} at {other} of {count}");
                }
                for n in 0..path.len() {
                    let mut bent = path.clone();
                    bent[n][0] ^= 1;
                    assert!(!leads(*leaf, at, size, &bent));
                }
            }
        }
    }
}
