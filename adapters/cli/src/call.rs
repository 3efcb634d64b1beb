//! `gatekit call`: one real call.

use crate::console::{Console, printable, printable_json};
use crate::credentials::{self, Credentials};
use crate::endpoint::{self, Environment};
use crate::failure::{Exit, Failure};
use crate::gateway::{AnyGateway, Wanted};
use crate::hints;
use crate::json;
use crate::pair::{self, Pair};
use crate::platform::Platform;
use crate::read::{Encoding, refuse_simplify, refuse_xml};
use crate::repeating::{self, Repeating};
use crate::shown::{self, Shown};
use crate::sign::body_of;
use crate::sign_method;
use crate::verdict::{self, Verdict};
use clap::Args;
use gatekit_core::call::Generic;
use gatekit_core::reply::{Format, Leniency, Node};
use gatekit_core::request::explain::Stage;
use gatekit_core::request::{RawBody, Request};
use gatekit_core::transport::{Answer, Transport, TransportError};
use gatekit_core::{Gateway, Params, TIMESTAMP_BYTES, Timestamp};
use gatekit_ureq::{Error, Http, HttpError, Settings};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Business parameters that a call may have.
const PARAMS_MAX: usize = 256;
/// Bytes that an answer may have.
const ANSWER_MAX: usize = 16 << 20;
/// What Qimen's standard calls have.
pub(crate) const XML_BODY: &str = "text/xml;charset=utf-8";

/// Calls a method and prints its reply as JSON; a refusal goes to standard error.
///
/// Exit codes: 0 a reply, 2 wrong usage, 3 transport, 4 the gateway refused, 5 the business
/// refused, 6 unreadable answer.
#[derive(Args)]
#[allow(clippy::struct_excessive_bools)] // flags of a command line
pub(crate) struct Options {
    /// Who is called
    #[arg(ignore_case = true)]
    gateway: Platform,
    /// The method's full name, such as taobao.time.get
    method: String,
    /// Business parameters
    #[arg(value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// A nested parameter; the JSON is checked and sent compact
    #[arg(long = "json-param", value_name = "NAME=JSON")]
    json_params: Vec<String>,
    /// File with a raw body, which is signed and sent instead of a form (top, qimen)
    #[arg(long, visible_alias = "body-file", value_name = "FILE")]
    raw_body_file: Option<PathBuf>,
    /// Content type of the raw body
    #[arg(long, value_name = "TYPE", default_value = XML_BODY, requires = "raw_body_file")]
    content_type: String,
    /// Format of the answer (top, qimen)
    #[arg(long)]
    format: Option<Encoding>,
    /// Ask TOP for JSON without its outer level
    #[arg(long)]
    simplify: bool,
    /// How to sign; the gateway's usual method if not given, unsigned on phalapi
    #[arg(long, value_name = "METHOD")]
    sign_method: Option<String>,
    /// What stands between name and value in pairs-md5 (phalapi), which it stands for if no method
    /// is named
    #[arg(long, value_name = "TEXT")]
    separator: Option<String>,
    /// Where to send it [env: GATEKIT_URL]
    #[arg(long, conflicts_with = "environment")]
    url: Option<String>,
    /// Which of the platform's own addresses
    #[arg(long)]
    environment: Option<Environment>,
    /// Send to another computer without encryption
    #[arg(long)]
    allow_http: bool,
    /// How long to wait for the answer
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = duration, allow_negative_numbers = true)]
    timeout: Duration,
    /// How often to try, where repeating is safe; a wrong clock is corrected from the answer
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..), allow_negative_numbers = true)]
    tries: u8,
    /// The call may be executed twice without harm (a query): repeat it even if it may have been
    /// executed
    #[arg(long, requires = "tries")]
    idempotent: bool,
    /// Print the request, secrets masked, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Show every stage on standard error, secrets masked
    #[arg(long)]
    explain: bool,
    /// The time of the call in Unix seconds instead of the clock's
    #[arg(long, value_name = "SECONDS", value_parser = moment, hide = true)]
    at: Option<Timestamp>,
    #[command(flatten)]
    credentials: credentials::Options,
}

