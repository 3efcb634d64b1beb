//! A platform that is described outside of the library, by a table and an envelope rule.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use core::time::Duration;
use gatekit_core::call::Generic;
use gatekit_core::client::{Host, Repeating};
use gatekit_core::gateway::{Dialect, Gateway, Slot, SystemParam, SystemParams};
use gatekit_core::repeat::{Policy, Remedy, Rule, Why};
use gatekit_core::reply::{Leniency, Node, Problem, ReadError, Reason, Refusal, Unopened};
use gatekit_core::request::sign::Md5;
use gatekit_core::request::{
    Blanks, Order, ParamError, ParamProblem, ParamsView, Place, RawBody, Request, SYSTEM_MAX,
};
use gatekit_core::transport::{Answer, TransportError};
use gatekit_core::{Call, Client, ClockOffset, Params, Timestamp, Transport};
use serde::Deserialize;
use serde_json::Value;

const fn dialect(system: &'static [SystemParam]) -> Dialect {
    Dialect {
        name: "own",
        production: "https://example.com",
        sandbox: None,
        system: SystemParams::new(system),
        blanks: Blanks::Dropped,
        order: Order::Bytes,
        leniency: Leniency {
            control_characters: false,
        },
        xml: false,
        envelope: &[&["ok", "data"]],
    }
}

static SMALL: Dialect = dialect(&[
    SystemParam::new("app", Slot::AppKey, Place::Body),
    SystemParam::new("kept", Slot::Reserved, Place::Query),
    SystemParam::new("method", Slot::Method, Place::Query),
    SystemParam::new("sign", Slot::Signature, Place::Body),
    SystemParam::new("user", Slot::Session, Place::Query),
]);

static LARGE: Dialect = dialect(&[
    SystemParam::new("a", Slot::AppKey, Place::Query),
    SystemParam::new("b", Slot::AppKey, Place::Query),
    SystemParam::new("c", Slot::AppKey, Place::Query),
    SystemParam::new("d", Slot::AppKey, Place::Query),
    SystemParam::new("e", Slot::AppKey, Place::Query),
    SystemParam::new("f", Slot::AppKey, Place::Query),
    SystemParam::new("g", Slot::AppKey, Place::Query),
    SystemParam::new("h", Slot::AppKey, Place::Query),
    SystemParam::new("i", Slot::AppKey, Place::Query),
    SystemParam::new("j", Slot::AppKey, Place::Query),
    SystemParam::new("k", Slot::AppKey, Place::Query),
    SystemParam::new("l", Slot::AppKey, Place::Query),
    SystemParam::new("m", Slot::AppKey, Place::Query),
    SystemParam::new("n", Slot::AppKey, Place::Query),
    SystemParam::new("o", Slot::Session, Place::Query),
]);

struct Own {
    dialect: &'static Dialect,
    session: &'static str,
    method: Md5,
}

fn own(dialect: &'static Dialect, session: &'static str) -> Own {
    let method = Md5::new("helloworld").unwrap();
    Own {
        dialect,
        session,
        method,
    }
}

impl Gateway for Own {
    type Method = Md5;

    fn dialect(&self) -> &'static Dialect {
        self.dialect
    }

    fn sign_method(&self) -> &Md5 {
        &self.method
    }

    fn system_value(&self, slot: Slot) -> Option<&str> {
        match slot {
            Slot::AppKey => Some("7"),
            Slot::Session => Some(self.session),
            // Not to be asked for.
            _ => Some("never"),
        }
    }

    fn rules(&self) -> &'static [Rule] {
        const { &[Rule::limit("busy")] }
    }

    fn open<'d>(&self, method: Option<&str>, document: Node<'d>) -> Result<Node<'d>, Unopened<'d>> {
        if let Some(code) = document.get("refused") {
            let refusal = Refusal::new(Reason::ServiceRefused);
            return Err(Unopened::Refused(Refusal {
                code: Some(code),
                ..refusal
            }));
        }
        let payload = method.and_then(|method| document.get(method));
        Ok(payload.ok_or(Problem::NoEnvelope)?)
    }
}

fn epoch() -> Timestamp {
    Timestamp::from_unix(0).unwrap()
}

