//! The core's and the transport's errors as failures: with the exit code and what to do.

use crate::console::one_line;
use crate::failure::{Exit, Failure};
use crate::platform::Platform;
use gatekit_core::callback::CallbackError;
use gatekit_core::gateway::CredentialError;
use gatekit_core::reply::{Fault, Problem, Reason, SyntaxError, Unreadable};
use gatekit_core::request::{ParamError, ParamProblem};
use gatekit_core::transport::TransportError;
use gatekit_ureq::{Error, HttpError};

const ASK_FIRST: &str =
    "The order may have been changed: ask the platform for its state before calling again.";

pub(crate) fn params(error: &ParamError) -> Failure {
    let hint = match error.problem {
        ParamProblem::Nameless => "Write each parameter as name=value.",
        ParamProblem::Repeated => "Give each name once; a list is written comma-joined.",
        ParamProblem::Reserved => {
            "Leave it out: gatekit sends it by itself, from the options (see `gatekit call --help`)."
        }
        ParamProblem::NotSignable => {
            "Give it another name, or send it by other means: the platform would check another signature."
        }
        ParamProblem::ContentType => {
            "Give one such as text/xml;charset=utf-8 with --content-type, in ASCII and on one line."
        }
        ParamProblem::Body => "Give parameters as name=value; raw bodies are for top and qimen.",
        ParamProblem::TableFull { .. } => "Send fewer parameters in one call.",
        _ => "Correct the value.",
    };
    Failure::usage(error.to_string(), hint)
}

pub(crate) fn credentials(error: &CredentialError) -> Failure {
    let hint = match error {
        CredentialError::AppKeyMissing => "Give --app-key or set GATEKIT_APP_KEY.",
        _ => "Give the secret of the platform's console: set GATEKIT_APP_SECRET.",
    };
    Failure::usage(error.to_string(), hint)
}

pub(crate) fn empty_credential(key: &str) -> Failure {
    Failure::usage(
        format!("--{} is empty", key.replace('_', "-")),
        "Leave the option out, or set the variable that its value comes from.",
    )
}

pub(crate) fn transport(error: &TransportError<HttpError>) -> Failure {
    let hint = match error {
        TransportError::NotSent(error)
        | TransportError::Unclear(error)
        | TransportError::Unreadable(error) => error.hint(),
        _ => ASK_FIRST,
    };
    let exit = match error {
        TransportError::NotSent(_) | TransportError::Unclear(_) => Exit::Transport,
        _ => Exit::Unreadable,
    };
    Failure::new(exit, error.to_string(), hint)
}

/// What to do about an answer that is none.
pub(crate) const fn problem(problem: &Problem, platform: Platform) -> &'static str {
    match problem {
        Problem::Syntax(SyntaxError::Empty | SyntaxError::Truncated { .. }) => ASK_FIRST,
        Problem::Syntax(SyntaxError::NotUtf8 { .. }) => {
            "Check that the body is decompressed and in UTF-8. The order may have been changed: ask for its state before calling again."
        }
        Problem::Syntax(_) => {
            "Check that the whole body came from this gateway, in JSON or XML. The order may have been changed: ask for its state before calling again."
        }
        Problem::Html => {
            "Check the address: a proxy or web server answers in the gateway's place. Ask for the order's state before calling again."
        }
        Problem::NoEnvelope if matches!(platform, Platform::Top) => {
            "Check the gateway's name and address, and whether the call asked for simplified JSON (--simplify). Ask for the order's state before calling again."
        }
        Problem::NoEnvelope => {
            "Check the gateway's name and address. Ask for the order's state before calling again."
        }
        Problem::OtherMethod => {
            "Compare the method that was called with the answer's first name. Ask for the order's state before calling again."
        }
        Problem::OtherFormat => {
            "Ask for the format that the gateway answers in: --format. Ask for the order's state before calling again."
        }
        Problem::Redirected => {
            "See where it leads (`curl -I` with the address), and give that address: --url."
        }
        Problem::Decode(_) => {
            "Compare the answer with the method's documentation. Ask for the order's state before calling again."
        }
        _ => ASK_FIRST,
    }
}

