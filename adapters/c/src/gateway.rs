//! The gateways as C describes them, turned into the core's for one call.

use crate::border::{Checked, borrow, gk_text};
use crate::build::{gk_platform, platform_of};
use crate::sign_method::{
    Made, SHA1, Signer, UNSIGNED, VALUES_MD5, VALUES_MD5_SECRET, gk_sign_method,
};
use crate::status::{gk_status, of_code};
use gatekit_core::api::{d2p, qianniu};
use gatekit_core::gateway::CredentialError;
use gatekit_core::reply::KnownRefusal;
use gatekit_core::request::sign::SecretError;
use gatekit_core::{Gateway, PhalApi, Qianmi, Qimen, Top};

/// TOP, Taobao's open platform, with one application's credentials. Absent texts are not sent.
#[repr(C)]
pub struct gk_top {
    /// The application key.
    pub app_key: gk_text,
    /// The application's secret.
    pub secret: gk_text,
    /// &gk_md5, &gk_hmac or &gk_hmac_sha256.
    pub sign_method: *const gk_sign_method,
    /// The token of the user on whose behalf is called.
    pub session: gk_text,
    /// The name of the software that calls.
    pub partner_id: gk_text,
    /// The application that provides the method (third-party APIs).
    pub target_app_key: gk_text,
    /// Not 0: asks for XML instead of JSON.
    pub xml: u8,
    /// Not 0: asks for JSON without the outer level. XML has no such form.
    pub simplify: u8,
}

/// Qimen with one application's credentials. Absent texts are not sent. Custom scenes name a target
/// application; standard calls name a customer instead, ask for XML and have a raw body.
#[repr(C)]
pub struct gk_qimen {
    /// The application key.
    pub app_key: gk_text,
    /// The application's secret.
    pub secret: gk_text,
    /// &gk_md5, &gk_hmac or &gk_hmac_sha256.
    pub sign_method: *const gk_sign_method,
    /// The application that provides the method (custom scenes).
    pub target_app_key: gk_text,
    /// The customer to whom is routed (standard calls).
    pub customer_id: gk_text,
    /// The token of the user on whose behalf is called.
    pub session: gk_text,
    /// The name of the software that calls.
    pub partner_id: gk_text,
    /// Not 0: asks for XML instead of JSON.
    pub xml: u8,
}

/// Qianmi with one application's credentials; signs with SHA-1. Absent texts are not sent.
#[repr(C)]
pub struct gk_qianmi {
    /// The application key.
    pub app_key: gk_text,
    /// The application's secret.
    pub secret: gk_text,
    /// The token of the user on whose behalf is called; nearly all methods need one.
    pub access_token: gk_text,
    /// The name of the software that calls.
    pub partner_id: gk_text,
}

/// A site built with PhalApi, such as APIUSB.
#[repr(C)]
pub struct gk_phalapi {
    /// A gk_protection.
    pub protection: i32,
    /// The token, if the site wants one.
    pub access_token: gk_text,
    /// The application key (GK_PHALAPI_PRO).
    pub app_key: gk_text,
    /// The application's secret (GK_PHALAPI_PRO).
    pub secret: gk_text,
    /// The user on whose behalf is called (GK_PHALAPI_PRO).
    pub user_id: gk_text,
}

/// How a PhalApi site protects itself.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum gk_protection {
    /// No signature.
    GK_PHALAPI_UNSIGNED = 0,
    /// The framework's `SimpleMD5Filter`: MD5 of all values, without a secret.
    GK_PHALAPI_VALUES_MD5 = 1,
    /// PhalApi-Pro: MD5 of all values and the secret.
    GK_PHALAPI_PRO = 2,
}

/// What the core's gateway is wanted for.
#[derive(Clone, Copy)]
pub(crate) enum Purpose<'s> {
    Sign,
    /// To put a request together again with the signature that it got.
    Write(&'s [u8]),
    Read,
}

/// A gateway's description that C hands over.
pub(crate) trait Platform {
    /// The core's gateway, which borrows the description's texts.
    type Gateway<'g>: Gateway
    where
        Self: 'g;

    /// What its documented calls say of refusals.
    const REFUSALS: &'static [&'static KnownRefusal] = &[];

    /// What finds back to this type.
    const PLATFORM: &'static gk_platform;

    /// # Safety
    ///
    /// The texts can be read during `'g`, as README.md says.
    unsafe fn gateway<'g>(&'g self, purpose: Purpose<'g>) -> Checked<Self::Gateway<'g>>;
}

static TOP: gk_platform = platform_of::<gk_top>();
static QIMEN: gk_platform = platform_of::<gk_qimen>();
static QIANMI: gk_platform = platform_of::<gk_qianmi>();
static PHALAPI: gk_platform = platform_of::<gk_phalapi>();

/// The core's gateway with those of the texts that are present.
macro_rules! with_present {
    ($gateway:ident, $($with:ident: $text:expr),* $(,)?) => {
        $(
            // SAFETY: the promise of `Platform::gateway`.
            if let Some(text) = unsafe { $text.present() }? {
                $gateway = $gateway.$with(text);
            }
        )*
    };
}

impl Platform for gk_top {
    type Gateway<'g> = Top<&'g str, Signer<'g>>;
    const PLATFORM: &'static gk_platform = &TOP;

    unsafe fn gateway<'g>(&'g self, purpose: Purpose<'g>) -> Checked<Self::Gateway<'g>> {
        // SAFETY: the caller's promise.
        let signer = unsafe { chosen(self.sign_method, self.secret, purpose) }?;
        // SAFETY: the caller's promise.
        let app_key = unsafe { self.app_key.get() }?;
        let mut top = Top::with_sign_method(app_key, signer).map_err(refused)?;
        with_present!(
            top,
            with_session: self.session,
            with_partner_id: self.partner_id,
            with_target_app_key: self.target_app_key,
        );
        if asks_for_xml(self.xml)? {
            #[cfg(feature = "xml")]
            return Ok(top.with_xml());
        }
        if self.simplify != 0 {
            top = top.with_simplify();
        }
        Ok(top)
    }
}