#[test]
fn its_parameters_travel_where_its_table_says() {
    let call = Generic::new("m", &[("tid", "T1")]);
    for (session, query, explained) in [
        ("u", "method=m&user=u", "app7methodmtidT1useru"),
        (" ", "method=m", "app7methodmtidT1"),
    ] {
        let gateway = own(&SMALL, session);
        let mut params = Params::<1>::new(&mut []);
        let request = gateway.sign(&call, epoch(), &mut params).unwrap();
        assert_eq!(request.encode_query(&mut [0; 64]).unwrap(), query);
        let signature = request.signature().unwrap();
        assert_eq!(
            request.encode_body(&mut [0; 64]).unwrap(),
            format!("app=7&tid=T1&sign={signature}").as_bytes()
        );
        let wrapped = format!("{{secret}}{explained}{{secret}}");
        assert_eq!(request.masked().to_string(), wrapped);
    }
}

#[test]
fn a_raw_body_draws_everything_into_the_query() {
    let body = RawBody {
        content_type: "text/plain",
        bytes: b"raw",
    };
    let call = Generic::new("m", &[("tid", "T1")]).with_body(body);
    let gateway = own(&SMALL, "u");
    let mut params = Params::<1>::new(&mut []);
    let request = gateway.sign(&call, epoch(), &mut params).unwrap();
    let signature = request.signature().unwrap();
    assert_eq!(
        request.encode_query(&mut [0; 128]).unwrap(),
        format!("app=7&method=m&user=u&tid=T1&sign={signature}")
    );
    assert_eq!(request.encode_body(&mut [0; 3]).unwrap(), b"raw");
}

#[test]
fn a_name_that_its_table_reserves_is_refused() {
    let call = Generic::new("m", &[("kept", "1")]);
    let gateway = own(&SMALL, "u");
    let mut params = Params::<1>::new(&mut []);
    let error = gateway.sign(&call, epoch(), &mut params);
    assert_eq!(
        error.unwrap_err().to_string(),
        "parameter kept is a system parameter of this gateway"
    );
}

#[test]
fn more_system_parameters_than_a_request_holds_are_refused_when_they_are_sent() {
    let call = Generic::new("m", &[]);
    let (full, overfull) = (own(&LARGE, " "), own(&LARGE, "u"));
    let mut params = Params::<0>::new(&mut []);
    let sent = full.sign(&call, epoch(), &mut params);
    assert_eq!(sent.unwrap().canonical().params().count(), SYSTEM_MAX);
    let mut params = Params::<0>::new(&mut []);
    let error = overfull.sign(&call, epoch(), &mut params).unwrap_err();
    assert_eq!(error.problem, ParamProblem::TableFull { capacity: 14 });
    assert_eq!(
        error.to_string(),
        "parameter o does not fit: the table holds 14 parameters"
    );
}

