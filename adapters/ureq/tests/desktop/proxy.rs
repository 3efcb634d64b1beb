//! Proxies from the environment. Each test asks in a process of its own, because the environment
//! belongs to all threads.

use std::env;
use std::process::Command;
use std::sync::Arc;

use gatekit_core::transport::TransportError;
use gatekit_ureq::{Client, Error};

use crate::server::{Server, Visit};
use crate::support::{SECRET, SESSION, call, hasty_to_connect, ok, settings, top};
use crate::tls::Identity;

const VARIABLES: [&str; 8] = [
    "ALL_PROXY",
    "all_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "NO_PROXY",
    "no_proxy",
];
const URL: &str = "GATEKIT_TEST_URL";
const ROOT: &str = "GATEKIT_TEST_ROOT";
/// A connection may take a moment only.
const HASTY: &str = "GATEKIT_TEST_HASTY";
/// A host that only a proxy knows.
const GATEWAY: &str = "http://gateway.invalid/router/rest";

/// Whether the tests themselves run behind a proxy.
pub(crate) fn is_in_environment() -> bool {
    VARIABLES.iter().any(|name| env::var_os(name).is_some())
}

/// One test of this binary, run alone with an environment of its own.
pub(crate) struct Child(Command);

impl Child {
    pub(crate) fn new(test: &str, url: &str) -> Self {
        let mut command = Command::new(env::current_exe().expect("a running test"));
        command.args([
            test,
            "--exact",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ]);
        for variable in VARIABLES {
            command.env_remove(variable);
        }
        command.env(URL, url);
        Self(command)
    }

    fn asking(url: &str) -> Self {
        Self::new("proxy::child_asks", url)
    }

    fn with(mut self, variable: &str, value: impl AsRef<str>) -> Self {
        self.0.env(variable, value.as_ref());
        self
    }

    /// What it said.
    pub(crate) fn said(mut self) -> String {
        let output = self.0.output().expect("a process");
        let output = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        for hidden in [SECRET, SESSION, "pa55word"] {
            assert!(!output.contains(hidden), "{output}");
        }
        let said = output.lines().find_map(|line| line.strip_prefix("said "));
        said.unwrap_or_else(|| panic!("{output}")).to_owned()
    }
}

/// The address to ask, in a child.
pub(crate) fn asked() -> Option<String> {
    env::var(URL).ok()
}

#[test]
#[ignore = "runs in a process of its own, started by other tests"]
fn child_asks() {
    let Some(url) = asked() else { return };
    let mut settings = match env::var_os(HASTY) {
        Some(_) => hasty_to_connect(url),
        None => settings(url),
    };
    if let Ok(root) = env::var(ROOT) {
        let bytes = root.as_bytes().chunks(2);
        let digits = bytes.map(|two| str::from_utf8(two).expect("hexadecimal"));
        let der = digits.map(|two| u8::from_str_radix(two, 16).expect("hexadecimal"));
        settings = settings.with_root_certificate(der.collect::<Vec<_>>());
    }
    let client = Client::with_settings(top(), &settings).expect("a good address");
    println!("\nclient {client:?}");
    match call(&client) {
        Ok(time) => println!("\nsaid {time}"),
        Err(Error::Transport(TransportError::NotSent(error))) => {
            println!("\nsaid not sent: {error} | {}", error.hint());
        }
        Err(error) => println!("\nsaid {} {error}", error.code()),
    }
}

/// A proxy that answers in the gateway's place.
fn proxy() -> Server {
    Server::plain(|visit| {
        if visit.request() {
            visit.send(b"HTTP/1.1 200 Connection established\r\n\r\n");
        }
        while visit.request() {
            visit.send(&ok("through the proxy"));
        }
    })
}

fn address(proxy: &Server) -> String {
    format!("http://{}", proxy.address())
}

#[test]
fn a_proxy_is_taken_from_each_variable() {
    for variable in [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ] {
        let proxy = proxy();
        let child = Child::asking(GATEWAY).with(variable, address(&proxy));
        assert_eq!(child.said(), "through the proxy", "{variable}");
        let requests = proxy.requests();
        assert_eq!(
            requests[0].request_line(),
            "CONNECT gateway.invalid:80 HTTP/1.1"
        );
        assert!(
            requests[1]
                .request_line()
                .starts_with("POST /router/rest?app_key=")
        );
        assert_eq!((proxy.connections(), requests.len()), (1, 2));
    }
}

