//! Where keys and tokens come from: options, then the environment, then a file.

use crate::config::Config;
use crate::console::Console;
use crate::failure::Failure;
use crate::hints;
use crate::platform::Platform;
use crate::sign_method;
use clap::Args;
use std::fmt;
use std::path::PathBuf;
use zeroize::Zeroize;

/// An application secret: wiped when dropped, never printed.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// White space alone is nobody's secret.
    pub(crate) fn refuse_blank(&self) -> Result<(), Failure> {
        if self.0.trim().is_empty() {
            return Err(Failure::usage(
                "the application secret is blank",
                "Give the secret of the platform's console: set GATEKIT_APP_SECRET.",
            ));
        }
        Ok(())
    }

    /// The text, for the few who must copy it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl AsRef<[u8]> for Secret {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(..)")
    }
}

/// White space around a key, a secret or a token is signed, and mostly comes from a file or a paste.
pub(crate) fn note_white_space(
    what: &str,
    value: &str,
    console: &mut Console,
) -> std::io::Result<()> {
    if value.trim() != value {
        console.note(format_args!(
            "note: {what} begins or ends with white space\n\
             hint: Remove it, unless the platform's console shows it so."
        ))?;
    }
    Ok(())
}

/// Each may also stand in the environment (`GATEKIT_APP_KEY`, `GATEKIT_APP_SECRET`,
/// `GATEKIT_SESSION` for TOP and Qimen, `GATEKIT_ACCESS_TOKEN` for Qianmi and PhalApi,
/// `GATEKIT_TARGET_APP_KEY`) or in the file.
#[derive(Args, Default)]
#[group(skip)]
#[command(next_help_heading = "Credentials (options, then environment, then file)")]
pub(crate) struct Options {
    /// Application key [env: GATEKIT_APP_KEY]
    #[arg(long, value_name = "KEY")]
    app_key: Option<String>,
    /// Application secret; others on this computer can see options, so prefer the environment or
    /// a file [env: GATEKIT_APP_SECRET]
    #[arg(
        long,
        visible_alias = "secret",
        value_name = "SECRET",
        allow_hyphen_values = true
    )]
    app_secret: Option<String>,
    /// The user's token [env: GATEKIT_SESSION (TOP, Qimen), GATEKIT_ACCESS_TOKEN (Qianmi, PhalApi)]
    #[arg(
        long,
        visible_alias = "access-token",
        value_name = "TOKEN",
        allow_hyphen_values = true
    )]
    session: Option<String>,
    /// Application that provides the method (TOP, Qimen) [env: GATEKIT_TARGET_APP_KEY]
    #[arg(long, value_name = "KEY")]
    target_app_key: Option<String>,
    /// Customer to whom Qimen routes
    #[arg(long, value_name = "ID")]
    customer_id: Option<String>,
    /// Name of the software that calls (TOP, Qimen, Qianmi)
    #[arg(long, value_name = "ID")]
    partner_id: Option<String>,
    /// User on whose behalf a PhalApi-Pro site is called
    #[arg(long, value_name = "ID")]
    user_id: Option<String>,
    /// TOML file with app_key, app_secret, session and so on, for all gateways or in a table of
    /// the gateway's name
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// For commands that need nothing but the secret.
#[derive(Args)]
#[group(skip)]
pub(crate) struct SecretOptions {
    /// Application secret; others on this computer can see options, so prefer the environment or
    /// a file [env: GATEKIT_APP_SECRET]
    #[arg(
        long,
        visible_alias = "secret",
        value_name = "SECRET",
        allow_hyphen_values = true
    )]
    app_secret: Option<String>,
    /// TOML file with app_secret, for all gateways or in a table of the gateway's name
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl SecretOptions {
    pub(crate) fn find(&self, platform: Platform) -> Result<Secret, Failure> {
        let options = Options {
            app_secret: self.app_secret.clone(),
            config: self.config.clone(),
            ..Options::default()
        };
        let found = Credentials::find(platform, &options)?;
        found.app_secret.ok_or_else(sign_method::missing_secret)
    }
}

/// What was found.
pub(crate) struct Credentials {
    pub(crate) app_key: Option<String>,
    pub(crate) app_secret: Option<Secret>,
    pub(crate) token: Option<String>,
    pub(crate) target_app_key: Option<String>,
    pub(crate) customer_id: Option<String>,
    pub(crate) partner_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) sign_method: Option<String>,
    pub(crate) separator: Option<String>,
}

impl Credentials {
    pub(crate) const fn none() -> Self {
        Self {
            app_key: None,
            app_secret: None,
            token: None,
            target_app_key: None,
            customer_id: None,
            partner_id: None,
            user_id: None,
            url: None,
            sign_method: None,
            separator: None,
        }
    }