#[test]
fn its_envelope_rule_is_asked_for_the_payload_of_the_method() {
    let gateway = own(&SMALL, "u");
    let read = |body: &str| {
        let call = Generic::<Value>::reading("m", &[]);
        let mut body = body.as_bytes().to_vec();
        let read = gateway.read(&call, &mut body);
        read.map_err(|error| error.map(String::from))
    };
    assert_eq!(read(r#"{"m":[1,2]}"#).unwrap(), serde_json::json!([1, 2]));
    let Err(ReadError::Unreadable(unreadable)) = read(r#"{"n":[1,2]}"#) else {
        panic!("another method's answer was taken")
    };
    assert_eq!(unreadable.problem, Problem::NoEnvelope);
}

/// Answers every request with the same.
struct Refusing(&'static [u8]);

impl Transport for Refusing {
    type Error = ();

    fn send(&mut self, _: &Request<'_>) -> Result<(), TransportError<()>> {
        Ok(())
    }

    fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<()>> {
        buffer[..self.0.len()].copy_from_slice(self.0);
        Ok(Answer::new(200, self.0.len()))
    }
}

/// Never waits.
struct Still;

impl<C> Host<C> for Still {
    fn now(&mut self) -> Timestamp {
        epoch()
    }

    fn wait(&mut self, pause: Duration) {
        assert!(pause >= Duration::from_secs(1));
    }

    fn prepare(&mut self, _: &mut C, remedy: Remedy) -> bool {
        assert_eq!(remedy, Remedy::Pause);
        true
    }
}

#[test]
fn its_rules_say_which_refusals_are_repeated() {
    for (answer, tries, why) in [
        (&br#"{"refused":"busy"}"#[..], 3, Why::TriesSpent),
        (br#"{"refused":"no"}"#, 1, Why::Final),
    ] {
        let mut client: Client<_, _> = Client::new(own(&SMALL, "u"), Refusing(answer));
        let clock = ClockOffset::between(epoch(), epoch());
        let mut repeating = Repeating::new(Policy::new(), clock, 1, Still);
        let call = Generic::new("m", &[]);
        let mut buffer = [0; 64];
        let told = client.call_repeating(&call, &mut repeating, &mut buffer);
        let gave_up = told.unwrap_err();
        assert_eq!((gave_up.tries, gave_up.why), (tries, why));
    }
}

/// Has its own way for everything that a gateway can do by itself.
struct Stubborn(Own);

impl Gateway for Stubborn {
    type Method = Md5;

    fn dialect(&self) -> &'static Dialect {
        self.0.dialect()
    }

    fn sign_method(&self) -> &Md5 {
        self.0.sign_method()
    }

    fn system_value(&self, slot: Slot) -> Option<&str> {
        self.0.system_value(slot)
    }

    fn open<'d>(&self, method: Option<&str>, document: Node<'d>) -> Result<Node<'d>, Unopened<'d>> {
        self.0.open(method, document)
    }

    fn rules(&self) -> &'static [Rule] {
        const { &[Rule::limit("stubborn")] }
    }

    fn document<'d>(&self, _: &'d [u8]) -> Result<Node<'d>, Problem> {
        Err(Problem::Html)
    }

    fn sign<'r, 'a, C: Call + ?Sized>(
        &'a self,
        _: &'a C,
        _: Timestamp,
        params: &'r mut ParamsView<'a>,
    ) -> Result<Request<'r>, ParamError> {
        params.text("", "")?;
        unreachable!("a parameter has a name")
    }

    fn read<'b, C: Call + ?Sized>(
        &self,
        call: &C,
        body: &'b mut [u8],
    ) -> Result<C::Reply<&'b str>, ReadError<&'b str>>
    where
        C::Reply<&'b str>: Deserialize<'b>,
    {
        self.0.read_answer(call, &Answer::new(301, 0), body)
    }

    fn read_answer<'b, C, S>(
        &self,
        call: &C,
        _: &Answer,
        body: &'b mut [u8],
    ) -> Result<C::Reply<S>, ReadError<S>>
    where
        C: Call + ?Sized,
        C::Reply<S>: Deserialize<'b>,
        S: From<&'b str>,
    {
        self.0.read_answer(call, &Answer::new(500, 0), body)
    }
}

fn problem(error: ReadError<&str>) -> Problem {
    match error {
        ReadError::Unreadable(unreadable) => unreadable.problem,
        ReadError::Refused(fault) => panic!("{fault:?}"),
    }
}

fn assert_stubborn(gateway: impl Gateway) {
    let call = Generic::<Value>::reading("m", &[]);
    let mut body = *br#"{"m":1}"#;
    assert_eq!(gateway.document(&body).unwrap_err(), Problem::Html);
    assert_eq!(gateway.rules(), [Rule::limit("stubborn")]);
    let mut params = Params::<0>::new(&mut []);
    let error = gateway.sign(&call, epoch(), &mut params).unwrap_err();
    assert_eq!(error.problem, ParamProblem::Nameless);
    let read = gateway.read(&call, &mut body);
    assert_eq!(read.map_err(problem), Err(Problem::Redirected));
    let answer = Answer::new(200, body.len());
    let read = gateway.read_answer::<_, &str>(&call, &answer, &mut body);
    assert_eq!(read.map_err(problem), Err(Problem::Status));
}

#[test]
fn what_it_does_its_own_way_it_does_behind_a_reference_too() {
    let gateway = Stubborn(own(&SMALL, "u"));
    assert_stubborn(&gateway);
    assert_stubborn(gateway);
}