#[test]
fn a_proxy_without_scheme_is_an_http_proxy() {
    let proxy = proxy();
    let child = Child::asking(GATEWAY).with("ALL_PROXY", proxy.address().to_string());
    assert_eq!(child.said(), "through the proxy");
}

#[test]
fn tls_goes_through_a_proxy_that_sees_nothing_of_it() {
    let identity = Identity::named("gateway.invalid");
    let gateway = Server::tls(Arc::clone(&identity.config), |visit| {
        visit.request();
        visit.send(&ok("through the tunnel"));
    });
    let to = gateway.address();
    let proxy = Server::plain(move |visit| {
        if visit.request() {
            visit.send(b"HTTP/1.1 200 OK\r\n\r\n");
            visit.relay(to);
        }
    });
    let digits = identity.der.iter().map(|byte| format!("{byte:02x}"));
    let root = digits.collect::<Vec<_>>().concat();
    let child = Child::asking("https://gateway.invalid/router/rest")
        .with("HTTPS_PROXY", address(&proxy))
        .with(ROOT, root);
    assert_eq!(child.said(), "through the tunnel");
    assert_eq!(gateway.requests().len(), 1);
    let wire = proxy.wire();
    let wire = String::from_utf8_lossy(&wire);
    assert!(wire.starts_with("CONNECT gateway.invalid:443 HTTP/1.1"));
    assert!(!wire.contains(SESSION) && !wire.contains("POST"));
}

#[test]
fn no_proxy_is_honoured() {
    for hosts in [
        "gateway.invalid",
        "*",
        "other.invalid,gateway.invalid",
        ".invalid",
    ] {
        let proxy = proxy();
        let child = Child::asking(GATEWAY)
            .with("HTTP_PROXY", address(&proxy))
            .with("NO_PROXY", hosts);
        let said = child.said();
        assert!(said.starts_with("not sent: "), "{said}");
        assert_eq!(proxy.connections(), 0, "{hosts}");
    }
}

#[test]
fn loopback_addresses_need_no_proxy() {
    let proxy = proxy();
    let gateway = Server::once(ok("directly"));
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("http://{host}:{}/", gateway.address().port());
        let child = Child::asking(&url).with("ALL_PROXY", address(&proxy));
        assert_eq!(child.said(), "directly", "{host}");
    }
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn a_proxys_password_is_sent_to_it_and_never_shown() {
    let proxy = proxy();
    let with_password = format!("http://user:pa55word@{}", proxy.address());
    let child = Child::asking(GATEWAY).with("HTTP_PROXY", with_password);
    assert_eq!(child.said(), "through the proxy");
    let requests = proxy.requests();
    // user:pa55word
    assert_eq!(
        requests[0].all("proxy-authorization"),
        ["Basic dXNlcjpwYTU1d29yZA=="]
    );
    assert!(requests[1].all("proxy-authorization").is_empty());
}

/// The proxy does this, and the error blames it.
#[track_caller]
fn blamed(proxy: &Server, url: &str) -> String {
    let said = Child::asking(url).with("HTTP_PROXY", address(proxy)).said();
    assert!(
        said.starts_with("not sent: the proxy cannot be used"),
        "{said}"
    );
    assert!(said.contains("HTTPS_PROXY"), "{said}");
    said
}

