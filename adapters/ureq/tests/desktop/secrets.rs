//! Addresses that are refused, and what no output may hold.

use gatekit_ureq::{Client, Http, HttpError, Settings, SettingsError};

use crate::server::Server;
use crate::support::{ORDER, SECRET, SESSION, ask_server, call, client, http, ok, settings, top};

const BAD: [&str; 22] = [
    "",
    "gw.api.taobao.com",
    "gw.api.taobao.com/router/rest",
    "//gw.api.taobao.com/router/rest",
    "/router/rest",
    "ftp://gw.api.taobao.com/",
    "file:///etc/passwd",
    "httpss://gw.api.taobao.com/",
    "https://",
    "https:///router/rest",
    "https://:443/",
    "https://gw.api.taobao.com:99999/",
    "https://gw.api.taobao.com:/",
    "https://gw.api.taobao.com/router/rest?session=hidden",
    "https://gw.api.taobao.com/router/rest?",
    "https://gw.api.taobao.com/router/rest#hidden",
    "https://user:hidden@gw.api.taobao.com/",
    "https://user:hid@den/?x@gw.api.taobao.com/",
    "https://hidden@gw.api.taobao.com/",
    "hidden@gw.api.taobao.com/",
    " https://gw.api.taobao.com/",
    "https://gw.api.taobao.com/a b",
];

#[test]
fn unusable_addresses_are_refused_without_showing_secrets() {
    for url in BAD {
        let settings = Settings::new(url);
        let error = Http::new(&settings).expect_err(url);
        assert!(matches!(error, SettingsError::Url(_)), "{error:?}");
        assert_eq!(
            Client::with_settings(top(), &settings).expect_err(url),
            error
        );
        let shown = format!("{error} {error:?} {settings:?}");
        for hidden in ["hidden", "den", "hid@"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
        assert!(error.to_string().contains("https://host/path"), "{error}");
    }
}

#[test]
fn a_refused_address_shows_where_it_had_more() {
    for (url, shown) in [
        (
            "https://a.example/rest?session=hidden",
            "`https://a.example/rest?…` is",
        ),
        (
            "https://a.example/rest#hidden",
            "`https://a.example/rest#…` is",
        ),
        (
            "https://user:hid@den/?x@a.example/",
            "`https://…@a.example/` is",
        ),
    ] {
        let error = Http::new(&Settings::new(url)).expect_err(url).to_string();
        assert!(error.starts_with(shown), "{error}");
    }
}

#[test]
fn usable_addresses_are_taken() {
    for url in [
        "https://gw.api.taobao.com/router/rest",
        "http://127.0.0.1:8080",
        "HTTPS://GW.API.TAOBAO.COM/",
        "http://[::1]:8080/api",
        "http://localhost",
    ] {
        assert!(Http::new(&Settings::new(url)).is_ok(), "{url}");
    }
}

#[test]
fn debug_output_shows_no_secret() {
    let server = Server::always(http("200 OK", "Set-Cookie: t0ken-of-the-user\r\n", "{}"));
    let settings =
        settings(server.url()).with_root_certificate(crate::tls::Identity::named("x").der);
    let client = client(&settings);
    let before = format!("{client:?} {settings:?}");
    let error = call(&client).expect_err("no envelope");
    let shown = format!("{before} {client:?} {error} {error:?} {error:#?}");
    for hidden in [SECRET, SESSION, ORDER, "sign=", "timestamp"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
    assert!(shown.contains(&server.address().to_string()), "{shown}");
}

#[test]
fn a_pending_answer_shows_no_secret() {
    use gatekit_core::transport::Transport;
    use gatekit_core::{Gateway, Params, Timestamp, call::Generic};

    // A server that repeats the token in its answer's head.
    let location = format!("Location: /?session={SESSION}\r\n");
    let server = Server::once(http("302 Found", &location, ""));
    let mut transport = Http::new(&settings(server.url())).expect("a good address");
    let (top, call) = (top(), Generic::new("taobao.time.get", &[]));
    let mut room = [0; 64];
    let mut params = Params::<4>::new(&mut room);
    let now = Timestamp::from_unix(0).expect("a time");
    let request = top
        .sign(&call, now, &mut params)
        .expect("parameters that fit");
    transport.send(&request).expect("a server");
    assert!(!format!("{transport:?}").contains(SESSION));
    let answer = transport.receive(&mut [0; 64]).expect("an answer");
    assert_eq!((answer.status, answer.length), (302, 0));
    // One request, one answer.
    let again = transport.receive(&mut [0; 64]).expect_err("none is left");
    assert_eq!(
        again.to_string(),
        "the request may have been executed: the answer was received before, or never came"
    );
}

#[test]
fn an_echo_of_the_request_in_a_broken_answer_is_not_shown() {
    let server = Server::plain(|visit| {
        if let Some(head) = visit.head() {
            visit.send(format!("HTTP/1.1 200 OK\r\n{}\u{1}: x\r\n\r\n", &head[..80]).as_bytes());
        }
    });
    let error = ask_server(&server).expect_err("no HTTP");
    let shown = format!("{error} {error:?}");
    assert!(
        !shown.contains("app_key") && !shown.contains("12345678"),
        "{shown}"
    );
}

#[test]
fn hints_are_specific() {
    let errors = [
        (HttpError::HostNotFound, "spelling"),
        (HttpError::ConnectionRefused, "port"),
        (HttpError::Unreachable(String::new()), "network"),
        (HttpError::ConnectTimeout, "more time"),
        (HttpError::AnswerTimeout, "state"),
        (HttpError::ClosedEarly, "state"),
        (HttpError::Certificate(String::new()), "certificate"),
        (HttpError::Tls(String::new()), "TLS"),
        (HttpError::Proxy(String::new()), "HTTPS_PROXY"),
        (HttpError::Protocol(String::new()), "gateway"),
        (HttpError::Compression, "gateway"),
        (HttpError::Io(String::new()), "network"),
        (HttpError::Request(String::new()), "content type"),
        (HttpError::NothingSent, "request"),
        (HttpError::NoAnswerLeft, "state"),
    ];
    for (error, word) in &errors {
        assert!(error.hint().contains(word), "{error:?}: {}", error.hint());
        assert!(error.hint().ends_with('.'), "{}", error.hint());
        assert!(!error.to_string().is_empty());
    }
    let texts: std::collections::BTreeSet<_> =
        errors.iter().map(|(error, _)| error.to_string()).collect();
    assert_eq!(texts.len(), errors.len(), "each has a text of its own");
}

#[test]
fn the_source_of_a_failed_call_is_the_transports_error() {
    let server = Server::once("");
    let error = ask_server(&server).expect_err("no answer");
    let source = std::error::Error::source(&error).expect("a source");
    assert!(source.downcast_ref::<HttpError>().is_some());
    assert!(ask_server(&Server::once(ok("noon"))).is_ok());
}
