//! `gatekit sign`: the signature of exactly these parameters.

use crate::call::XML_BODY;
use crate::config::Config;
use crate::console::{Console, printable};
use crate::credentials::{self, Secret, environment};
use crate::failure::{Exit, Failure};
use crate::gateway::can_sign;
use crate::hints;
use crate::pair::{self, Pair};
use crate::platform::Platform;
use crate::shown;
use crate::sign_method::{self, Chosen};
use clap::Args;
use gatekit_core::request::explain::Stage;
use gatekit_core::request::sign::{Canonical, SignMethod};
use gatekit_core::request::{Blanks, Name, Order, ParamProblem};
use gatekit_core::{ParamError, Params};
use std::path::{Path, PathBuf};

/// Parameters that can be signed at once.
const PARAMS_MAX: usize = 256;

/// Prints the signature of exactly these parameters: no system parameter is added, `sign` itself
/// is left out, and so are blank values (except on PhalApi). With --explain, the last line is the
/// signature.
#[derive(Args)]
pub(crate) struct Options {
    /// Whose rules count
    #[arg(ignore_case = true)]
    gateway: Platform,
    /// Parameters
    #[arg(value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// How to sign: md5, hmac, hmac-sha256 (top, qimen), sha1 (qianmi), values-md5, pairs-md5
    /// (phalapi), values-md5-secret (phalapi-pro); the gateway's usual one if not given, md5 for
    /// standard calls of qimen (a body, or a customerId without target_app_key)
    #[arg(long = "sign-method", visible_alias = "method", value_name = "METHOD")]
    method: Option<String>,
    /// What stands between name and value in pairs-md5, which it stands for if no method is named
    #[arg(long, value_name = "TEXT")]
    separator: Option<String>,
    /// Application secret; others on this computer can see options, so prefer the environment or
    /// a file [env: GATEKIT_APP_SECRET]
    #[arg(long, visible_alias = "app-secret", allow_hyphen_values = true)]
    secret: Option<String>,
    /// TOML file with app_secret, sign_method and separator, for all gateways or in a table of the
    /// gateway's name
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// File with the raw body that is signed too (top, qimen)
    #[arg(long, value_name = "FILE")]
    body_file: Option<PathBuf>,
    /// Show every stage, secrets masked; the last line is the signature alone
    #[arg(long)]
    explain: bool,
}

pub(crate) fn run(options: &Options, console: &mut Console) -> Result<Exit, Failure> {
    let given = pair::all(&options.params)?;
    let body = match &options.body_file {
        Some(file) => body_of(file, options.gateway)?,
        None => Vec::new(),
    };
    let method = options.sign_method(&given, console)?;
    let mut params = Params::<PARAMS_MAX>::new(&mut []);
    let dialect = options.gateway.dialect();
    let blanks = dialect.blanks;
    params.set_blanks(blanks);
    params.set_order(dialect.order);
    for Pair { name, value } in given.iter().filter(|pair| pair.name != "sign") {
        params
            .text(name, value)
            .map_err(|error| hints::params(&error))?;
    }
    let mut names = params.as_slice().iter().map(|param| param.name());
    if let Some(name) = names.find(|name| !can_sign(options.gateway, name)) {
        return Err(hints::params(&ParamError {
            name: Name::new(name),
            problem: ParamProblem::NotSignable,
        }));
    }
    let canonical = Canonical::new(params.as_slice(), &body);
    let signature = method
        .sign(&canonical)
        .map(|signature| signature.to_string());
    let signature = signature.unwrap_or_default();
    if options.explain {
        let stages = options.stages(&given, &method, blanks, &canonical);
        for stage in stages {
            console.line(printable(&stage))?;
        }
    }
    console.line(signature)?;
    Ok(Exit::Done)
}

