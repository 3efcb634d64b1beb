//! One call of the demonstration: made, judged and shown.

use crate::call::exchange;
use crate::console::{Console, printable};
use crate::failure::Failure;
use crate::gateway::AnyGateway;
use crate::hints;
use crate::platform::Platform;
use crate::read::as_json;
use crate::shown::Shown;
use crate::verdict::{self, Verdict};
use gatekit_core::reply::{Fault, ReadError, Reason};
use gatekit_core::request::mask::Value;
use gatekit_core::transport::TransportError;
use gatekit_core::{Call, Gateway, Params};
use gatekit_ureq::{Http, HttpError, Settings};
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::json;
use serde_json::value::RawValue;
use std::time::Instant;

/// The gateways in the order of the summary.
pub(super) const GATEWAYS: [&str; 4] = ["TOP", "Qimen", "Qianmi", "PhalApi"];

/// Room for the timestamp and nested JSON of one call.
const ROOM: usize = 512;

/// What a step is, and what should come of it.
pub(super) struct Plan {
    pub(super) gateway: &'static str,
    pub(super) title: String,
    pub(super) url: String,
    pub(super) expected: Expected,
}

/// An outcome.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    Reply,
    Refusal(Reason),
}

impl Expected {
    fn name(self) -> String {
        match self {
            Self::Reply => "reply".to_owned(),
            Self::Refusal(reason) => reason.name().to_string(),
        }
    }
}

impl Serialize for Expected {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

/// A step that has been walked.
#[derive(Serialize)]
pub(super) struct Step {
    pub(super) gateway: &'static str,
    pub(super) title: String,
    request_line: String,
    body: String,
    /// Of a signed request.
    canonical: Option<String>,
    signature: Option<String>,
    status: Option<u16>,
    milliseconds: f64,
    expected: Expected,
    pub(super) passed: bool,
    /// As `gatekit read` prints it; of a failed exchange its error.
    answer: Box<RawValue>,
    #[serde(skip)]
    lines: Vec<String>,
}

/// Walks a step; hands the typed reply to `holds`, which says whether it is what it should be.
pub(super) fn walk<C>(
    plan: Plan,
    gateway: &AnyGateway,
    call: &C,
    holds: impl FnOnce(C::Reply<String>) -> bool,
) -> Result<Step, Failure>
where
    C: Call,
    C::Reply<String>: DeserializeOwned,
{
    let mut room = [0; ROOM];
    let mut params = Params::<8>::new(&mut room);
    let mut http = Http::new(&Settings::new(&plan.url))
        .map_err(|error| Failure::usage(error.to_string(), "This is a mistake in gatekit."))?;
    let started = Instant::now();
    let request = gateway
        .sign(call, gatekit_ureq::now(), &mut params)
        .map_err(|error| hints::params(&error))?;
    let exchanged = exchange(&mut http, &request);
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    let Shown {
        request_line,
        body,
        canonical,
        signature,
        ..
    } = Shown::new(&request, &plan.url);

    let mut status = None;
    let judged = match exchanged {
        Ok((answer, bytes)) => {
            status = Some(answer.status);
            let mut copy = bytes.clone();
            let typed = gateway.read_answer::<C, String>(call, &answer, &mut copy);
            let verdict = verdict::of(gateway, Some(call.method()), &answer, &bytes);
            let platform = gateway.platform;
            Judged::new(plan.expected, &typed.map(holds), &verdict, platform)
        }
        Err(error) => Judged::of_transport(&error),
    };
    Ok(Step {
        gateway: plan.gateway,
        title: plan.title,
        request_line,
        body,
        canonical: signature.is_some().then_some(canonical),
        signature,
        status,
        milliseconds,
        expected: plan.expected,
        passed: judged.passed,
        answer: judged.answer,
        lines: judged.lines,
    })
}

/// What came of a step.
struct Judged {
    passed: bool,
    answer: Box<RawValue>,
    lines: Vec<String>,
}

impl Judged {
    fn new(
        expected: Expected,
        typed: &Result<bool, ReadError<String>>,
        verdict: &Verdict,
        platform: Platform,
    ) -> Self {
        let passed = match typed {
            Ok(holds) => *holds && expected == Expected::Reply,
            Err(ReadError::Refused(fault)) => expected == Expected::Refusal(fault.reason),
            Err(ReadError::Unreadable(_)) => false,
        };
        let answer = masked(&as_json(&verdict.outcome(platform)));
        let lines = match verdict {
            Verdict::Reply(reply) => vec![format!("reply      {}", masked(reply.get()))],
            Verdict::Refused(fault) => fault_lines(fault),
            Verdict::Unreadable(what) => vec![
                format!("unreadable {}", what.problem),
                format!("hint       {}", hints::problem(&what.problem, platform)),
            ],
        };
        Self {
            passed,
            answer: raw(answer),
            lines,
        }
    }

    fn of_transport(error: &TransportError<HttpError>) -> Self {
        let text = error.to_string();
        Self {
            passed: false,
            lines: vec![format!("transport  {text}")],
            answer: raw(json!({ "outcome": "transport", "problem": text }).to_string()),
        }
    }
}

fn fault_lines(fault: &Fault<String>) -> Vec<String> {
    let mut lines = vec![format!("fault      {fault}")];
    if let Some(solution) = &fault.solution {
        lines.push(format!("advice     {solution}"));
    }
    lines.push(format!("hint       {}", fault.hint()));
    lines
}

fn raw(json: String) -> Box<RawValue> {
    RawValue::from_string(json).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// A token that was applied for stands in the reply.
fn masked(json: &str) -> String {
    Value {
        name: b"",
        value: json.as_bytes(),
    }
    .to_string()
}

impl Step {
    pub(super) fn show(&self, console: &mut Console) -> Result<(), Failure> {
        console.line(format_args!("{}: {}", self.gateway, self.title))?;
        console.line(format_args!("  request    {}", self.request_line))?;
        console.line(format_args!("  body       {}", self.body))?;
        let signed = self.canonical.as_deref().unwrap_or("nothing");
        console.line(format_args!("  signed     {signed}"))?;
        let signature = self.signature.as_deref().unwrap_or("none");
        console.line(format_args!("  signature  {signature}"))?;
        let status = self
            .status
            .map_or("no answer".to_owned(), |status| format!("HTTP {status}"));
        console.line(format_args!(
            "  status     {status}, {:.1} ms",
            self.milliseconds
        ))?;
        for line in &self.lines {
            console.line(format_args!("  {}", printable(line)))?;
        }
        let (expected, mark) = (self.expected.name(), if self.passed { "yes" } else { "NO" });
        console.line(format_args!("  expected   {expected}: {mark}\n"))?;
        Ok(())
    }
}
