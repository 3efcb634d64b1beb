//! Where a call is sent to.

use crate::failure::Failure;
use crate::platform::Platform;
use clap::ValueEnum;
use gatekit_core::gateway::qimen;
use std::net::IpAddr;

/// One of a platform's own addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Environment {
    /// Real calls
    Production,
    /// The platform's own sandbox
    Sandbox,
}

/// The platform's address; calls with a raw body have one of their own on Qimen.
pub(crate) fn address(
    platform: Platform,
    environment: Environment,
    has_raw_body: bool,
) -> Result<&'static str, Failure> {
    let dialect = platform.dialect();
    let address = match (platform, environment, has_raw_body) {
        (Platform::Qimen, Environment::Production, true) => Some(qimen::STANDARD),
        (Platform::Qimen, Environment::Sandbox, true) => Some(qimen::STANDARD_SANDBOX),
        (_, Environment::Production, _) => Some(dialect.production),
        (_, Environment::Sandbox, _) => dialect.sandbox,
    };
    address.ok_or_else(|| {
        Failure::usage(
            format!("{} has no sandbox of its own", platform.name()),
            "Start one with `gatekit sandbox` and give its address with --url.",
        )
    })
}

/// Tokens and answers must not be readable on the way. The address has neither password nor query.
pub(crate) fn refuse_plain_text(url: &str) -> Result<(), Failure> {
    let Some(rest) = strip_scheme(url, "http://") else {
        return Ok(());
    };
    if is_loopback(host(rest)) {
        return Ok(());
    }
    Err(Failure::usage(
        format!("{url} is not encrypted: tokens would travel in plain text"),
        "Give an https address, or --allow-http if the network in between can be trusted.",
    ))
}

/// What stands between `?` and `#`, without a line end behind it; a bare query is one too.
pub(crate) fn query(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or_default();
    let url = url.trim_end_matches(['\r', '\n']);
    // A value of a bare query may have a `?`.
    match url.split_once('?') {
        Some((head, query)) if !head.contains('=') => query,
        None if url.contains("://") => "",
        _ => url,
    }
}

/// Host with port, and path.
pub(crate) fn parts(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path_start = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at(path_start);
    (host, if path.is_empty() { "/" } else { path })
}

fn strip_scheme<'u>(url: &'u str, scheme: &str) -> Option<&'u str> {
    let (start, rest) = url.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// Without user name and port.
fn host(rest: &str) -> &str {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..end).unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    if let Some(bracketed) = host.strip_prefix('[') {
        return bracketed.split(']').next().unwrap_or_default();
    }
    host.split(':').next().unwrap_or_default()
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_goes_to_this_computer_only() {
        for url in [
            "https://api.qianmi.com/api",
            "http://127.0.0.1:8480/api",
            "http://localhost/api",
            "HTTP://[::1]:80/api",
        ] {
            assert!(refuse_plain_text(url).is_ok(), "{url}");
        }
        for url in [
            "http://gw.api.demo.qianmi.com/api",
            "HTTP://10.0.0.1/",
            "http://127.0.0.1@example.com/",
            "http://example.com#@127.0.0.1/",
            "http://127.0.0.1.example.com",
        ] {
            assert!(refuse_plain_text(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_query_is_found_in_whatever_it_was_copied_with() {
        for url in [
            "a=1&b=x",
            "?a=1&b=x",
            "/router?a=1&b=x\r\n",
            "https://example.com/router?a=1&b=x#top",
        ] {
            assert_eq!(query(url), "a=1&b=x", "{url:?}");
        }
        assert_eq!(query("a=1&b=x?y"), "a=1&b=x?y");
        assert_eq!(query("https://example.com/a"), "");
    }

    #[test]
    fn an_address_without_path_asks_for_the_root() {
        assert_eq!(parts("https://example.com"), ("example.com", "/"));
        assert_eq!(
            parts("http://127.0.0.1:80/api/app"),
            ("127.0.0.1:80", "/api/app")
        );
    }
}