impl Options {
    fn sign_method(&self, given: &[Pair], console: &mut Console) -> Result<Chosen, Failure> {
        // What the parameters say is what the gateway will check.
        let told = given
            .iter()
            .find(|pair| pair.name == "sign_method" && !pair.value.trim().is_empty());
        let told = told.filter(|_| self.gateway.signs_bodies());
        let told = told.map(|pair| pair.value.as_str());
        if let (Some(told), Some(named)) = (told, self.method.as_deref())
            && !told.eq_ignore_ascii_case(named)
        {
            return Err(Failure::usage(
                format!(
                    "the parameter sign_method names another method than --sign-method {named}"
                ),
                "Name the same method in both, or leave one of them out: the gateway checks by the parameter.",
            ));
        }
        let config = self.config.as_deref();
        let config = config.map(|file| Config::read(file, self.gateway));
        let config = config.transpose()?.unwrap_or_default();
        let configured = config.get("sign_method");
        let name = self.method.as_deref().or(told).or(configured.as_deref());
        let secret = match &self.secret {
            Some(secret) => Some(secret.clone()),
            None => environment("GATEKIT_APP_SECRET")?.or_else(|| config.get("app_secret")),
        };
        let secret = secret.map(Secret::new);
        let configured = config.separator(self.gateway);
        let configured = configured.filter(|_| {
            self.method
                .as_deref()
                .is_none_or(sign_method::has_separator)
        });
        let separator = self.separator.clone().or(configured);
        let first = self.gateway.sign_methods().first().copied();
        let usual = sign_method::usual(self.gateway, separator.as_deref(), self.is_standard(given));
        let method = Chosen::named(
            self.gateway,
            name.or(usual).or(first).unwrap_or_default(),
            separator.as_deref(),
            secret.as_ref(),
        )?;
        let secret = secret.filter(|_| method.has_key());
        if let Some(secret) = secret {
            if secret.reveal().is_empty() {
                return Err(Failure::usage(
                    "the secret is empty",
                    "Give the secret of the platform's console: set GATEKIT_APP_SECRET.",
                ));
            }
            secret.refuse_blank()?;
            credentials::note_white_space("the application secret", secret.reveal(), console)?;
        }
        Ok(method)
    }

    /// Whether it is one of Qimen's standard calls, if it is for Qimen.
    fn is_standard(&self, given: &[Pair]) -> bool {
        let names = |name: &str| {
            let mut given = given.iter();
            given.any(|pair| pair.name == name && !pair.value.trim().is_empty())
        };
        self.body_file.is_some() || names("customerId") && !names("target_app_key")
    }

    fn stages(
        &self,
        given: &[Pair],
        method: &Chosen,
        blanks: Blanks,
        canonical: &Canonical<'_>,
    ) -> Vec<String> {
        let order = match self.gateway.dialect().order {
            Order::Php => {
                "in the order of PHP's ksort: names that are whole numbers by their value"
            }
            Order::Bytes => "in order of their names' bytes",
        };
        let mut stages = vec![format!("1. parameters {order}")];
        let has_body = self.body_file.is_some();
        canonical.explain(method, |stage| match stage {
            Stage::Param(param) => stages.push(shown::parameter(param)),
            Stage::PassedOver(param) => stages.push(shown::passed_over(param)),
            Stage::Canonical(string) => {
                stages.extend(left_out(given, blanks, canonical));
                stages.push(format!("2. {}", method.rule()));
                let length = canonical.body().len();
                if length > 0 {
                    stages.push(format!(
                        "   the raw body of {length} bytes follows the parameters"
                    ));
                }
                stages.push("3. the string that is hashed, secrets masked".to_owned());
                stages.push(format!("   {string}"));
            }
            Stage::Signature(signature) => {
                let is_lower = |letter: u8| letter.is_ascii_lowercase();
                let is_lower = signature.as_bytes().iter().copied().any(is_lower);
                let letters = if is_lower { "lower-case" } else { "upper-case" };
                stages.push(format!("4. digest, in {letters} hexadecimal: {signature}"));
            }
            Stage::Wire(wire) => {
                stages.push("5. on the wire".to_owned());
                let place = if has_body { "in the query: " } else { "" };
                stages.push(format!("   {place}{wire}"));
            }
            _ => {}
        });
        if has_body {
            stages.push(format!(
                "   as the body: {} bytes, Content-Type: {XML_BODY} (call --content-type changes it)",
                canonical.body().len()
            ));
        }
        stages
    }
}

/// What is given and not signed, and why.
fn left_out(given: &[Pair], blanks: Blanks, canonical: &Canonical<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for Pair { name, .. } in given {
        let mut signed = canonical.params();
        if name == "sign" {
            lines.push("   sign is left out: a signature does not sign itself".to_owned());
        } else if signed.all(|param| param.name() != name.as_bytes()) {
            lines.push(shown::left_out(name));
        }
    }
    if blanks == Blanks::Kept {
        lines.push("   (nothing blank is left out on PhalApi)".to_owned());
    }
    lines
}

/// The bytes of a body that is signed.
pub(crate) fn body_of(file: &Path, platform: Platform) -> Result<Vec<u8>, Failure> {
    if !platform.signs_bodies() {
        return Err(Failure::usage(
            format!("{} signs no bodies", platform.name()),
            "Give parameters as name=value; raw bodies are for top and qimen.",
        ));
    }
    std::fs::read(file).map_err(|error| {
        Failure::usage(
            format!("{} cannot be read: {error}", file.display()),
            "Check the path of the body's file.",
        )
    })
}
