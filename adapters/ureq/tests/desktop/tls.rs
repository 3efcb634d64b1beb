//! Certificates: always checked, and before anything is sent.

use std::sync::Arc;

use gatekit_ureq::{Client, HttpError, SettingsError};
use rcgen::{CertificateParams, Issuer, KeyPair, date_time_ymd};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig};

use crate::server::{Server, Visit};
use crate::support::{
    ORDER, SESSION, ask, ask_bodiless, call, client, not_sent, ok, settings, top, unclear,
};

/// A server's certificate in DER, and how it shows it.
pub(crate) struct Identity {
    pub(crate) der: Vec<u8>,
    key: Vec<u8>,
    pub(crate) config: Arc<ServerConfig>,
}

impl Identity {
    /// Signed by itself.
    pub(crate) fn of(params: &CertificateParams) -> Self {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        Self::new(certificate.der().to_vec(), &key)
    }

    pub(crate) fn named(host: &str) -> Self {
        Self::of(&named(host))
    }

    fn new(der: Vec<u8>, key: &KeyPair) -> Self {
        let key = key.serialize_der();
        let config = Arc::new(config(&der, &key, WebPkiClientVerifier::no_client_auth()));
        Self { der, key, config }
    }
}

fn config(der: &[u8], key: &[u8], clients: Arc<dyn ClientCertVerifier>) -> ServerConfig {
    let chain = vec![CertificateDer::from(der.to_vec())];
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.to_vec()));
    ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| {
            config
                .with_client_cert_verifier(clients)
                .with_single_cert(chain, key)
        })
        .expect("a certificate with its key")
}

fn named(host: &str) -> CertificateParams {
    CertificateParams::new(vec![host.to_owned()]).expect("a name")
}

fn serve(identity: &Identity) -> Server {
    Server::tls(Arc::clone(&identity.config), |visit| {
        while visit.request() {
            visit.send(&ok("noon"));
        }
    })
}

/// Not a byte of the request may have arrived, neither readable nor on the wire.
#[track_caller]
fn refused_unsent(server: &Server, settings: &gatekit_ureq::Settings) -> String {
    for error in [not_sent(ask(settings)), not_sent(ask_bodiless(settings))] {
        assert!(matches!(error, HttpError::Certificate(_)), "{error:?}");
        assert!(error.hint().contains("certificate"), "{}", error.hint());
    }
    assert!(server.readable().is_empty());
    let wire = server.wire();
    let wire = String::from_utf8_lossy(&wire);
    for part in [ORDER, SESSION, "POST", "app_key", "service"] {
        assert!(!wire.contains(part), "{part}");
    }
    assert!(server.connections() >= 2);
    not_sent(ask(settings)).to_string()
}

#[test]
fn a_certificate_given_as_root_is_trusted() {
    let identity = Identity::named("localhost");
    let server = serve(&identity);
    let settings = settings(server.https_url("localhost")).with_root_certificate(identity.der);
    assert_eq!(ask(&settings).as_deref(), Ok("noon"));
}

#[test]
fn an_address_in_the_certificate_is_trusted() {
    let identity = Identity::named("127.0.0.1");
    let server = serve(&identity);
    let settings = settings(server.https_url("127.0.0.1")).with_root_certificate(identity.der);
    assert_eq!(ask(&settings).as_deref(), Ok("noon"));
}

#[test]
fn a_private_authority_vouches_for_its_servers() {
    let mut authority = named("authority.invalid");
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root_key = KeyPair::generate().expect("a key");
    let root = authority.self_signed(&root_key).expect("a certificate");
    let issuer = Issuer::from_params(&authority, &root_key);
    let key = KeyPair::generate().expect("a key");
    let leaf = named("localhost")
        .signed_by(&key, &issuer)
        .expect("a certificate");
    let server = serve(&Identity::new(leaf.der().to_vec(), &key));
    let settings =
        settings(server.https_url("localhost")).with_root_certificate(root.der().to_vec());
    assert_eq!(ask(&settings).as_deref(), Ok("noon"));
}