pub(crate) fn run(options: &Options, console: &mut Console) -> Result<Exit, Failure> {
    let platform = options.gateway;
    refuse_xml(platform, options.format)?;
    refuse_simplify(platform, options.simplify)?;
    let mut given = pair::all(&options.params)?;
    given.extend(json_params(&options.json_params)?);
    let raw_body = options
        .raw_body_file
        .as_deref()
        .map(|file| body_of(file, platform));
    let raw_body = raw_body.transpose()?;
    let mut found = Credentials::find(platform, &options.credentials)?;
    found.note_white_space(console)?;
    let configured = found.separator.filter(|_| {
        let method = options.sign_method.as_deref();
        method.is_none_or(sign_method::has_separator)
    });
    found.separator = options.separator.clone().or(configured);
    let url = options.url(&found)?;
    let gateway = options.gateway(&found)?;

    let pairs: Vec<_> = given
        .iter()
        .map(|pair| (pair.name.as_str(), pair.value.as_str()))
        .collect();
    let mut call = Generic::new(&options.method, &pairs);
    if let Some(bytes) = &raw_body {
        call = call.with_body(RawBody {
            content_type: &options.content_type,
            bytes,
        });
    }

    let policy = repeating::policy(options.tries);
    let mut repeating = Repeating::new(&policy, gateway.rules(), options.idempotent);
    loop {
        let device = options.at.unwrap_or_else(gatekit_ureq::now);
        let now = repeating.time(device);
        let (error, date) = match attempt(options, &gateway, &call, now, &url, console)? {
            Attempt::Done => return Ok(Exit::Done),
            Attempt::Failed(error, date) => (error, date),
        };
        if !repeating.goes_on(&error, device, date, console)? {
            return Err(hints::call(&error, platform));
        }
    }
}

/// What came of one attempt.
enum Attempt {
    /// The reply, or the request that was not to be sent, is printed.
    Done,
    /// There is no reply; when the answer says it was made.
    Failed(Error, Option<Timestamp>),
}

fn attempt(
    options: &Options,
    gateway: &AnyGateway,
    call: &Generic<'_>,
    now: Timestamp,
    url: &str,
    console: &mut Console,
) -> Result<Attempt, Failure> {
    // Nothing is shown of an address that cannot be called: it may hold a password.
    let mut http = options.http(url)?;
    let mut room = [0; TIMESTAMP_BYTES];
    let mut params = Params::<PARAMS_MAX>::new(&mut room);
    let request = gateway
        .sign(call, now, &mut params)
        .map_err(|error| hints::params(&error))?;
    let shown = Shown::new(&request, url);
    if options.explain {
        let mut stages = Vec::new();
        request.explain(|stage| match stage {
            Stage::Param(param) => stages.push(shown::parameter(param)),
            Stage::PassedOver(param) => stages.push(shown::passed_over(param)),
            _ => {}
        });
        let mut table = Params::<PARAMS_MAX>::new(&mut []);
        let left_out = gateway.left_out(call, &mut table, |name| {
            stages.push(shown::left_out(&String::from_utf8_lossy(name)));
        });
        left_out.map_err(|error| hints::params(&error))?;
        explain(&stages, &shown, console)?;
    }
    let allowed = if options.allow_http {
        Ok(())
    } else {
        endpoint::refuse_plain_text(url)
    };
    if options.dry_run {
        if let Err(refusal) = &allowed {
            console.warn(refusal);
        }
        console.line(printable(&shown.message()))?;
        return Ok(Attempt::Done);
    }
    allowed?;
    let started = Instant::now();
    let (answer, body) = match exchange(&mut http, &request) {
        Ok(answered) => answered,
        Err(error) => return Ok(Attempt::Failed(Error::Transport(error), None)),
    };
    if options.explain {
        let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
        let (status, length) = (answer.status, answer.length);
        console.note(format_args!(
            "HTTP {status}, {length} bytes, in {milliseconds:.1} ms"
        ))?;
    }
    let error = match verdict::of(gateway, Some(&options.method), &answer, &body) {
        Verdict::Reply(reply) => {
            console.line(printable_json(reply.get()))?;
            return Ok(Attempt::Done);
        }
        Verdict::Refused(fault) => Error::Refused(*fault),
        Verdict::Unreadable(what) => Error::Unreadable(what),
    };
    Ok(Attempt::Failed(error, answer.date))
}

/// Sends a request and receives what comes back.
pub(crate) fn exchange(
    http: &mut Http,
    request: &Request<'_>,
) -> Result<(Answer, Vec<u8>), TransportError<HttpError>> {
    http.send(request)?;
    let mut body = vec![0; ANSWER_MAX];
    let answer = http.receive(&mut body)?;
    body.truncate(answer.length);
    Ok((answer, body))
}

impl Options {
    fn gateway(&self, found: &Credentials) -> Result<AnyGateway, Failure> {
        // Qimen's standard calls have XML.
        let has_body = self.raw_body_file.is_some();
        let is_xml =
            self.gateway == Platform::Qimen && has_body && !self.content_type.contains("json");
        let usual = if is_xml { Format::Xml } else { Format::Json };
        let wanted = Wanted {
            format: self.format.map_or(usual, Encoding::format),
            simplify: self.simplify,
        };
        let named = self.sign_method.as_deref().or(found.sign_method.as_deref());
        let is_standard = has_body || found.customer_id.is_some() && found.target_app_key.is_none();
        let implied = sign_method::usual(self.gateway, found.separator.as_deref(), is_standard);
        AnyGateway::new(self.gateway, found, named.or(implied), wanted)
    }

