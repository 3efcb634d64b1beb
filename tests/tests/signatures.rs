//! The given signatures, made by official SDKs: reproduced as a client and as a verifier, and
//! checked against an independent implementation.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::gateway::phalapi::{PairsMd5, ValuesMd5, ValuesMd5Secret};
use gatekit_core::gateway::top::TopSign;
use gatekit_core::request::sign::{Canonical, Layout, Piece, Sha1, SignMethod, Signature};
use gatekit_core::request::{Blanks, Params};
use hmac::{KeyInit, Mac};
use md5::Digest;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/signatures.jsonl");

#[derive(serde::Deserialize)]
struct Vector {
    name: String,
    gateway: String,
    sign_method: String,
    secret: String,
    params: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    empties: String,
    sign: String,
}

impl Vector {
    fn all() -> Vec<Self> {
        let lines = std::fs::read_to_string(VECTORS).unwrap();
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// A client drops blanks, except to PhalApi sites.
    fn client_blanks(&self) -> Blanks {
        if self.gateway.starts_with("phalapi") {
            Blanks::Kept
        } else {
            Blanks::Dropped
        }
    }

    fn is_for(&self, role: Role) -> bool {
        match (role, self.empties.as_str()) {
            (_, "any") => true,
            (Role::Client, "dropped") => !self.gateway.starts_with("phalapi"),
            (Role::Client, "signed") => self.gateway.starts_with("phalapi"),
            (Role::Verifier, empties) => empties == "signed",
            (_, other) => panic!("{}: empties {other}", self.name),
        }
    }

    fn blanks(&self, role: Role) -> Blanks {
        match role {
            Role::Client => self.client_blanks(),
            Role::Verifier => Blanks::Kept,
        }
    }

    /// The library's view: canonical string (with the secret in its place) and signature.
    fn signed(&self, secret: &str, role: Role) -> (Vec<u8>, Signature) {
        let mut params = Params::<32>::new(&mut []);
        params.set_blanks(self.blanks(role));
        for (name, value) in self.params.iter().filter(|(name, _)| *name != "sign") {
            params.text(name, value).unwrap();
        }
        let canonical = Canonical::new(params.as_slice(), self.body.as_bytes());
        let top = || TopSign::named(&self.sign_method, secret).unwrap().unwrap();
        let values = || ValuesMd5Secret::new(secret).unwrap();
        match (self.gateway.as_str(), self.sign_method.as_str()) {
            ("top" | "qimen", _) => with(&top(), &canonical, secret),
            ("qianmi", "sha1") => with(&Sha1::new(secret).unwrap(), &canonical, secret),
            ("phalapi", "values-md5") => with(&ValuesMd5::<_>::new() as &ValuesMd5, &canonical, ""),
            ("phalapi", "pairs-md5 separator =") => with(&PairsMd5::new("="), &canonical, ""),
            ("phalapi", "pairs-md5 separator :") => with(&PairsMd5::new(":"), &canonical, ""),
            ("phalapi-pro", "values-md5-secret") => with(&values(), &canonical, secret),
            other => panic!("{}: {other:?}", self.name),
        }
    }

    /// The same from the documentation, in a few plain lines.
    fn plain(&self, role: Role) -> (String, String) {
        let blank = |value: &str| value.chars().all(is_java_whitespace);
        let drops = self.blanks(role) == Blanks::Dropped;
        let mut text = String::new();
        for (name, value) in self.params.iter().filter(|(name, _)| *name != "sign") {
            match self.sign_method.split_once(" separator ") {
                _ if drops && blank(value) => {}
                Some((_, separator)) if !value.is_empty() && value != "0" => {
                    text.extend([name.as_str(), separator, value]);
                }
                Some(_) => {}
                None if self.gateway.starts_with("phalapi") => text += value,
                None => text.extend([name.as_str(), value]),
            }
        }
        text += &self.body;
        let secret = &self.secret;
        let canonical = match self.sign_method.as_str() {
            "md5" | "sha1" => format!("{secret}{text}{secret}"),
            "values-md5-secret" => format!("{text}{secret}"),
            _ => text,
        };
        let (bytes, key) = (canonical.as_bytes(), secret.as_bytes());
        let digest = match self.sign_method.as_str() {
            "sha1" => sha1::Sha1::digest(bytes).to_vec(),
            "hmac" => mac::<hmac::Hmac<md5::Md5>>(key, bytes),
            "hmac-sha256" => mac::<hmac::Hmac<sha2::Sha256>>(key, bytes),
            _ => md5::Md5::digest(bytes).to_vec(),
        };
        let lower = self.gateway == "phalapi";
        let sign = digest.iter().fold(String::new(), |mut sign, byte| {
            if lower {
                write!(sign, "{byte:02x}")
            } else {
                write!(sign, "{byte:02X}")
            }
            .unwrap();
            sign
        });
        (canonical, sign)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    Client,
    Verifier,
}

fn with(method: &dyn SignMethod, canonical: &Canonical<'_>, secret: &str) -> (Vec<u8>, Signature) {
    (
        walked(canonical, method.layout(), secret),
        method.sign(canonical).unwrap(),
    )
}

fn walked(canonical: &Canonical<'_>, layout: Layout, secret: &str) -> Vec<u8> {
    let mut string = Vec::new();
    canonical.walk(layout, |piece| {
        string.extend_from_slice(match piece {
            Piece::Secret => secret.as_bytes(),
            Piece::Separator(separator) => separator.as_bytes(),
            Piece::Name(bytes) | Piece::Body(bytes) | Piece::Value { value: bytes, .. } => bytes,
        });
    });
    string
}

fn mac<M: Mac + KeyInit>(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).unwrap();
    mac.update(bytes);
    mac.finalize().into_bytes().to_vec()
}

/// As the documentation of `java.lang.Character` lists them.
fn is_java_whitespace(character: char) -> bool {
    let no_break = ['\u{85}', '\u{a0}', '\u{2007}', '\u{202f}'];
    (character.is_whitespace() && !no_break.contains(&character))
        || ('\u{1c}'..='\u{1f}').contains(&character)
}

fn reproduced(role: Role) -> Vec<String> {
    let vectors = Vector::all();
    let of_this_role = vectors.iter().filter(|vector| vector.is_for(role));
    let compared = of_this_role.map(|vector| {
        let (_, signature) = vector.signed(&vector.secret, role);
        assert_eq!(
            signature.as_str(),
            vector.sign,
            "{} as {role:?}",
            vector.name
        );
        vector.name.clone()
    });
    compared.collect()
}

#[test]
fn a_client_reproduces_the_sdks_that_drop_blanks() {
    assert_eq!(reproduced(Role::Client).len(), 170);
}

#[test]
fn a_verifier_reproduces_the_sdks_that_sign_blanks() {
    assert_eq!(reproduced(Role::Verifier).len(), 172);
}

#[test]
fn all_179_are_reproduced_by_one_of_the_two() {
    let mut names = reproduced(Role::Client);
    names.extend(reproduced(Role::Verifier));
    names.sort();
    names.dedup();
    let mut all: Vec<_> = Vector::all()
        .into_iter()
        .map(|vector| vector.name)
        .collect();
    assert_eq!(all.len(), 179);
    all.sort();
    assert_eq!(names, all);
}

#[test]
fn canonical_strings_and_digests_are_those_of_an_independent_implementation() {
    for vector in Vector::all() {
        for role in [Role::Client, Role::Verifier] {
            let (canonical, sign) = vector.plain(role);
            let (walked, signature) = vector.signed(&vector.secret, role);
            let name = &vector.name;
            assert_eq!(
                String::from_utf8(walked).unwrap(),
                canonical,
                "{name} as {role:?}"
            );
            assert_eq!(signature.as_str(), sign, "{name} as {role:?}");
            if vector.is_for(role) {
                assert_eq!(sign, vector.sign, "{name} as {role:?}");
            }
        }
    }
}

#[test]
fn one_changed_character_of_the_secret_changes_every_signature() {
    for vector in Vector::all()
        .iter()
        .filter(|vector| !vector.secret.is_empty())
    {
        for (at, character) in vector.secret.char_indices() {
            let mut secret = vector.secret.clone();
            let other = if character == 'x' { "y" } else { "x" };
            secret.replace_range(at..at + character.len_utf8(), other);
            let (_, signature) = vector.signed(&secret, vector_role(vector));
            assert_ne!(signature.as_str(), vector.sign, "{}", vector.name);
        }
    }
}

fn vector_role(vector: &Vector) -> Role {
    if vector.is_for(Role::Client) {
        Role::Client
    } else {
        Role::Verifier
    }
}