impl Platform for gk_qimen {
    type Gateway<'g> = Qimen<&'g str, Signer<'g>>;
    const REFUSALS: &'static [&'static KnownRefusal] = qianniu::REFUSALS;
    const PLATFORM: &'static gk_platform = &QIMEN;

    unsafe fn gateway<'g>(&'g self, purpose: Purpose<'g>) -> Checked<Self::Gateway<'g>> {
        // SAFETY: the caller's promise.
        let signer = unsafe { chosen(self.sign_method, self.secret, purpose) }?;
        // SAFETY: the caller's promise.
        let app_key = unsafe { self.app_key.get() }?;
        let mut qimen = Qimen::with_sign_method(app_key, signer).map_err(refused)?;
        with_present!(
            qimen,
            with_target_app_key: self.target_app_key,
            with_customer_id: self.customer_id,
            with_session: self.session,
            with_partner_id: self.partner_id,
        );
        if asks_for_xml(self.xml)? {
            #[cfg(feature = "xml")]
            return Ok(qimen.with_xml());
        }
        Ok(qimen)
    }
}

impl Platform for gk_qianmi {
    type Gateway<'g> = Qianmi<&'g str, Signer<'g>>;
    const REFUSALS: &'static [&'static KnownRefusal] = d2p::REFUSALS;
    const PLATFORM: &'static gk_platform = &QIANMI;

    unsafe fn gateway<'g>(&'g self, purpose: Purpose<'g>) -> Checked<Self::Gateway<'g>> {
        // SAFETY: the caller's promise.
        let signer = unsafe { signer(&SHA1, self.secret, purpose) }?;
        // SAFETY: the caller's promise.
        let app_key = unsafe { self.app_key.get() }?;
        let mut qianmi = Qianmi::with_sign_method(app_key, signer).map_err(refused)?;
        with_present!(
            qianmi,
            with_access_token: self.access_token,
            with_partner_id: self.partner_id,
        );
        Ok(qianmi)
    }
}

impl Platform for gk_phalapi {
    type Gateway<'g> = PhalApi<&'g str, Signer<'g>>;
    const PLATFORM: &'static gk_platform = &PHALAPI;

    unsafe fn gateway<'g>(&'g self, purpose: Purpose<'g>) -> Checked<Self::Gateway<'g>> {
        const UNSIGNED_SITE: i32 = gk_protection::GK_PHALAPI_UNSIGNED as i32;
        const FILTERED: i32 = gk_protection::GK_PHALAPI_VALUES_MD5 as i32;
        const PRO: i32 = gk_protection::GK_PHALAPI_PRO as i32;
        let keyless = |method| Signer {
            method,
            made: match purpose {
                Purpose::Write(signature) => Made::Before(signature),
                Purpose::Sign | Purpose::Read => Made::Now(b""),
            },
        };
        let mut site = match self.protection {
            UNSIGNED_SITE => PhalApi::with_sign_method(keyless(&UNSIGNED)),
            FILTERED => PhalApi::with_sign_method(keyless(&VALUES_MD5)),
            PRO => {
                // SAFETY: the caller's promise.
                let signer = unsafe { signer(&VALUES_MD5_SECRET, self.secret, purpose) }?;
                // SAFETY: the caller's promise.
                let app_key = unsafe { self.app_key.get() }?;
                let site = PhalApi::with_sign_method(signer);
                let mut site = site.with_app_key(app_key).map_err(refused)?;
                with_present!(site, with_user_id: self.user_id);
                site
            }
            _ => return Err(gk_status::GK_SIGN_METHOD),
        };
        with_present!(site, with_access_token: self.access_token);
        Ok(site)
    }
}

/// # Safety
///
/// The method is one of this library's, the secret can be read as long as the
/// purpose.
unsafe fn chosen(
    method: *const gk_sign_method,
    secret: gk_text,
    purpose: Purpose<'_>,
) -> Checked<Signer<'_>> {
    let method = match purpose {
        // An answer is read without: nothing is linked for it.
        Purpose::Read => &UNSIGNED,
        Purpose::Sign | Purpose::Write(_) => {
            // SAFETY: the caller's promise; all that there are live as long as the program.
            unsafe { borrow::<gk_sign_method>(method) }.map_err(|_| gk_status::GK_SIGN_METHOD)?
        }
    };
    // SAFETY: the caller's promise.
    unsafe { signer(method, secret, purpose) }
}

/// # Safety
///
/// The secret can be read as long as the purpose.
unsafe fn signer<'s>(
    method: &'static gk_sign_method,
    secret: gk_text,
    purpose: Purpose<'s>,
) -> Checked<Signer<'s>> {
    let made = match purpose {
        Purpose::Sign => {
            // SAFETY: the caller's promise.
            let secret = unsafe { secret.present() }?;
            let missing = CredentialError::Secret(SecretError::Empty);
            Made::Now(secret.ok_or_else(|| refused(missing))?.as_bytes())
        }
        Purpose::Write(signature) => Made::Before(signature),
        Purpose::Read => Made::Before(&[]),
    };
    Ok(Signer { method, made })
}

fn refused(error: CredentialError) -> gk_status {
    of_code(error.code())
}

fn asks_for_xml(xml: u8) -> Checked<bool> {
    if xml != 0 && !cfg!(feature = "xml") {
        return Err(gk_status::GK_WITHOUT_XML);
    }
    Ok(xml != 0)
}
