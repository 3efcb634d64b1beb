//! `gatekit sign`: the signature of exactly these parameters.

use crate::call::XML_BODY;
use crate::console::{Console, printable};
use crate::credentials::{Secret, environment};
use crate::failure::{Exit, Failure};
use crate::hints;
use crate::pair::{self, Pair};
use crate::platform::Platform;
use crate::shown;
use crate::sign_method::Chosen;
use clap::Args;
use gatekit_core::Params;
use gatekit_core::request::Blanks;
use gatekit_core::request::explain::Stage;
use gatekit_core::request::sign::{Canonical, SignMethod};
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
    #[arg(value_name = "NAME=VALUE", value_parser = pair::parse)]
    params: Vec<Pair>,
    /// How to sign: md5, hmac, hmac-sha256 (top, qimen), sha1 (qianmi), values-md5, pairs-md5
    /// (phalapi), values-md5-secret (phalapi-pro); the gateway's usual one if not given
    #[arg(long = "sign-method", visible_alias = "method", value_name = "METHOD")]
    method: Option<String>,
    /// What stands between name and value in pairs-md5
    #[arg(long, value_name = "TEXT")]
    separator: Option<String>,
    /// Application secret; others on this computer can see options, so prefer the environment
    /// [env: GATEKIT_APP_SECRET]
    #[arg(long, visible_alias = "app-secret", allow_hyphen_values = true)]
    secret: Option<String>,
    /// File with the raw body that is signed too (top, qimen)
    #[arg(long, value_name = "FILE")]
    body_file: Option<PathBuf>,
    /// Show every stage, secrets masked; the last line is the signature alone
    #[arg(long)]
    explain: bool,
}

pub(crate) fn run(options: &Options, console: &mut Console) -> Result<Exit, Failure> {
    let body = match &options.body_file {
        Some(file) => body_of(file, options.gateway)?,
        None => Vec::new(),
    };
    let method = options.sign_method()?;
    let mut params = Params::<PARAMS_MAX>::new(&mut []);
    let dialect = options.gateway.dialect();
    let blanks = dialect.blanks;
    params.set_blanks(blanks);
    params.set_order(dialect.order);
    for Pair { name, value } in options.signed() {
        params
            .text(name, value)
            .map_err(|error| hints::params(&error))?;
    }
    let canonical = Canonical::new(params.as_slice(), &body);
    let signature = method
        .sign(&canonical)
        .map(|signature| signature.to_string());
    let signature = signature.unwrap_or_default();
    if options.explain {
        let stages = options.stages(&method, blanks, &canonical);
        for stage in stages {
            console.line(printable(&stage))?;
        }
    }
    console.line(signature)?;
    Ok(Exit::Done)
}

impl Options {
    fn sign_method(&self) -> Result<Chosen, Failure> {
        // What the parameters say is what the gateway will check.
        let told = self
            .params
            .iter()
            .find(|pair| pair.name == "sign_method" && !pair.value.is_empty());
        let told = told.filter(|_| self.gateway.signs_bodies());
        let usual = self
            .gateway
            .sign_methods()
            .first()
            .copied()
            .unwrap_or_default();
        let name = self
            .method
            .as_deref()
            .or(told.map(|pair| pair.value.as_str()));
        let secret = match &self.secret {
            Some(secret) => Some(secret.clone()),
            None => environment("GATEKIT_APP_SECRET")?,
        };
        let secret = secret.map(Secret::new);
        let method = Chosen::named(
            self.gateway,
            name.unwrap_or(usual),
            self.separator.as_deref(),
            secret.as_ref(),
        )?;
        if method.has_key() && secret.is_some_and(|secret| secret.reveal().is_empty()) {
            return Err(Failure::usage(
                "the secret is empty",
                "Give the secret of the platform's console: set GATEKIT_APP_SECRET.",
            ));
        }
        Ok(method)
    }

    fn signed(&self) -> impl Iterator<Item = &Pair> {
        self.params.iter().filter(|pair| pair.name != "sign")
    }

    fn stages(&self, method: &Chosen, blanks: Blanks, canonical: &Canonical<'_>) -> Vec<String> {
        let mut stages = vec!["1. parameters in order of their names' bytes".to_owned()];
        let has_body = self.body_file.is_some();
        canonical.explain(method, |stage| match stage {
            Stage::Param(param) => stages.push(shown::parameter(param)),
            Stage::PassedOver(param) => stages.push(shown::passed_over(param)),
            Stage::Canonical(string) => {
                stages.extend(self.left_out(blanks, canonical));
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

    /// What is given and not signed, and why.
    fn left_out(&self, blanks: Blanks, canonical: &Canonical<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        for Pair { name, .. } in &self.params {
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
