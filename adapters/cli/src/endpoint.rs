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

/// Tokens and answers must not be readable on the way.
pub(crate) fn refuse_plain_text(url: &str) -> Result<(), Failure> {
    let Some(rest) = strip_scheme(url, "http://") else {
        return Ok(());
    };
    if is_loopback(host(rest)) {
        return Ok(());
    }
    Err(Failure::usage(
        format!(
            "{} is not encrypted: tokens would travel in plain text",
            shown(url)
        ),
        "Give an https address, or --allow-http if the network in between can be trusted.",
    ))
}

/// The address without user name, password, query and fragment.
pub(crate) fn shown(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let rest = rest.get(..end).unwrap_or_default();
    let path_start = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(path_start);
    let host = authority.rsplit('@').next().unwrap_or_default();
    let separator = if scheme.is_empty() { "" } else { "://" };
    format!("{scheme}{separator}{host}{path}")
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
    fn a_shown_address_has_no_password() {
        assert_eq!(
            shown("http://me:hidden@example.com/a?token=hidden"),
            "http://example.com/a"
        );
        assert_eq!(shown("example.com/api"), "example.com/api");
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
