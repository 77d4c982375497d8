//! Secrets of this server: a file each in `keys/`, made at the first start, readable by the owner alone.

use aws_lc_rs::signature::Ed25519KeyPair;
use aws_lc_rs::{hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

const BYTES: usize = 32;

/// What a key derives; one word per use, so that no derived value serves as another.
#[derive(Debug, Clone, Copy)]
pub enum Use {
    /// Links of invitations.
    Invitation,
    /// Links that give a new password.
    Reset,
    /// Links that end mail.
    Unsubscription,
    /// The next refresh token.
    Refresh,
    /// The proof that a refresh token was once ours.
    RefreshSeal,
    /// Tickets of sockets.
    Ticket,
    /// Fingerprints of requests with an idempotency key.
    Idempotency,
}

impl Use {
    fn word(self) -> &'static [u8] {
        match self {
            Use::Invitation => b"invitation\0",
            Use::Reset => b"reset\0",
            Use::Unsubscription => b"unsubscription\0",
            Use::Refresh => b"refresh\0",
            Use::RefreshSeal => b"refresh-seal\0",
            Use::Ticket => b"ticket\0",
            Use::Idempotency => b"idempotency\0",
        }
    }
}

/// The keys in memory. Never printed.
pub struct Secrets {
    /// Signs access tokens (HS256).
    pub token: [u8; BYTES],
    /// Signs checkpoints of records and what is taken away of them (Ed25519).
    pub signing: Ed25519KeyPair,
    derive: hmac::Key,
}

/// Why the server does not start with the secrets it finds.
#[derive(Debug, thiserror::Error)]
pub enum BadSecret {
    /// Others could read it.
    #[error("{0} can be read by others; set its mode to 0600")]
    Readable(String),
    /// Empty, short, or all the same byte.
    #[error("{0} is not a secret of 32 random bytes; delete it to have a new one made")]
    Weak(String),
    /// The file system said no.
    #[error("{0}: {1}")]
    Io(String, std::io::Error),
}

impl Secrets {
    /// Reads the keys of a data folder, or makes them.
    pub fn open(data: &Path) -> Result<Self, BadSecret> {
        let folder = data.join("keys");
        fs::create_dir_all(&folder).map_err(|e| BadSecret::Io(folder.display().to_string(), e))?;
        Ok(Self {
            token: key(&folder.join("token.key"))?,
            signing: Ed25519KeyPair::from_seed_unchecked(&key(&folder.join("sign.key"))?)
                .map_err(|_| BadSecret::Weak("sign.key".to_owned()))?,
            derive: hmac::Key::new(hmac::HMAC_SHA256, &key(&folder.join("derive.key"))?),
        })
    }

    /// HMAC-SHA256 of the parts for one use.
    pub fn derive(&self, purpose: Use, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.derive);
        context.update(purpose.word());
        for part in parts {
            context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(part);
        }
        let mut out = [0; 32];
        out.copy_from_slice(context.sign().as_ref());
        out
    }
}

/// URL-safe text of bytes.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What [`encode`] made; `None` for anything else.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Compares secrets in constant time.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(a, b).is_ok()
}

fn key(path: &Path) -> Result<[u8; BYTES], BadSecret> {
    let name = path.display().to_string();
    let io = |error| BadSecret::Io(name.clone(), error);
    if !path.exists() {
        let mut fresh = [0; BYTES];
        rand::fill(&mut fresh).map_err(|_| io(std::io::Error::other("no random bytes")))?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(io)?;
        file.write_all(&fresh).and_then(|()| file.sync_all()).map_err(io)?;
        return Ok(fresh);
    }
    if fs::metadata(path).map_err(io)?.permissions().mode() & 0o077 != 0 {
        return Err(BadSecret::Readable(name));
    }
    let bytes: [u8; BYTES] =
        fs::read(path).map_err(io)?.try_into().map_err(|_| BadSecret::Weak(name.clone()))?;
    let first = bytes[0];
    if bytes.iter().all(|byte| *byte == first) {
        return Err(BadSecret::Weak(name));
    }
    Ok(bytes)
}
