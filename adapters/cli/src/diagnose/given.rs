//! What somebody has: parameters, a secret, and what was made of them.

use super::attempt::{PARAMS_MAX, Parameter};
use super::captured::{self, Captured};
use super::method::Method;
use super::moment::Moment;
use super::{Options, SECRET, untold};
use crate::console::Console;
use crate::credentials::{Credentials, Secret};
use crate::failure::Failure;
use crate::gateway::can_sign;
use crate::platform::Platform;
use crate::sign_method::{missing_secret, no_separator, other_separator, usual};
use gatekit_core::gateway::Slot;
use gatekit_core::request::Blanks;

/// What mistakes are made from, beside the attempt itself.
pub(super) struct Facts {
    pub(super) platform: Platform,
    /// As it was given, white space and all.
    pub(super) secret: Secret,
    /// A parameter `sign` that is not the signature in question.
    pub(super) sign: Option<Parameter>,
    /// Parameters whose names the platform passes over when it checks.
    pub(super) uploads: Vec<Parameter>,
}

impl Facts {
    pub(super) fn drops_blanks(&self) -> bool {
        self.platform.dialect().blanks == Blanks::Dropped
    }
}

pub(super) struct Given {
    pub(super) facts: Facts,
    pub(super) signature: Option<String>,
    pub(super) canonical: Option<String>,
    /// Each name once, `sign` not among them.
    pub(super) params: Vec<Parameter>,
    pub(super) body: String,
    /// Those that the gateway may have been told, the likeliest first.
    pub(super) methods: Vec<Method>,
    /// The time of the call, where an option says it.
    pub(super) now: Option<Moment>,
    /// Whether the secret is only what stands at both ends of the string.
    pub(super) assumes_secret: bool,
}

impl Given {
    pub(super) fn of(options: &Options, console: &mut Console) -> Result<Self, Failure> {
        let told = Told::of(options)?;
        let platform = told.platform;
        let Captured {
            mut params,
            body,
            is_complete,
        } = captured::all(options, platform)?;
        let sign = params.iter().position(|param| param.name == "sign");
        let sign = sign.map(|index| params.remove(index));
        let (signature, sign) = signature(options, sign);
        // PHP changes names and signs their values all the same.
        let is_upload = |param: &mut Parameter| {
            platform == Platform::Qianmi && !can_sign(platform, param.name.as_bytes())
        };
        let uploads = params.extract_if(.., is_upload).collect();
        let canonical = options.canonical.clone();
        if signature.is_none() && canonical.is_none() {
            return Err(Failure::usage(
                "there is nothing to compare with",
                "Give the signature with --sign, or the string that was signed with --canonical.",
            ));
        }

        let names_application = params.iter().any(|param| is_app_key(platform, &param.name));
        let credentials = Credentials::of_any(platform, &options.credentials)?;
        let secret = credentials.app_secret.clone();
        // What was captured is not mixed with what the environment holds.
        let credentials = if is_complete || names_application {
            Credentials {
                app_secret: secret.clone(),
                ..options.credentials.alone()
            }
        } else {
            credentials
        };
        credentials.note_white_space(console)?;
        complete(
            &mut params,
            platform,
            &told,
            &credentials,
            options.timestamp,
        );
        if params.len() > PARAMS_MAX {
            return Err(Failure::usage(
                format!("there are more than {PARAMS_MAX} parameters"),
                "Give those of one call.",
            ));
        }
        let methods = told.methods(
            &params,
            !body.is_empty(),
            signature.as_deref(),
            secret.is_some(),
        );
        if signature.is_some() && secret.is_none() && methods.iter().any(Method::has_secret) {
            return Err(missing_secret());
        }
        let wraps = |method: &Method| method.secret_before && method.secret_after;
        let may_assume = secret.is_none() && methods.iter().any(wraps);
        let assumed = canonical.as_deref().filter(|_| may_assume);
        let assumed = assumed.and_then(untold::secret).unwrap_or_default();
        Ok(Self {
            facts: Facts {
                platform,
                secret: secret.unwrap_or_else(|| Secret::new(assumed)),
                sign,
                uploads,
            },
            assumes_secret: !matches!(assumed, "" | SECRET),
            signature,
            canonical,
            params,
            body,
            methods,
            now: options.timestamp,
        })
    }
}

/// The signature in question, and a parameter `sign` that is another one.
fn signature(options: &Options, sign: Option<Parameter>) -> (Option<String>, Option<Parameter>) {
    let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    match (&options.sign, sign) {
        (None, sign) => (sign.and_then(|sign| text(&sign.value)), None),
        (Some(told), sign) => {
            let other = sign.filter(|sign| !sign.value.eq_ignore_ascii_case(told.trim()));
            (text(told), other)
        }
    }
}