#[test]
fn a_proxy_that_refuses_is_named_as_the_cause() {
    for status in ["407 Proxy Authentication Required", "502 Bad Gateway"] {
        let proxy = Server::once(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n"));
        let said = blamed(&proxy, GATEWAY);
        assert!(said.contains(&status[..3]), "{said}");
    }
}

#[test]
fn a_proxy_that_hangs_up_is_named_as_the_cause() {
    let proxy = Server::once("");
    blamed(&proxy, GATEWAY);
    blamed(&proxy, "https://gateway.invalid/");
}

#[test]
fn a_proxy_that_speaks_no_http_is_named_as_the_cause() {
    blamed(&Server::once("SSH-2.0-OpenSSH_9.6\r\n\r\n"), GATEWAY);
}

#[test]
fn a_proxy_that_is_not_there_is_named_as_the_cause() {
    let mut gone = Server::once("");
    gone.close();
    let said = blamed(&gone, GATEWAY);
    assert!(said.contains("refused"), "{said}");
}

#[test]
fn a_proxy_that_never_answers_ends_in_the_connect_timeout() {
    let proxy = Server::plain(Visit::hold);
    let said = Child::asking(GATEWAY)
        .with("HTTP_PROXY", address(&proxy))
        .with(HASTY, "")
        .said();
    assert!(said.starts_with("not sent: no connection within"), "{said}");
}

#[test]
fn a_socks_proxy_is_refused_and_not_bypassed() {
    for scheme in ["socks5", "socks5h", "socks4", "socks"] {
        let proxy = proxy();
        let url = format!("{scheme}://{}", proxy.address());
        let said = Child::asking(GATEWAY).with("ALL_PROXY", url).said();
        assert!(
            said.starts_with("not sent: the proxy cannot be used"),
            "{said}"
        );
        assert!(said.contains("SOCKS"), "{said}");
    }
}

/// Values from which no proxy can be read.
const WRONG: [&str; 6] = [
    "http//bad",
    "not a proxy",
    "http://",
    "ftp://p:1",
    "http//user:pa55word@p",
    "http://user:pa55word@p q:1",
];

#[test]
fn a_proxy_that_cannot_be_read_is_refused_and_not_bypassed() {
    for (nth, variable) in VARIABLES[..6].iter().enumerate() {
        let said = Child::asking(GATEWAY).with(variable, WRONG[nth]).said();
        assert!(
            said.starts_with("not sent: the proxy cannot be used"),
            "{said}"
        );
        assert!(said.contains(variable), "{said}");
    }
}

#[test]
fn no_other_proxy_is_taken_for_one_that_cannot_be_read() {
    let proxy = proxy();
    let child = Child::asking(GATEWAY)
        .with("ALL_PROXY", "not a proxy")
        .with("HTTP_PROXY", address(&proxy));
    let said = child.said();
    assert!(
        said.starts_with("not sent: the proxy cannot be used"),
        "{said}"
    );
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn the_first_proxy_is_taken_whatever_stands_behind_it() {
    let proxy = proxy();
    let child = Child::asking(GATEWAY)
        .with("ALL_PROXY", address(&proxy))
        .with("HTTP_PROXY", "not a proxy");
    assert_eq!(child.said(), "through the proxy");
}

#[test]
fn a_blank_variable_names_no_proxy() {
    for blank in ["", "  "] {
        let proxy = proxy();
        let child = Child::asking(GATEWAY)
            .with("ALL_PROXY", blank)
            .with("HTTP_PROXY", address(&proxy));
        assert_eq!(child.said(), "through the proxy");
        let said = Child::asking(GATEWAY).with("ALL_PROXY", blank).said();
        assert!(!said.contains("proxy"), "{said}");
    }
}

#[test]
fn a_proxy_that_cannot_be_read_does_not_matter_where_none_leads() {
    let gateway = Server::once(ok("directly"));
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("http://{host}:{}/", gateway.address().port());
        let child = Child::asking(&url).with("ALL_PROXY", WRONG[0]);
        assert_eq!(child.said(), "directly", "{host}");
    }
    for hosts in ["*", "other.invalid,gateway.invalid", ".invalid"] {
        for variable in ["NO_PROXY", "no_proxy"] {
            let child = Child::asking(GATEWAY)
                .with("ALL_PROXY", WRONG[0])
                .with(variable, hosts);
            let said = child.said();
            assert!(said.starts_with("not sent: "), "{said}");
            assert!(!said.contains("proxy"), "{said}");
        }
    }
    let child = Child::asking(GATEWAY)
        .with("ALL_PROXY", WRONG[0])
        .with("NO_PROXY", "other.invalid");
    let said = child.said();
    assert!(
        said.starts_with("not sent: the proxy cannot be used"),
        "{said}"
    );
}
