//! One signature that somebody made.

use crate::credentials::Secret;
use crate::platform::{self, Platform};
use crate::sign_method::Chosen;
use gatekit_core::Params;
use gatekit_core::request::Blanks;
use gatekit_core::request::sign::{Canonical, SignMethod, Style};
use serde_json::{Map, Value};

/// Parameters that a vector may have.
const PARAMS_MAX: usize = 4096;

pub(super) struct Vector<'v> {
    platform: Platform,
    method: Chosen,
    params: Vec<(&'v str, &'v str)>,
    body: &'v str,
    empties: Empties,
    sign: &'v str,
}

/// What the signer did with blank values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Empties {
    /// There are none.
    Any,
    Dropped,
    Signed,
    /// One of the roles must reproduce the signature.
    Unknown,
}

#[derive(Clone, Copy)]
enum Role {
    Client,
    Verifier,
}

impl<'v> Vector<'v> {
    pub(super) fn of(members: &'v Map<String, Value>) -> Result<Self, String> {
        let gateway = text(members, "gateway")?;
        let platform = Platform::named(gateway).ok_or_else(|| {
            format!(
                "unknown gateway `{gateway}`, known are {}",
                platform::known()
            )
        })?;
        let secret = optional(members, "secret")?;
        let name = text(members, "sign_method")?;
        let key = Secret::new(secret.unwrap_or_default());
        let method = Chosen::named(platform, name, None, Some(&key));
        if method.as_ref().is_ok_and(Chosen::has_key) && secret.is_none() {
            return Err("`secret` is missing".to_owned());
        }
        let Some(Value::Object(params)) = members.get("params") else {
            return Err("`params` is no object".to_owned());
        };
        let params = params.iter().filter(|(name, _)| *name != "sign");
        let params = params.map(|(name, value)| match value {
            Value::String(value) => Ok((name.as_str(), value.as_str())),
            _ => Err(format!("the parameter `{name}` is no text")),
        });
        Ok(Self {
            platform,
            method: method.map_err(|failure| failure.to_string())?,
            params: params.collect::<Result<_, _>>()?,
            body: optional(members, "body")?.unwrap_or_default(),
            empties: match optional(members, "empties")? {
                None => Empties::Unknown,
                Some("any") => Empties::Any,
                Some("dropped") => Empties::Dropped,
                Some("signed") => Empties::Signed,
                Some(_) => return Err("`empties` is none of any, dropped, signed".to_owned()),
            },
            sign: text(members, "sign")?,
        })
    }

    /// Whether each role that must reproduce the signature does, and at least one.
    pub(super) fn check(&self) -> Result<(), String> {
        let mut reproduced = false;
        let mut problems = Vec::new();
        for role in [Role::Client, Role::Verifier] {
            match self.signature(role)? {
                signature if signature == self.sign => reproduced = true,
                // The signature that was made is not shown: it is the right one for somebody who
                // knows the secret.
                _ if self.is_for(role) => problems.push(format!(
                    "as {} the signature is not {}",
                    role.name(),
                    self.sign
                )),
                _ => {}
            }
        }
        if problems.is_empty() && !reproduced {
            problems.push(format!("nobody's signature is {}", self.sign));
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems.join("; "))
        }
    }

    fn is_for(&self, role: Role) -> bool {
        match (self.empties, role) {
            (Empties::Any, _) | (Empties::Signed, Role::Verifier) => true,
            (Empties::Dropped, Role::Client) => self.client_drops(),
            (Empties::Signed, Role::Client) => !self.client_drops(),
            (Empties::Dropped, Role::Verifier) | (Empties::Unknown, _) => false,
        }
    }

    /// No client sends a parameter without a name.
    fn client_drops(&self) -> bool {
        self.platform.dialect().blanks == Blanks::Dropped || self.nameless().is_some()
    }

    /// The value of the parameter without a name.
    fn nameless(&self) -> Option<&'v str> {
        let mut params = self.params.iter();
        let found = params.find(|(name, _)| name.is_empty());
        found.map(|(_, value)| *value)
    }

    fn signature(&self, role: Role) -> Result<String, String> {
        // Too large for a stack that may be small.
        let mut params = Box::new(Params::<PARAMS_MAX>::new(&mut []));
        params.set_blanks(match role {
            Role::Client => self.platform.dialect().blanks,
            Role::Verifier => Blanks::Kept,
        });
        params.set_order(self.platform.dialect().order);
        for (name, value) in self.params.iter().filter(|(name, _)| !name.is_empty()) {
            params
                .text(name, value)
                .map_err(|error| error.to_string())?;
        }
        let mut first = Params::<1>::new(&mut []);
        first.set_blanks(Blanks::Kept);
        if let (Role::Verifier, Some(value)) = (role, self.nameless()) {
            self.add_nameless(&mut first, value)?;
        }
        // Nothing sorts before an empty name.
        let params = [first.as_slice(), params.as_slice()].concat();
        let canonical = Canonical::new(&params, self.body.as_bytes());
        let signature = self.method.sign(&canonical);
        Ok(signature
            .map(|signature| signature.to_string())
            .unwrap_or_default())
    }

    /// The core takes no parameter without a name: one that adds the same to what is hashed.
    fn add_nameless(&self, first: &mut Params<'v, 1>, value: &'v str) -> Result<(), String> {
        let added = match self.method.layout().style {
            Style::NamesAndValues if value.is_empty() => Ok(()),
            Style::NamesAndValues => first.text(value, ""),
            Style::Values => first.text("-", value),
            Style::Pairs(_) if value.is_empty() || value == "0" => Ok(()),
            Style::Pairs(_) => first.text("", value),
        };
        added.map_err(|error| error.to_string())
    }
}

impl Role {
    const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Verifier => "verifier",
        }
    }
}

fn text<'v>(members: &'v Map<String, Value>, name: &str) -> Result<&'v str, String> {
    optional(members, name)?.ok_or_else(|| format!("`{name}` is missing"))
}

/// A text; `null` counts as absent.
pub(super) fn optional<'v>(
    members: &'v Map<String, Value>,
    name: &str,
) -> Result<Option<&'v str>, String> {
    match members.get(name) {
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Null) | None => Ok(None),
        Some(_) => Err(format!("`{name}` is no text")),
    }
}
