//! A gateway of the core, chosen at run time.

use crate::credentials::{Credentials, Secret};
use crate::failure::Failure;
use crate::hints;
use crate::platform::Platform;
use crate::sign_method::Chosen;
use gatekit_core::gateway::phalapi::ValuesMd5Secret;
use gatekit_core::gateway::{CredentialError, Dialect, Slot};
use gatekit_core::repeat::Rule;
use gatekit_core::reply::{Format, Node, Unopened};
use gatekit_core::{Gateway, PhalApi, Qianmi, Qimen, Top};

/// One of the four, with credentials.
pub(crate) struct AnyGateway {
    pub(crate) platform: Platform,
    sign_method: Chosen,
    kind: Kind,
}

enum Kind {
    Top(Top<String, Chosen>),
    Qimen(Qimen<String, Chosen>),
    Qianmi(Qianmi<String>),
    PhalApi(PhalApi<String, Chosen>),
    PhalApiPro(PhalApi<String, ValuesMd5Secret>),
}

/// How a gateway is asked to answer.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) format: Format,
    pub(crate) simplify: bool,
}

impl AnyGateway {
    /// The gateway with these credentials, signing with the named method (the platform's usual one
    /// if there is no name).
    pub(crate) fn new(
        platform: Platform,
        credentials: &Credentials,
        sign_method: Option<&str>,
        wanted: Wanted,
    ) -> Result<Self, Failure> {
        let method = |name: &str| {
            let separator = credentials.separator.as_deref();
            Chosen::named(platform, name, separator, credentials.app_secret.as_ref())
        };
        let usual = platform.sign_methods().first().copied().unwrap_or_default();
        let name = sign_method.unwrap_or(usual);
        let app_key = || credentials.app_key.clone().ok_or_else(missing_app_key);
        let refused = |error: CredentialError| hints::credentials(&error);
        let (sign_method, kind) = match platform {
            Platform::Top => {
                let gateway = Top::with_sign_method(app_key()?, method(name)?).map_err(refused)?;
                (method(name)?, Kind::Top(top(gateway, credentials, wanted)))
            }
            Platform::Qimen => {
                let gateway =
                    Qimen::with_sign_method(app_key()?, method(name)?).map_err(refused)?;
                (
                    method(name)?,
                    Kind::Qimen(qimen(gateway, credentials, wanted)),
                )
            }
            Platform::Qianmi => {
                let chosen = method(name)?;
                let secret = credentials.app_secret.as_ref().map_or("", Secret::reveal);
                let mut gateway = Qianmi::new(app_key()?, secret).map_err(refused)?;
                if let Some(token) = credentials.token.clone() {
                    gateway = gateway.with_access_token(token);
                }
                if let Some(partner_id) = credentials.partner_id.clone() {
                    gateway = gateway.with_partner_id(partner_id);
                }
                (chosen, Kind::Qianmi(gateway))
            }
            Platform::Phalapi => {
                let chosen = || sign_method.map_or_else(|| Ok(Chosen::unsigned()), method);
                let mut gateway = PhalApi::with_sign_method(chosen()?);
                if let Some(token) = credentials.token.clone() {
                    gateway = gateway.with_access_token(token);
                }
                (chosen()?, Kind::PhalApi(gateway))
            }
            Platform::PhalapiPro => {
                let chosen = method(name)?;
                let secret = credentials.app_secret.as_ref().map_or("", Secret::reveal);
                let mut gateway = PhalApi::pro(app_key()?, secret).map_err(refused)?;
                if let Some(token) = credentials.token.clone() {
                    gateway = gateway.with_access_token(token);
                }
                if let Some(user_id) = credentials.user_id.clone() {
                    gateway = gateway.with_user_id(user_id);
                }
                (chosen, Kind::PhalApiPro(gateway))
            }
        };
        Ok(Self {
            platform,
            sign_method,
            kind,
        })
    }

