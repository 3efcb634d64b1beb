//! What is shown, and what should come of it.

use super::step::{Expected, Plan, Step, walk};
use crate::credentials::{Credentials, Secret};
use crate::failure::Failure;
use crate::gateway::{AnyGateway, Wanted};
use crate::platform::Platform;
use gatekit_core::api::auth::ApplyToken;
use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::api::damai::CancelLockStock;
use gatekit_core::api::logistics::CancelOrder;
use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
use gatekit_core::reply::{Format, Reason};
use gatekit_sandbox::{Config, Gateway as At, Sandbox};

/// Their last four characters choose what the sandbox answers.
const CANCELLED: &str = "100012021107633";
const NO_SUCH_ORDER: &str = "100012021100404";
const SHIPPED: &str = "100012021100409";
const NOT_PERMITTED: &str = "100012021100403";

const JSON: Wanted = Wanted {
    format: Format::Json,
    simplify: false,
};
const XML: Wanted = Wanted {
    format: Format::Xml,
    simplify: false,
};

type Take<'t> = &'t mut dyn FnMut(Step) -> Result<(), Failure>;

/// The sandbox and what it takes for right.
pub(super) struct Cases<'c> {
    config: &'c Config,
    sandbox: &'c Sandbox,
}

impl<'c> Cases<'c> {
    pub(super) const fn new(config: &'c Config, sandbox: &'c Sandbox) -> Self {
        Self { config, sandbox }
    }

    pub(super) fn walk(&self, take: Take<'_>) -> Result<(), Failure> {
        self.top(take)?;
        self.qimen(take)?;
        self.qianmi(take)?;
        self.phalapi_with_token(take)?;
        self.phalapi_signed(take)
    }

    fn top(&self, take: Take<'_>) -> Result<(), Failure> {
        for (title, order, secret, wanted, expected) in [
            (
                "cancel an order, JSON",
                CANCELLED,
                self.secret(),
                JSON,
                Expected::Reply,
            ),
            (
                "cancel an order, XML",
                CANCELLED,
                self.secret(),
                XML,
                Expected::Reply,
            ),
            (
                "cancel an order that has been shipped",
                SHIPPED,
                self.secret(),
                JSON,
                Expected::Refusal(Reason::ServiceRefused),
            ),
            (
                WRONG_SECRET,
                CANCELLED,
                self.wrong_secret(),
                JSON,
                WRONG_SIGNATURE,
            ),
        ] {
            let plan = self.plan("TOP", title, At::Top, expected);
            let gateway = self.gateway(Platform::Top, secret, None, None, wanted)?;
            take(walk(
                plan,
                &gateway,
                &CancelLockStock::order(order),
                |reply| {
                    let cancelled = reply.result.cancel_stock_lock_result_body;
                    cancelled.and_then(|body| body.order_id).as_deref() == Some(order)
                },
            )?)?;
        }
        Ok(())
    }

    fn qimen(&self, take: Take<'_>) -> Result<(), Failure> {
        for (title, order, secret, expected) in [
            (
                "lock parts of an order",
                CANCELLED,
                self.secret(),
                Expected::Reply,
            ),
            (
                "lock parts of an order that does not exist",
                NO_SUCH_ORDER,
                self.secret(),
                Expected::Refusal(Reason::BusinessRefused),
            ),
            (
                WRONG_SECRET,
                CANCELLED,
                self.wrong_secret(),
                WRONG_SIGNATURE,
            ),
        ] {
            let plan = self.plan("Qimen", title, At::Qimen, expected);
            let gateway = self.gateway(Platform::Qimen, secret, None, None, JSON)?;
            let call = SelfIntercept {
                seller_nick: "苏宁易购官方旗舰店",
                buyer_nick: "翔_ouyang",
                biz_order: BizOrder {
                    tid: order,
                    sub_order_ids: &["100012021107634"],
                },
                call_type: CallType::Synchronous,
                buyer_open_uid: None,
            };
            take(walk(plan, &gateway, &call, |reply| reply.result.success)?)?;
        }
        Ok(())
    }

    fn qianmi(&self, take: Take<'_>) -> Result<(), Failure> {
        for (title, order, secret, expected) in [
            ("void an order", CANCELLED, self.secret(), Expected::Reply),
            (
                "void somebody else's order",
                NOT_PERMITTED,
                self.secret(),
                Expected::Refusal(Reason::BusinessRefused),
            ),
            (
                WRONG_SECRET,
                CANCELLED,
                self.wrong_secret(),
                WRONG_SIGNATURE,
            ),
        ] {
            let plan = self.plan("Qianmi", title, At::Qianmi, expected);
            let token = self.config.session.as_str();
            let gateway = self.gateway(Platform::Qianmi, secret, Some(token), None, JSON)?;
            take(walk(plan, &gateway, &TradeCancel::order(order), |reply| {
                reply.trade.is_success
            })?)?;
        }
        Ok(())
    }

