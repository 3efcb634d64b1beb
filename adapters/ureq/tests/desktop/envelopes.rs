//! Whole answers that are not the answer: of another method, another gateway, another host.

use std::sync::Arc;

use gatekit_core::call::Generic;
use gatekit_core::gateway::Gateway;
use gatekit_core::reply::{Problem, Repeat};
use gatekit_core::{PhalApi, Qianmi, Qimen};
use gatekit_ureq::{Client, Error};

use crate::answers::problem;
use crate::server::Server;
use crate::support::{
    ORDER, SECRET, SESSION, Time, ask, ask_server, http, ok, reply, settings, top,
};
use crate::tls::Identity;

const STATUSES: [&str; 8] = [
    "300 Multiple Choices",
    "301 Moved",
    "302 Found",
    "303 See Other",
    "305 Use Proxy",
    "307 Temporary",
    "308 Permanent",
    "399 X",
];

/// What becomes of a body, for a call whose reply has a time.
#[track_caller]
fn brings(gateway: impl Gateway, method: &str, body: &str) -> Result<String, Problem> {
    let server = Server::once(http("200 OK", "Content-Type: text/html\r\n", body));
    let client = Client::with_settings(gateway, &settings(server.url())).expect("a good address");
    let params = [("order_id", ORDER)];
    let outcome = client.call(&Generic::<Time>::reading(method, &params));
    assert_eq!(server.requests().len(), 1);
    if let Err(error) = &outcome {
        assert_eq!(error.repeat(), Repeat::AskFirst, "{body}");
    }
    match outcome {
        Ok(reply) => Ok(reply.time),
        Err(Error::Unreadable(unreadable)) => Err(unreadable.problem),
        Err(error) => panic!("{body}: {error:?}"),
    }
}