#[test]
fn tls_connections_are_shared_too() {
    let identity = Identity::named("localhost");
    let server = serve(&identity);
    let settings = settings(server.https_url("localhost")).with_root_certificate(identity.der);
    let client = client(&settings);
    for _ in 0..3 {
        assert_eq!(call(&client).as_deref(), Ok("noon"));
    }
    assert_eq!((server.connections(), server.requests().len()), (1, 3));
}

#[test]
fn a_self_signed_certificate_is_refused_before_anything_is_sent() {
    let server = serve(&Identity::named("localhost"));
    let text = refused_unsent(&server, &settings(server.https_url("localhost")));
    assert!(text.contains("certificate is not trusted"), "{text}");
}

#[test]
fn another_self_signed_certificate_is_refused_before_anything_is_sent() {
    let trusted = Identity::named("localhost");
    let server = serve(&Identity::named("localhost"));
    let settings = settings(server.https_url("localhost")).with_root_certificate(trusted.der);
    refused_unsent(&server, &settings);
}

#[test]
fn a_root_that_is_no_certificate_is_refused_at_once() {
    let pem = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    for der in [&b""[..], b"garbage", pem] {
        let settings = settings("https://localhost/").with_root_certificate(der);
        let error = Client::with_settings(top(), &settings).expect_err("no certificate");
        assert_eq!(error, SettingsError::Certificate);
        assert!(error.to_string().contains("DER"), "{error}");
    }
}

#[test]
fn an_expired_certificate_is_refused_before_anything_is_sent() {
    let mut params = named("localhost");
    params.not_before = date_time_ymd(2019, 1, 1);
    params.not_after = date_time_ymd(2020, 1, 1);
    let identity = Identity::of(&params);
    let server = serve(&identity);
    let settings = settings(server.https_url("localhost")).with_root_certificate(identity.der);
    let text = refused_unsent(&server, &settings);
    assert!(text.contains("expired"), "{text}");
}

#[test]
fn a_certificate_of_the_future_is_refused_before_anything_is_sent() {
    let mut params = named("localhost");
    params.not_before = date_time_ymd(2120, 1, 1);
    params.not_after = date_time_ymd(2121, 1, 1);
    let identity = Identity::of(&params);
    let server = serve(&identity);
    let settings = settings(server.https_url("localhost")).with_root_certificate(identity.der);
    let text = refused_unsent(&server, &settings);
    assert!(text.contains("not valid yet"), "{text}");
}

#[test]
fn a_certificate_for_another_name_is_refused_before_anything_is_sent() {
    let identity = Identity::named("other.invalid");
    let server = serve(&identity);
    let settings = settings(server.https_url("localhost")).with_root_certificate(identity.der);
    let text = refused_unsent(&server, &settings);
    assert!(
        text.contains("localhost") && text.contains("other.invalid"),
        "{text}"
    );
}

#[test]
fn a_tls_server_that_closes_before_its_answer_leaves_the_outcome_unclear() {
    let identity = Identity::named("localhost");
    let server = Server::tls(Arc::clone(&identity.config), |visit| {
        visit.request();
    });
    let settings = settings(server.https_url("localhost")).with_root_certificate(identity.der);
    assert_eq!(unclear(ask(&settings)), HttpError::ClosedEarly);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn tls_where_plain_text_is_expected_is_no_http() {
    // The server answers the request with an alert.
    let server = Server::plain(|visit| {
        visit.request();
        visit.send(b"\x15\x03\x03\x00\x02\x02\x0a");
    });
    assert!(ask(&settings(server.url())).is_err());
}

#[test]
fn a_server_that_misses_a_client_certificate_leaves_the_outcome_unclear() {
    // In TLS 1.3 it says so when the request is on its way.
    let identity = Identity::named("localhost");
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from(identity.der.clone()))
        .expect("a certificate");
    let provider = Arc::new(ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
    let verifier = verifier.build().expect("a root");
    let config = config(&identity.der, &identity.key, verifier);
    let server = Server::tls(Arc::new(config), Visit::hold);
    let settings = settings(server.https_url("localhost")).with_root_certificate(identity.der);
    let error = unclear(ask(&settings));
    assert!(error.hint().contains("state"), "{error:?}");
    assert!(server.requests().is_empty());
}
