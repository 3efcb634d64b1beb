//! A way to sign, chosen by its name.

use crate::credentials::Secret;
use crate::failure::Failure;
use crate::platform::Platform;
use gatekit_core::gateway::phalapi::{PairsMd5, Unsigned, ValuesMd5, ValuesMd5Secret};
use gatekit_core::request::sign::{
    Canonical, HmacMd5, HmacSha256, Layout, Md5, SecretPlace, Sha1, SignMethod, Signature, Style,
};

const WITH_SEPARATOR: &str = "pairs-md5 separator ";

/// What is signed with where no method is named: the one that has a separator, and md5 for Qimen's
/// standard calls, as its SDKs do it. Otherwise the platform's first, or none.
pub(crate) fn usual(
    platform: Platform,
    separator: Option<&str>,
    is_standard: bool,
) -> Option<&'static str> {
    match platform {
        Platform::Phalapi => separator.map(|_| "pairs-md5"),
        Platform::Qimen if is_standard => Some("md5"),
        _ => None,
    }
}

/// Whether the method of this name has a separator.
pub(crate) fn has_separator(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "pairs-md5" || name.starts_with(WITH_SEPARATOR)
}

/// The method of that name on that platform, with its key.
pub(crate) struct Chosen(Box<dyn SignMethod>);

impl Chosen {
    /// `name` as in the vectors: the separator of `pairs-md5` may stand in the name
    /// (`pairs-md5 separator =`). Names may be written in capitals.
    pub(crate) fn named(
        platform: Platform,
        name: &str,
        separator: Option<&str>,
        secret: Option<&Secret>,
    ) -> Result<Self, Failure> {
        let (name, separator) = match name.split_at_checked(WITH_SEPARATOR.len()) {
            Some((start, separator)) if start.eq_ignore_ascii_case(WITH_SEPARATOR) => {
                ("pairs-md5", Some(separator))
            }
            _ => (name, separator),
        };
        let mut known = platform.sign_methods().iter().copied();
        let Some(name) = known.find(|known| known.eq_ignore_ascii_case(name)) else {
            return Err(unknown(platform, name));
        };
        if separator.is_some() && name != "pairs-md5" {
            return Err(other_separator());
        }
        let key = || secret.cloned().ok_or_else(missing_secret);
        let refused = |error: gatekit_core::request::sign::SecretError| {
            Failure::usage(error.to_string(), "Give another secret.")
        };
        Ok(Self(match name {
            "hmac-sha256" => Box::new(HmacSha256::with_key(key()?.as_ref()).map_err(refused)?),
            "hmac" => Box::new(HmacMd5::with_key(key()?.as_ref()).map_err(refused)?),
            "md5" => Box::new(Md5::with_key(key()?)),
            "sha1" => Box::new(Sha1::with_key(key()?)),
            "values-md5" => Box::new(ValuesMd5::<gatekit_core::request::hash::Md5>::new()),
            "pairs-md5" => Box::new(PairsMd5::new(kept(separator.ok_or_else(no_separator)?))),
            "values-md5-secret" => Box::new(ValuesMd5Secret::with_key(key()?)),
            _ => return Err(unknown(platform, name)),
        }))
    }

    /// Nothing is signed: a site that asks for a token at most.
    pub(crate) fn unsigned() -> Self {
        Self(Box::new(Unsigned))
    }

    /// Whether somebody's secret is signed with.
    pub(crate) fn has_key(&self) -> bool {
        self.layout().secret != SecretPlace::Apart || self.name().starts_with("hmac")
    }

    /// How it signs, in words.
    pub(crate) fn rule(&self) -> String {
        let layout = self.layout();
        let params = match layout.style {
            Style::NamesAndValues => "name and value of each parameter".to_owned(),
            Style::Values => "value of each parameter".to_owned(),
            Style::Pairs(separator) => {
                format!("name, `{separator}` and value of each parameter that is not empty or 0")
            }
        };
        let secret = match layout.secret {
            SecretPlace::BothEnds => ", the secret before and after",
            SecretPlace::AtEnd => ", then the secret",
            SecretPlace::Apart if self.name().starts_with("hmac") => ", the secret is the key",
            SecretPlace::Apart => ", no secret",
        };
        format!("{}: {params}{secret}", self.name())
    }
}

impl SignMethod for Chosen {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn layout(&self) -> Layout {
        self.0.layout()
    }

    fn sign(&self, canonical: &Canonical<'_>) -> Option<Signature> {
        self.0.sign(canonical)
    }
}

/// The core's separator lives as long as the program, which knows of a few at most.
fn kept(separator: &str) -> &'static str {
    Box::leak(separator.into())
}

fn unknown(platform: Platform, name: &str) -> Failure {
    let known = platform.sign_methods().join(", ");
    Failure::usage(
        format!("{} has no sign method `{name}`", platform.name()),
        format!("Known for {}: {known}.", platform.name()),
    )
}

pub(crate) fn missing_secret() -> Failure {
    Failure::usage(
        "the application secret is missing",
        "Set GATEKIT_APP_SECRET, or give --app-secret (which others on this computer can see).",
    )
}

/// It would be passed over in silence.
pub(crate) fn other_separator() -> Failure {
    Failure::usage(
        "only pairs-md5 (phalapi) has a separator",
        "Leave --separator out, or sign with --sign-method pairs-md5.",
    )
}

pub(crate) fn no_separator() -> Failure {
    Failure::usage(
        "pairs-md5 needs the separator that the site uses",
        "Give it: --separator =",
    )
}