    /// For all that is signed or signed with.
    pub(crate) fn note_white_space(&self, console: &mut Console) -> std::io::Result<()> {
        let secret = self.app_secret.as_ref().map(Secret::reveal);
        for (what, value) in [
            ("the application key", self.app_key.as_deref()),
            ("the application secret", secret),
            ("the token", self.token.as_deref()),
        ] {
            note_white_space(what, value.unwrap_or_default(), console)?;
        }
        Ok(())
    }

    pub(crate) fn find(platform: Platform, options: &Options) -> Result<Self, Failure> {
        options.refuse_others_parameters(platform)?;
        Self::of_any(platform, options)
    }

    /// The same, with options that the gateway has no parameter for.
    pub(crate) fn of_any(platform: Platform, options: &Options) -> Result<Self, Failure> {
        let config = options
            .config
            .as_deref()
            .map(|file| Config::read(file, platform));
        let config = config.transpose()?.unwrap_or_default();
        let first = |option: &Option<String>, variable: &str, key: &str| {
            Ok(match option.as_deref() {
                // Of an unset variable of the shell's: another shop's would be taken instead.
                Some("") => return Err(hints::empty_credential(key)),
                Some(value) => Some(value.to_owned()),
                None => environment(variable)?.or_else(|| config.get(key)),
            })
        };
        // A token belongs to one platform: one for TOP must not travel to Qianmi.
        let (token, token_variable) = match platform.token_name() {
            "session" => ("session", "GATEKIT_SESSION"),
            other => (other, "GATEKIT_ACCESS_TOKEN"),
        };
        let secret = first(&options.app_secret, "GATEKIT_APP_SECRET", "app_secret")?;
        let secret = secret.map(Secret::new);
        // PhalApi's sites sign without one.
        if let Some(secret) = secret.as_ref().filter(|_| platform != Platform::Phalapi) {
            secret.refuse_blank()?;
        }
        Ok(Self {
            app_key: first(&options.app_key, "GATEKIT_APP_KEY", "app_key")?,
            app_secret: secret,
            token: first(&options.session, token_variable, token)?,
            target_app_key: first(
                &options.target_app_key,
                "GATEKIT_TARGET_APP_KEY",
                "target_app_key",
            )?,
            customer_id: options
                .customer_id
                .clone()
                .or_else(|| config.get("customer_id")),
            partner_id: options
                .partner_id
                .clone()
                .or_else(|| config.get("partner_id")),
            user_id: options.user_id.clone().or_else(|| config.get("user_id")),
            url: first(&None, "GATEKIT_URL", "url")?,
            sign_method: config.get("sign_method"),
            separator: config.separator(platform),
        })
    }
}

impl Options {
    /// What the options say, without environment and file.
    pub(crate) fn alone(&self) -> Credentials {
        Credentials {
            app_key: self.app_key.clone(),
            app_secret: self.app_secret.clone().map(Secret::new),
            token: self.session.clone(),
            target_app_key: self.target_app_key.clone(),
            customer_id: self.customer_id.clone(),
            partner_id: self.partner_id.clone(),
            user_id: self.user_id.clone(),
            ..Credentials::none()
        }
    }

    /// An option that the gateway has no parameter for would be left out in silence.
    fn refuse_others_parameters(&self, platform: Platform) -> Result<(), Failure> {
        use Platform::{PhalapiPro, Qianmi, Qimen, Top};
        const WITH_KEY: [Platform; 4] = [Top, Qimen, Qianmi, PhalapiPro];
        let options: [(_, _, &[Platform]); 6] = [
            ("--app-key", &self.app_key, &WITH_KEY),
            ("--app-secret", &self.app_secret, &WITH_KEY),
            ("--target-app-key", &self.target_app_key, &[Top, Qimen]),
            ("--customer-id", &self.customer_id, &[Qimen]),
            ("--partner-id", &self.partner_id, &[Top, Qimen, Qianmi]),
            ("--user-id", &self.user_id, &[PhalapiPro]),
        ];
        for (name, value, platforms) in options {
            if value.is_some() && !platforms.contains(&platform) {
                let platforms: Vec<_> = platforms.iter().map(|platform| platform.name()).collect();
                return Err(Failure::usage(
                    format!("{} has no parameter for {name}", platform.name()),
                    format!("Leave it out; it is for {}.", platforms.join(", ")),
                ));
            }
        }
        Ok(())
    }
}

/// A variable that is set and not empty.
pub(crate) fn environment(name: &str) -> Result<Option<String>, Failure> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(Failure::usage(
            format!("the environment variable {name} is not UTF-8"),
            "Set it again, in a terminal that uses UTF-8.",
        )),
    }
}
