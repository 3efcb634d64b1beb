//! What an answer is: a reply, a refusal, or unreadable.

use crate::documented::{AnyOfQianmi, Documented, documented};
use crate::failure::Exit;
use crate::gateway::AnyGateway;
use crate::hints;
use crate::json;
use crate::platform::Platform;
use gatekit_core::api::logistics::CancelOrderReply;
use gatekit_core::call::Generic;
use gatekit_core::gateway::{Dialect, Slot};
use gatekit_core::reply::{
    DecodeError, Fault, Format, Node, Owner, Problem, ReadError, Repeat, Unopened, Unreadable,
};
use gatekit_core::transport::Answer;
use gatekit_core::{Call, Gateway};
use serde::Serialize;
use serde::de::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// What a reply that confirms nothing lacks.
const NOT_CONFIRMED: Problem = Problem::Decode(DecodeError::MissingField("code: 200"));

/// What an answer is.
pub(crate) enum Verdict {
    /// Its payload as JSON.
    Reply(Box<RawValue>),
    Refused(Box<Fault<String>>),
    Unreadable(Unreadable),
}

/// Reads an answer to `api`, or to any method of the gateway. The reply to a documented method
/// must also have the shape that its documentation shows.
pub(crate) fn of(gateway: &AnyGateway, api: Option<&str>, answer: &Answer, body: &[u8]) -> Verdict {
    let reading = Reading {
        gateway,
        answer,
        body,
    };
    let Some(api) = api else {
        return match gateway.platform {
            Platform::Qianmi => reading.any_method(&AnyOfQianmi),
            _ => reading.any_method(&Generic::new("", &[])),
        };
    };
    match documented(gateway.platform, api) {
        Some(Documented::CancelLockStock(call)) => reading.answer_to(&call),
        Some(Documented::SelfIntercept(call)) => reading.answer_to(&call),
        Some(Documented::TradeCancel(call)) => reading.answer_to(&call),
        // Its reply has a shape that says nothing, too.
        Some(Documented::CancelOrder(call)) => reading.judge(
            gateway,
            &call,
            Some(call.method()),
            CancelOrderReply::is_confirmed,
        ),
        Some(Documented::ApplyToken(call)) => reading.answer_to(&call),
        None => reading.answer_to(&Generic::new(api, &[])),
    }
}

impl Verdict {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Reply(_) => Exit::Done,
            Self::Refused(fault) => hints::exit_of(fault),
            Self::Unreadable(_) => Exit::Unreadable,
        }
    }

    /// The verdict for machines.
    pub(crate) fn outcome(&self, platform: Platform) -> Outcome<'_> {
        match self {
            Self::Reply(reply) => Outcome::Reply { reply },
            Self::Refused(fault) => Outcome::Fault {
                owner: fault.owner().as_str(),
                reason: fault.reason.name().to_string(),
                code: fault.code.as_deref(),
                sub_code: fault.sub_code.as_deref(),
                message: fault.message.as_deref().map(Cow::Borrowed),
                sub_message: fault.sub_message.as_deref(),
                solution: fault.solution.as_deref(),
                request_id: fault.request_id.as_deref(),
                repeat: fault.repeat().as_str(),
                hint: fault.hint(),
            },
            // As a fault, so that machines find the same members: nobody knows what was done.
            Self::Unreadable(unreadable) => Outcome::Fault {
                owner: Owner::Gateway.as_str(),
                reason: "unreadable".to_owned(),
                code: None,
                sub_code: None,
                message: Some(unreadable.problem.to_string().into()),
                sub_message: None,
                solution: None,
                request_id: None,
                repeat: Repeat::AskFirst.as_str(),
                hint: hints::problem(&unreadable.problem, platform),
            },
        }
    }
}

/// A verdict as it is written.
#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub(crate) enum Outcome<'v> {
    Reply {
        reply: &'v RawValue,
    },
    Fault {
        owner: &'static str,
        reason: String,
        code: Option<&'v str>,
        sub_code: Option<&'v str>,
        message: Option<Cow<'v, str>>,
        sub_message: Option<&'v str>,
        solution: Option<&'v str>,
        request_id: Option<&'v str>,
        repeat: &'static str,
        hint: &'static str,
    },
}

struct Reading<'r> {
    gateway: &'r AnyGateway,
    answer: &'r Answer,
    body: &'r [u8],
}

impl Reading<'_> {
    fn answer_to<C>(&self, call: &C) -> Verdict
    where
        C: Call,
        C::Reply<String>: for<'b> Deserialize<'b>,
    {
        self.judge(self.gateway, call, Some(call.method()), |_| true)
    }

    fn any_method<C>(&self, call: &C) -> Verdict
    where
        C: Call,
        C::Reply<String>: for<'b> Deserialize<'b>,
    {
        self.judge(&AnyMethod(self.gateway), call, None, |_| true)
    }

    fn judge<G, C>(
        &self,
        gateway: &G,
        call: &C,
        method: Option<&str>,
        is_confirmed: impl Fn(&C::Reply<String>) -> bool,
    ) -> Verdict
    where
        G: Gateway,
        C: Call,
        C::Reply<String>: for<'b> Deserialize<'b>,
    {
        // Reading is done in place; the payload is looked up in the original.
        let mut copy = self.body.to_vec();
        match gateway.read_answer::<C, String>(call, self.answer, &mut copy) {
            Ok(reply) if is_confirmed(&reply) => self.payload(gateway, method),
            Ok(_) => self.unreadable(NOT_CONFIRMED),
            Err(ReadError::Refused(fault)) => Verdict::Refused(Box::new(fault)),
            Err(ReadError::Unreadable(unreadable)) => Verdict::Unreadable(unreadable),
        }
    }

    fn payload<G: Gateway>(&self, gateway: &G, method: Option<&str>) -> Verdict {
        let problem = match gateway.document(self.body) {
            Ok(document) => match gateway.open(method, document) {
                Ok(payload) => {
                    let text = json::write(payload);
                    match RawValue::from_string(text) {
                        Ok(reply) => return Verdict::Reply(reply),
                        Err(_) => Problem::NoEnvelope,
                    }
                }
                Err(Unopened::Problem(problem)) => problem,
                Err(Unopened::Refused(_)) => Problem::NoEnvelope,
            },
            Err(problem) => problem,
        };
        self.unreadable(problem)
    }

    fn unreadable(&self, problem: Problem) -> Verdict {
        let &Answer { status, media, .. } = self.answer;
        Verdict::Unreadable(Unreadable {
            status,
            media,
            problem,
        })
    }
}

/// A gateway that takes the answer to any method.
struct AnyMethod<'g>(&'g AnyGateway);

impl Gateway for AnyMethod<'_> {
    type Method = <AnyGateway as Gateway>::Method;

    fn dialect(&self) -> &'static Dialect {
        self.0.dialect()
    }

    fn sign_method(&self) -> &Self::Method {
        self.0.sign_method()
    }

    fn format(&self) -> Format {
        self.0.format()
    }

    fn system_value(&self, slot: Slot) -> Option<&str> {
        self.0.system_value(slot)
    }

    fn open<'d>(&self, _: Option<&str>, document: Node<'d>) -> Result<Node<'d>, Unopened<'d>> {
        self.0.open(None, document)
    }
}