    /// A gateway that only reads: it needs nobody's credentials.
    pub(crate) fn reader(platform: Platform, wanted: Wanted) -> Result<Self, Failure> {
        let credentials = Credentials {
            app_key: Some("-".to_owned()),
            app_secret: Some(Secret::new("-")),
            ..Credentials::none()
        };
        Self::new(platform, &credentials, None, wanted)
    }
}

/// Whether the platform signs a parameter of this name as it is sent, if it signs at all.
pub(crate) fn can_sign(platform: Platform, name: &[u8]) -> bool {
    match platform {
        Platform::Top | Platform::Qimen => true,
        Platform::Qianmi => Qianmi::new("-", "-").is_ok_and(|qianmi| qianmi.can_sign(name)),
        Platform::Phalapi | Platform::PhalapiPro => PhalApi::simple_md5().can_sign(name),
    }
}

fn top(
    mut gateway: Top<String, Chosen>,
    credentials: &Credentials,
    wanted: Wanted,
) -> Top<String, Chosen> {
    if let Some(token) = credentials.token.clone() {
        gateway = gateway.with_session(token);
    }
    if let Some(partner_id) = credentials.partner_id.clone() {
        gateway = gateway.with_partner_id(partner_id);
    }
    if let Some(target_app_key) = credentials.target_app_key.clone() {
        gateway = gateway.with_target_app_key(target_app_key);
    }
    if wanted.format == Format::Xml {
        gateway = gateway.with_xml();
    }
    if wanted.simplify {
        gateway = gateway.with_simplify();
    }
    gateway
}

fn qimen(
    mut gateway: Qimen<String, Chosen>,
    credentials: &Credentials,
    wanted: Wanted,
) -> Qimen<String, Chosen> {
    if let Some(token) = credentials.token.clone() {
        gateway = gateway.with_session(token);
    }
    if let Some(partner_id) = credentials.partner_id.clone() {
        gateway = gateway.with_partner_id(partner_id);
    }
    if let Some(target_app_key) = credentials.target_app_key.clone() {
        gateway = gateway.with_target_app_key(target_app_key);
    }
    if let Some(customer_id) = credentials.customer_id.clone() {
        gateway = gateway.with_customer_id(customer_id);
    }
    if wanted.format == Format::Xml {
        gateway = gateway.with_xml();
    }
    gateway
}

/// The same expression for whichever gateway it is.
macro_rules! on {
    ($any:expr, $gateway:ident => $expression:expr) => {
        match &$any.kind {
            Kind::Top($gateway) => $expression,
            Kind::Qimen($gateway) => $expression,
            Kind::Qianmi($gateway) => $expression,
            Kind::PhalApi($gateway) => $expression,
            Kind::PhalApiPro($gateway) => $expression,
        }
    };
}

impl Gateway for AnyGateway {
    type Method = Chosen;

    fn dialect(&self) -> &'static Dialect {
        on!(self, gateway => gateway.dialect())
    }

    fn rules(&self) -> &'static [Rule] {
        on!(self, gateway => gateway.rules())
    }

    fn sign_method(&self) -> &Chosen {
        &self.sign_method
    }

    fn format(&self) -> Format {
        on!(self, gateway => gateway.format())
    }

    fn system_value(&self, slot: Slot) -> Option<&str> {
        on!(self, gateway => gateway.system_value(slot))
    }

    fn can_sign(&self, name: &[u8]) -> bool {
        on!(self, gateway => gateway.can_sign(name))
    }

    fn can_sign_body(&self) -> bool {
        on!(self, gateway => gateway.can_sign_body())
    }

    fn open<'d>(&self, method: Option<&str>, document: Node<'d>) -> Result<Node<'d>, Unopened<'d>> {
        on!(self, gateway => gateway.open(method, document))
    }
}

fn missing_app_key() -> Failure {
    Failure::usage(
        "the application key is missing",
        "Give --app-key, set GATEKIT_APP_KEY, or write app_key into the file of --config.",
    )
}
