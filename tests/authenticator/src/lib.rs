//! A device with passkeys, in software: ES256, no attestation (WebAuthn level 2).

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// The site of the server under test.
pub const ORIGIN: &str = "http://dure.localhost";

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// A device that holds one passkey.
pub struct Authenticator {
    /// Its private key.
    pub key: EcdsaKeyPair,
    /// The id of the credential.
    pub credential: Vec<u8>,
    /// Whose it is, as the server said.
    pub holder: Vec<u8>,
    /// The page that asks.
    pub origin: String,
    /// Whether it verifies who holds it.
    pub verifies: bool,
    /// How often it was used; 0 where it does not count.
    pub counter: u32,
}

impl Default for Authenticator {
    fn default() -> Self {
        Self {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key"),
            credential: uuid::Uuid::now_v7().as_bytes().to_vec(),
            holder: Vec::new(),
            origin: ORIGIN.to_owned(),
            verifies: true,
            counter: 0,
        }
    }
}

impl Authenticator {
    /// Its id as it stands in texts.
    pub fn id(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.credential)
    }

    /// Makes its passkey, as `options` of a challenge ask.
    pub fn make(&mut self, challenge: &Value) -> String {
        let options = options(challenge);
        let text = |pointer: &str| options.pointer(pointer).and_then(Value::as_str).expect("an option");
        self.holder = URL_SAFE_NO_PAD.decode(text("/user/id")).expect("base64url");
        assert_eq!(text("/authenticatorSelection/residentKey"), "required");
        assert_eq!(text("/authenticatorSelection/userVerification"), "required");
        let mut data = self.data(text("/rp/id"), ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential.len()).expect("a short id").to_be_bytes());
        data.extend(&self.credential);
        data.extend(self.public_key());
        let mut object = vec![0xa3];
        object.extend([&[0x63][..], b"fmt", &[0x64], b"none", &[0x67], b"attStmt", &[0xa0]].concat());
        object.extend([&[0x68][..], b"authData", &[0x59]].concat());
        object.extend(u16::try_from(data.len()).expect("short").to_be_bytes());
        object.extend(data);
        let client = self.client("webauthn.create", text("/challenge"));
        json!({
            "id": self.id(), "rawId": self.id(), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "attestationObject": URL_SAFE_NO_PAD.encode(object),
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client), "transports": ["internal"],
            },
        })
        .to_string()
    }

    /// Answers a challenge.
    pub fn answer(&mut self, challenge: &Value) -> String {
        let options = options(challenge);
        let text = |pointer: &str| options.pointer(pointer).and_then(Value::as_str).expect("an option");
        assert_eq!(text("/userVerification"), "required");
        if self.counter > 0 {
            self.counter += 1;
        }
        let data = self.data(text("/rpId"), 0);
        let client = self.client("webauthn.get", text("/challenge"));
        let signed = [&data[..], digest(&SHA256, client.as_bytes()).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).expect("a signature");
        json!({
            "id": self.id(), "rawId": self.id(), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "authenticatorData": URL_SAFE_NO_PAD.encode(data),
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client),
                "signature": URL_SAFE_NO_PAD.encode(signature.as_ref()),
                "userHandle": URL_SAFE_NO_PAD.encode(&self.holder),
            },
        })
        .to_string()
    }

    fn data(&self, site: &str, more: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = digest(&SHA256, site.as_bytes()).as_ref().to_vec();
        data.push(PRESENT | verified | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client(&self, kind: &str, challenge: &str) -> String {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
    }

    /// COSE: EC2, ES256, P-256, x, y.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        let (x, y) = point[1..].split_at(32);
        [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20][..], x, &[0x22, 0x58, 0x20], y]
            .concat()
    }
}

/// The options of a challenge as the server answers it.
pub fn options(challenge: &Value) -> Value {
    let text = challenge["options"].as_str().expect("options");
    serde_json::from_str(text).expect("options are JSON")
}