/// Adds the system parameters that options and credentials say.
fn complete(
    params: &mut Vec<Parameter>,
    platform: Platform,
    told: &Told,
    credentials: &Credentials,
    now: Option<Moment>,
) {
    let has_service = params.iter().any(|param| param.name == "s");
    for row in platform.dialect().system {
        let value = match row.slot {
            Slot::Method if has_service => None,
            Slot::Method => told.api.clone(),
            Slot::Timestamp => now.map(|now| now.time.to_string()),
            Slot::AppKey => credentials.app_key.clone(),
            Slot::Session => credentials.token.clone(),
            Slot::PartnerId => credentials.partner_id.clone(),
            Slot::TargetAppKey => credentials.target_app_key.clone(),
            Slot::CustomerId => credentials.customer_id.clone(),
            Slot::UserId => credentials.user_id.clone(),
            _ => None,
        };
        let is_missing = params.iter().all(|param| param.name != row.name);
        if let Some(value) = value.filter(|_| is_missing) {
            params.push(system(row.name, &value, params.len()));
        }
    }
}

/// A system parameter.
pub(super) fn system(name: &str, value: &str, place: usize) -> Parameter {
    Parameter {
        name: name.to_owned(),
        value: value.to_owned(),
        encoded: None,
        is_system: true,
        is_assumed: false,
        place,
    }
}

fn is_app_key(platform: Platform, name: &str) -> bool {
    let mut rows = platform.dialect().system.iter();
    rows.any(|row| row.slot == Slot::AppKey && row.name == name)
}

/// What the options say of methods.
struct Told {
    platform: Platform,
    method: Option<Method>,
    /// The gateway's method that is called.
    api: Option<String>,
}

impl Told {
    /// `--method` is a way to sign, as in `gatekit sign`, or a method of the gateway, as in
    /// `gatekit call`: no name is both.
    fn of(options: &Options) -> Result<Self, Failure> {
        let separator = options.separator.as_deref();
        let mut told = Self {
            platform: options.gateway,
            method: None,
            api: None,
        };
        for name in options.sign_method.iter().chain(&options.method) {
            match Method::named(name, separator) {
                Some(method) => told.sign_with(method)?,
                None if options.sign_method.as_ref() == Some(name) => {
                    return Err(unknown(told.platform, name));
                }
                None => told.api = Some(name.clone()),
            }
        }
        match (told.method.map(|method| method.name), separator) {
            (_, None) | (Some("pairs-md5"), _) => {}
            (None, Some(separator)) if told.platform == Platform::Phalapi => {
                told.sign_with(Method::pairs(separator))?;
            }
            _ => return Err(other_separator()),
        }
        Ok(told)
    }

    fn sign_with(&mut self, method: Method) -> Result<(), Failure> {
        // The two kinds of PhalApi site go by one name.
        let others = match self.platform {
            Platform::Phalapi => Some(Platform::PhalapiPro),
            Platform::PhalapiPro => Some(Platform::Phalapi),
            _ => None,
        };
        let candidates = [Some(self.platform), others].into_iter().flatten();
        let platform = candidates
            .into_iter()
            .find(|platform| platform.sign_methods().contains(&method.name));
        self.platform = platform.ok_or_else(|| unknown(self.platform, method.name))?;
        if method.name == "pairs-md5" && method.joints.equals.is_empty() {
            return Err(no_separator());
        }
        self.method = Some(method);
        Ok(())
    }

    /// What the parameters say is what the gateway checks.
    fn methods(
        &self,
        params: &[Parameter],
        has_body: bool,
        signature: Option<&str>,
        has_secret: bool,
    ) -> Vec<Method> {
        let named = params.iter().find(|param| param.name == "sign_method");
        let named = named.filter(|_| self.platform.signs_bodies());
        let named = named.and_then(|param| Method::named(&param.value, None));
        let is_known = |method: &Method| self.platform.sign_methods().contains(&method.name);
        if let Some(method) = named.filter(is_known).or(self.method) {
            return vec![method];
        }
        let mut methods = Method::of(self.platform);
        let has = |name: &str| {
            let mut params = params.iter();
            params.any(|param| param.name == name && !param.is_blank())
        };
        let is_standard = has_body || has("customerId") && !has("target_app_key");
        if let Some(first) = usual(self.platform, None, is_standard) {
            methods.sort_by_key(|method| method.name != first);
        }
        if self.platform == Platform::Phalapi && has_secret {
            methods.extend(Method::of(Platform::PhalapiPro));
        }
        let of_length = |method: &&Method| {
            signature.is_none_or(|signature| signature.len() == method.engine.digits())
        };
        let fitting: Vec<_> = methods.iter().filter(of_length).copied().collect();
        if fitting.is_empty() { methods } else { fitting }
    }
}

fn unknown(platform: Platform, name: &str) -> Failure {
    let known = platform.sign_methods().join(", ");
    Failure::usage(
        format!("{} has no sign method `{name}`", platform.name()),
        format!("Known for {}: {known}.", platform.name()),
    )
}