/// What to do about a callback that is refused.
pub(crate) const fn callback(error: &CallbackError) -> &'static str {
    match error {
        CallbackError::TooLarge { .. } => {
            "No platform sends so much: give the body of one callback."
        }
        CallbackError::ContentType => {
            "Give the Content-Type header that arrived: --content-type. A form, JSON, XML and plain text in UTF-8 or GBK can be verified."
        }
        CallbackError::Malformed => {
            "Give query and form as they arrived, percent-encoded, each parameter as name=value."
        }
        CallbackError::Repeated => {
            "Give each name once: in the query, in the form or in a header that is listed."
        }
        CallbackError::SignatureMissing => {
            "Give the whole query, `sign` in it, in quotes: the shell ends a command at `&`."
        }
        CallbackError::SignatureWrong => {
            "Check the secret, and that the query, the body and the headers that top-sign-list names are byte for byte what arrived: decoded, parsed or converted to another charset, they do not verify. If they are, somebody else sent it."
        }
        CallbackError::TimestampMissing => {
            "The signature is right. If this platform sends no timestamp: --without-window."
        }
        CallbackError::TimestampMalformed => {
            "The signature is right. The timestamp is to be `yyyy-MM-dd HH:mm:ss` in GMT+8, or epoch milliseconds."
        }
        CallbackError::TimestampOutside { .. } => {
            "The signature is right. Give the time at which it arrived, --now; if it was that late, a clock is wrong or somebody held it back."
        }
        CallbackError::TableFull { .. } => "No platform sends so many parameters.",
        _ => "Take the callback once.",
    }
}

pub(crate) fn unreadable(what: &Unreadable, platform: Platform) -> Failure {
    let hint = match what.problem {
        Problem::Decode(_) => {
            "Compare the answer with the method's documentation; --dry-run shows what is asked. Ask for the order's state before calling again."
        }
        // Leads nowhere.
        Problem::Redirected if what.status == 304 => problem(&Problem::Html, platform),
        _ => problem(&what.problem, platform),
    };
    Failure::new(Exit::Unreadable, what.to_string(), hint)
}

/// What to do about a call that brought no reply.
pub(crate) fn call(error: &Error, platform: Platform) -> Failure {
    match error {
        Error::Params(error) => params(error),
        Error::Transport(error) => transport(error),
        Error::Refused(fault) => refused(fault),
        Error::Unreadable(what) => unreadable(what, platform),
    }
}

pub(crate) fn refused(fault: &Fault<String>) -> Failure {
    let fault = &fault.clone().map(|text| one_line(&text));
    let solution = fault.solution.as_ref();
    let advice = solution.map_or(String::new(), |text| {
        format!("\nthe platform advises: {text}")
    });
    let (reason, repeat) = (fault.reason.name(), fault.repeat().as_str());
    let message = format!("{fault}{advice}\nreason: {reason}; calling again: {repeat}");
    Failure::new(exit_of(fault), message, fault.hint())
}

/// What was done matters, not who is to blame: a business that says no has been asked.
pub(crate) fn exit_of(fault: &Fault<String>) -> Exit {
    match fault.reason {
        Reason::BusinessRefused => Exit::BusinessRefused,
        _ => Exit::GatewayRefused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatekit_core::reply::ReadError;
    use gatekit_core::{Gateway as _, Qianmi, api::d2p::TradeCancel};

    #[test]
    fn a_refusal_writes_no_line_of_its_own() {
        let mut body =
            br#"{"errorToken":"x","code":"22","message":"ok\nhint: call again","solution":"a\nb"}"#
                .to_vec();
        let qianmi = Qianmi::new("1", "s").unwrap();
        let Err(ReadError::Refused(fault)) = qianmi.read(&TradeCancel::order("T1"), &mut body)
        else {
            panic!("a refusal")
        };
        let Failure::Told { message, .. } = refused(&fault.map(String::from)) else {
            panic!("told")
        };
        assert!(message.contains("ok\\nhint: call again"), "{message}");
        assert!(
            message.contains("\nthe platform advises: a\\nb\n"),
            "{message}"
        );
    }
}
