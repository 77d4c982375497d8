//! Checkpoints: a record's size and root, signed by this server.
//!
//! The text is a checkpoint of C2SP `tlog-checkpoint` (origin, size in decimal, root in base64, a line each), signed as a C2SP
//! `signed-note` by Ed25519. The origin, which is the key's name too, is this server's address without its scheme and the path
//! of the record, such as `dure.office/projects/<id>`. Any verifier of such notes reads them.

use super::tree::Hash;
use aws_lc_rs::digest;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The kind of a key of Ed25519 in a note.
const ED25519_NOTE: u8 = 1;

/// Signs notes under one name.
#[derive(Debug)]
pub struct Signer<'a> {
    name: String,
    keys: &'a Ed25519KeyPair,
}

impl<'a> Signer<'a> {
    /// Under the name of a record: no white space and no `+` stand in it.
    pub fn new(name: String, keys: &'a Ed25519KeyPair) -> Self {
        Self { name, keys }
    }

    /// The name and the key, as verifiers of notes take them: `<name>+<id>+<key>`.
    pub fn verifier(&self) -> String {
        let key = key_bytes(self.keys.public_key().as_ref());
        format!("{}+{}+{}", self.name, super::hex(&key_id(&self.name, &key)), STANDARD.encode(key))
    }

    /// The key alone in base64, the same for every record of a server.
    pub fn key(&self) -> String {
        STANDARD.encode(key_bytes(self.keys.public_key().as_ref()))
    }

    /// The text, which ends in a line feed, with its signature under it.
    pub fn note(&self, text: &str) -> String {
        let key = key_bytes(self.keys.public_key().as_ref());
        let mut signed = key_id(&self.name, &key).to_vec();
        signed.extend(self.keys.sign(text.as_bytes()).as_ref());
        format!("{text}\n\u{2014} {} {}\n", self.name, STANDARD.encode(signed))
    }

    /// The checkpoint of a record of this size.
    pub fn checkpoint(&self, size: u64, root: &Hash) -> String {
        self.note(&format!("{}\n{size}\n{}\n", self.name, STANDARD.encode(root)))
    }
}

fn key_bytes(public: &[u8]) -> Vec<u8> {
    [&[ED25519_NOTE], public].concat()
}

fn key_id(name: &str, key: &[u8]) -> [u8; 4] {
    let hash = digest::digest(&digest::SHA256, &[name.as_bytes(), b"\n", key].concat());
    hash.as_ref().first_chunk().copied().unwrap_or_default()
}

/// A key that notes are verified with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: Vec<u8>,
}

impl Verifier {
    /// Reads what [`Signer::verifier`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, rest) = text.trim_end().split_once('+')?;
        let (id, key) = rest.split_once('+')?;
        let key =
            STANDARD.decode(key).ok().filter(|key| key.len() == 33 && key.first() == Some(&ED25519_NOTE))?;
        (super::hex(&key_id(name, &key)) == id).then(|| Self { name: name.to_owned(), key })
    }

    /// The key alone in base64, the same for every record of a server.
    pub fn key(&self) -> String {
        STANDARD.encode(&self.key)
    }

    /// The text of a note that this key signed.
    pub fn open<'n>(&self, note: &'n str) -> Option<&'n str> {
        let end = note.rfind("\n\n")? + 1;
        let (text, signatures) = note.split_at_checked(end)?;
        let is_ours = |line: &str| {
            let signed = line.strip_prefix("\u{2014} ")?.strip_prefix(&self.name)?.strip_prefix(' ')?;
            let signed = STANDARD.decode(signed).ok()?;
            let (id, signature) = signed.split_first_chunk::<4>()?;
            let key = UnparsedPublicKey::new(&ED25519, self.key.get(1..)?);
            let is_signed =
                *id == key_id(&self.name, &self.key) && key.verify(text.as_bytes(), signature).is_ok();
            is_signed.then_some(())
        };
        signatures.lines().any(|line| is_ours(line).is_some()).then_some(text)
    }

    /// The size and the root that a checkpoint of this key and name tells.
    pub fn checkpoint(&self, note: &str) -> Option<(u64, Hash)> {
        let mut lines = self.open(note)?.lines();
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let root = STANDARD.decode(root).ok()?.try_into().ok()?;
        Some((size.parse().ok().filter(|_| origin == self.name)?, root))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(seed: u8) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("a seed")
    }

    #[test]
    fn a_checkpoint_is_read_with_the_key_that_signed_it_and_no_other() {
        let (ours, theirs) = (keys(1), keys(2));
        let signer = Signer::new("dure.office/projects/1".into(), &ours);
        let verifier = Verifier::parse(&signer.verifier()).expect("a key");
        let note = signer.checkpoint(7, &[9; 32]);
        assert_eq!(verifier.checkpoint(&note), Some((7, [9; 32])));
        let elsewhere = Signer::new("dure.office/projects/2".into(), &ours);
        let stranger = Signer::new("dure.office/projects/1".into(), &theirs);
        for other in [elsewhere, stranger] {
            assert_eq!(verifier.checkpoint(&other.checkpoint(7, &[9; 32])), None);
            assert_eq!(Verifier::parse(&other.verifier()).expect("a key").checkpoint(&note), None);
        }
    }

    #[test]
    fn no_byte_of_a_checkpoint_can_be_another() {
        let ours = keys(3);
        let signer = Signer::new("dure.office/projects/1".into(), &ours);
        let verifier = Verifier::parse(&signer.verifier()).expect("a key");
        let note = signer.checkpoint(1_234, &[5; 32]);
        for at in 0..note.len() {
            let mut bent = note.clone().into_bytes();
            bent[at] ^= 1;
            let read = std::str::from_utf8(&bent).ok().and_then(|bent| verifier.checkpoint(bent));
            // The last line feed is outside what is signed.
            assert!(read.is_none() || at == note.len() - 1, "byte {at}");
        }
        for bad in ["", "a", "a+b", "a+00000000+AQ==", &signer.verifier().replace('+', " ")] {
            assert_eq!(Verifier::parse(bad), None, "{bad}");
        }
    }
}