    /// Option, then environment or file, then the platform's own.
    fn url(&self, found: &Credentials) -> Result<String, Failure> {
        let has_raw_body = self.raw_body_file.is_some();
        let own = |environment| endpoint::address(self.gateway, environment, has_raw_body);
        match (&self.url, self.environment, &found.url) {
            (Some(url), _, _) | (None, None, Some(url)) => Ok(url.clone()),
            (None, Some(environment), _) => own(environment).map(str::to_owned),
            (None, None, None) => own(Environment::Production).map(str::to_owned),
        }
    }

    fn http(&self, url: &str) -> Result<Http, Failure> {
        let settings = Settings::new(url)
            .with_connect_timeout(self.timeout.min(Duration::from_secs(5)))
            .with_answer_timeout(self.timeout)
            .with_answer_limit(ANSWER_MAX);
        // The error's own text leaves out what may be secret of the address.
        Http::new(&settings).map_err(|error| {
            Failure::usage(
                error.to_string(),
                "Give one such as https://host/path, without query, fragment and password.",
            )
        })
    }
}

fn explain(stages: &[String], shown: &Shown, console: &mut Console) -> Result<(), Failure> {
    console.note("parameters, in the order in which they are signed")?;
    for stage in stages {
        console.note(printable(stage))?;
    }
    console.note(printable(&shown.request_line))?;
    for header in &shown.headers {
        console.note(printable(header))?;
    }
    console.note(format_args!("body       {}", printable(&shown.body)))?;
    console.note(format_args!("signed     {}", printable(&shown.canonical)))?;
    let signature = shown.signature.as_deref().unwrap_or("none");
    console.note(format_args!("signature  {signature}"))?;
    Ok(())
}

fn json_params(texts: &[String]) -> Result<Vec<Pair>, Failure> {
    let pairs = texts.iter().zip(1..).map(|(text, place)| {
        let pair = json_param(text, place).map_err(|message| {
            let hint = "Give the JSON in quotes: --json-param 'head={\"v\":1}'.";
            Failure::usage(message, hint)
        })?;
        let value = text.split_once('=').map_or("", |(_, value)| value);
        match json::repeated(value) {
            None => Ok(pair),
            Some(name) => Err(Failure::usage(
                format!("{name} occurs twice in the JSON of {}", pair.name),
                "Give each name of an object once.",
            )),
        }
    });
    pairs.collect()
}

/// Compact, so that what is signed does not depend on somebody's white space.
fn json_param(text: &str, place: usize) -> Result<Pair, String> {
    let pair = pair::parse(text);
    let Pair { name, value } =
        pair.ok_or_else(|| format!("--json-param {place}: expected name=JSON"))?;
    let document = Node::document(Format::Json, Leniency::default(), value.as_bytes());
    let document = document.map_err(|error| {
        // JSON alone may have an `=` too: then no name stands before it.
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        if name.bytes().all(is_name) {
            format!("the value of {name} is no JSON: {error}")
        } else {
            format!("the value of --json-param {place} is no JSON: {error}")
        }
    })?;
    let value = json::write(document);
    Ok(Pair { name, value })
}

/// From a millisecond to a day.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok();
    let duration = seconds.filter(|seconds| (0.001..=86_400.0).contains(seconds));
    let duration = duration.map(Duration::from_secs_f64);
    duration
        .ok_or_else(|| "expected a number of seconds from 0.001 to 86400, such as 2.5".to_owned())
}

fn moment(text: &str) -> Result<Timestamp, String> {
    let seconds = text.parse().ok().and_then(Timestamp::from_unix);
    seconds.ok_or_else(|| "expected Unix seconds of the years 1970 to 2999".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_parameters_become_compact() {
        let pair =
            json_param("head={ \"id\" : 9007199254740993, \"t\" : \"\\u53d6\" }", 1).unwrap();
        assert_eq!(pair.value, r#"{"id":9007199254740993,"t":"取"}"#);
        assert!(
            json_param("head={", 1)
                .unwrap_err()
                .contains("head is no JSON")
        );
        let told = json_param(r#"{"secret":"hidden=","#, 2).unwrap_err();
        assert!(told.contains("--json-param 2") && !told.contains("hidden"));
        assert!(json_param("head", 1).unwrap_err().contains("name=JSON"));
    }

    #[test]
    fn a_timeout_is_from_a_millisecond_to_a_day() {
        assert_eq!(duration("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("0.001"), Ok(Duration::from_millis(1)));
        assert_eq!(duration("86400"), Ok(Duration::from_secs(86_400)));
        for text in [
            "0", "-1", "0.0009", "86401", "soon", "NaN", "inf", "1e30", "1e-300",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