#[test]
fn top_answers_another_method() {
    const METHOD: &str = "taobao.time.get";
    assert_eq!(brings(top(), METHOD, &reply("noon")).as_deref(), Ok("noon"));
    for name in [
        "user_get",
        "time_get_response",
        "time_get_",
        "taobao_time_get",
        "xtime_get",
        "TIME_GET",
        "time.get",
        "",
    ] {
        let json = format!(r#"{{"{name}_response":{{"time":"noon"}}}}"#);
        assert_eq!(
            brings(top(), METHOD, &json),
            Err(Problem::OtherMethod),
            "{json}"
        );
    }
    let xml = "<user_get_response><time>noon</time></user_get_response>";
    let asked = top().with_xml();
    assert_eq!(brings(asked, METHOD, xml), Err(Problem::OtherMethod));
}

#[test]
fn qianmi_answers_another_method() {
    // How Qianmi spells its wrappers is not established: only the shape can tell.
    let qianmi = || Qianmi::new("10000000", SECRET).expect("good credentials");
    let other = r#"{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#;
    for body in [other, r#"{"user_get_response":{}}"#] {
        let outcome = brings(qianmi(), "qianmi.time.get", body);
        assert!(matches!(outcome, Err(Problem::Decode(_))), "{outcome:?}");
    }
    let two = r#"{"time_get_response":{"time":"noon"},"user_get_response":{"time":"noon"}}"#;
    for body in [two, r#"{"time_get_reply":{"time":"noon"}}"#] {
        let outcome = brings(qianmi(), "qianmi.time.get", body);
        assert_eq!(outcome, Err(Problem::NoEnvelope));
    }
}

#[test]
fn qimen_answers_another_method() {
    // In a standard scene nothing names the method; elsewhere a wrapper may.
    let qimen = || Qimen::new("10000000", SECRET, "20000000").expect("good credentials");
    let other = r#"{"user_get_response":{"time":"noon"}}"#;
    let outcome = brings(qimen(), "taobao.time.get", other);
    assert_eq!(outcome, Err(Problem::OtherMethod));
    let own = brings(qimen(), "taobao.time.get", &reply("noon"));
    assert_eq!(own.as_deref(), Ok("noon"));
}

#[test]
fn an_answer_of_another_gateway_is_not_believed() {
    let phalapi = || PhalApi::unsigned().with_access_token(SESSION);
    let qimen = || Qimen::new("10000000", SECRET, "20000000").expect("good credentials");
    let of_top = reply("noon");
    let of_phalapi = r#"{"ret":200,"data":{"time":"noon"},"msg":""}"#;
    let of_qimen = r#"{"response":{"flag":"success","time":"noon"}}"#;
    let none = Err(Problem::NoEnvelope);
    assert_eq!(
        brings(phalapi(), "App.Time.Get", of_phalapi).as_deref(),
        Ok("noon")
    );
    assert_eq!(brings(phalapi(), "App.Time.Get", &of_top), none);
    assert_eq!(brings(phalapi(), "App.Time.Get", of_qimen), none);
    assert_eq!(brings(top(), "taobao.time.get", of_phalapi), none);
    assert_eq!(brings(top(), "taobao.time.get", of_qimen), none);
    assert_eq!(
        brings(qimen(), "taobao.qimen.time.get", of_qimen).as_deref(),
        Ok("noon")
    );
    // A scene of its own may answer with any object.
    let outcome = brings(qimen(), "taobao.qimen.time.get", of_phalapi);
    assert!(matches!(outcome, Err(Problem::Decode(_))), "{outcome:?}");
}

#[test]
fn a_reply_of_another_shape_is_never_success() {
    // PhalApi's envelope does not name its method: only the shape can tell.
    for data in [
        "{}",
        r#"{"times":"noon"}"#,
        r#"["noon"]"#,
        r#"{"time":["noon"]}"#,
        "null",
    ] {
        let body = format!(r#"{{"ret":200,"data":{data},"msg":""}}"#);
        let outcome = brings(PhalApi::unsigned(), "App.Time.Get", &body);
        assert!(
            matches!(outcome, Err(Problem::Decode(_))),
            "{data}: {outcome:?}"
        );
    }
    let bare = r#"{"time_get_response":{"hour":12}}"#;
    let outcome = brings(top(), "taobao.time.get", bare);
    assert!(matches!(outcome, Err(Problem::Decode(_))), "{outcome:?}");
}

#[test]
fn another_format_is_never_success() {
    let xml = "<time_get_response><time>noon</time></time_get_response>";
    let asked = || top().with_xml();
    assert_eq!(
        brings(asked(), "taobao.time.get", xml).as_deref(),
        Ok("noon")
    );
    assert_eq!(
        brings(top(), "taobao.time.get", xml),
        Err(Problem::OtherFormat)
    );
    let outcome = brings(asked(), "taobao.time.get", &reply("noon"));
    assert_eq!(outcome, Err(Problem::OtherFormat));
}

#[test]
fn a_redirect_is_never_success_even_if_it_carries_the_reply() {
    for status in STATUSES {
        for fields in ["", "Location: /router/rest\r\n", "Refresh: 0; url=/\r\n"] {
            let server = Server::always(http(status, fields, reply("noon")));
            let (_, _, problem) = problem(ask_server(&server));
            assert_eq!(problem, Problem::Redirected, "{status} {fields}");
            assert_eq!((server.connections(), server.requests().len()), (1, 1));
        }
    }
}

#[test]
fn no_spelling_of_a_location_is_followed() {
    let elsewhere = Server::always(ok("never"));
    let address = elsewhere.address();
    for location in [
        format!("http://{address}/"),
        format!("HTTP://{address}"),
        format!("//{address}/router/rest"),
        format!("http://user:word@{address}/"),
        format!("http://localhost:{}/", address.port()),
        format!("https://{address}/"),
        format!(" \thttp://{address}/\t "),
        "/router/rest".into(),
        "?again".into(),
        "javascript:alert(1)".into(),
        "file:///etc/passwd".into(),
        String::new(),
    ] {
        let fields = format!("Location: {location}\r\nLocation: {}\r\n", elsewhere.url());
        let server = Server::always(http("307 Temporary", &fields, ""));
        let (status, _, problem) = problem(ask_server(&server));
        assert_eq!((status, problem), (307, Problem::Redirected), "{location}");
        assert_eq!((server.connections(), server.requests().len()), (1, 1));
    }
    assert_eq!((elsewhere.connections(), elsewhere.wire().len()), (0, 0));
}

#[test]
fn a_redirect_from_tls_to_plain_text_is_not_followed() {
    let elsewhere = Server::always(ok("never"));
    let identity = Identity::named("localhost");
    let fields = format!("Location: {}\r\n", elsewhere.url());
    let server = Server::tls(Arc::clone(&identity.config), move |visit| {
        visit.request();
        visit.send(&http("308 Permanent", &fields, ""));
    });
    let settings = settings(server.https_url("localhost")).with_root_certificate(identity.der);
    assert_eq!(problem(ask(&settings)).2, Problem::Redirected);
    assert_eq!((elsewhere.connections(), elsewhere.wire().len()), (0, 0));
}

#[test]
fn a_demand_for_a_password_is_not_met() {
    for (status, field) in [
        (
            "401 Unauthorized",
            "WWW-Authenticate: Basic realm=\"x\"\r\n",
        ),
        (
            "407 Proxy Authentication Required",
            "Proxy-Authenticate: Basic\r\n",
        ),
    ] {
        let server = Server::always(http(status, field, reply("noon")));
        let (_, _, problem) = problem(ask_server(&server));
        assert_eq!(problem, Problem::Status, "{status}");
        assert_eq!((server.connections(), server.requests().len()), (1, 1));
    }
}