    fn phalapi_with_token(&self, take: Take<'_>) -> Result<(), Failure> {
        let plan = self.plan("PhalApi", "apply for a token", At::PhalApi, Expected::Reply);
        let gateway =
            |token: Option<&str>| self.gateway(Platform::Phalapi, self.secret(), token, None, JSON);
        let application = ApplyToken {
            app_key: &self.config.app_key,
            app_secret: &self.config.app_secret,
        };
        let mut token = String::new();
        take(walk(plan, &gateway(None)?, &application, |reply| {
            token = reply.access_token;
            !token.is_empty()
        })?)?;

        for (title, order, token, expected) in [
            (
                "cancel a pick-up with the token",
                CANCELLED,
                token.as_str(),
                Expected::Reply,
            ),
            (
                "cancel a pick-up that has been made",
                SHIPPED,
                token.as_str(),
                Expected::Refusal(Reason::BusinessRefused),
            ),
            (
                "a token with one character changed",
                CANCELLED,
                &changed(&token),
                Expected::Refusal(Reason::SessionInvalid),
            ),
        ] {
            let plan = self.plan("PhalApi", title, At::PhalApi, expected);
            take(walk(
                plan,
                &gateway(Some(token))?,
                &pick_up(order),
                |reply| reply.is_confirmed(),
            )?)?;
        }
        Ok(())
    }

    fn phalapi_signed(&self, take: Take<'_>) -> Result<(), Failure> {
        const MD5: (Platform, At, Option<&str>) =
            (Platform::Phalapi, At::PhalApiMd5, Some("values-md5"));
        const PRO: (Platform, At, Option<&str>) = (Platform::PhalapiPro, At::PhalApiPro, None);
        for (title, (platform, at, method), secret, expected) in [
            (
                "cancel a pick-up, SimpleMD5Filter",
                MD5,
                self.secret(),
                Expected::Reply,
            ),
            (
                "cancel a pick-up, PhalApi-Pro's signature",
                PRO,
                self.secret(),
                Expected::Reply,
            ),
            (WRONG_SECRET, PRO, self.wrong_secret(), WRONG_SIGNATURE),
        ] {
            let plan = self.plan("PhalApi", title, at, expected);
            let gateway = self.gateway(platform, secret, None, method, JSON)?;
            take(walk(plan, &gateway, &pick_up(CANCELLED), |reply| {
                reply.is_confirmed()
            })?)?;
        }
        Ok(())
    }

    fn plan(&self, gateway: &'static str, title: &str, at: At, expected: Expected) -> Plan {
        let (title, url) = (title.to_owned(), self.sandbox.url(at));
        Plan {
            gateway,
            title,
            url,
            expected,
        }
    }

    fn gateway(
        &self,
        platform: Platform,
        secret: Secret,
        token: Option<&str>,
        sign_method: Option<&str>,
        wanted: Wanted,
    ) -> Result<AnyGateway, Failure> {
        let credentials = Credentials {
            app_key: Some(self.config.app_key.clone()),
            app_secret: Some(secret),
            token: token.map(str::to_owned),
            target_app_key: (platform == Platform::Qimen).then(|| "23300032".to_owned()),
            ..Credentials::none()
        };
        AnyGateway::new(platform, &credentials, sign_method, wanted)
    }

    fn secret(&self) -> Secret {
        Secret::new(self.config.app_secret.as_str())
    }

    fn wrong_secret(&self) -> Secret {
        Secret::new(changed(&self.config.app_secret))
    }
}

const WRONG_SECRET: &str = "a secret with one character changed";
const WRONG_SIGNATURE: Expected = Expected::Refusal(Reason::SignatureInvalid);

/// The last character is another one.
fn changed(text: &str) -> String {
    let mut text = text.to_owned();
    let last = text.pop();
    text.push(if last == Some('X') { 'Y' } else { 'X' });
    text
}

const fn pick_up(order_id: &str) -> CancelOrder<'_> {
    CancelOrder {
        order_id,
        task_id: "BAB7EDF04019A6C7876096B88B611769",
        cancel_msg: "不要了",
    }
}
