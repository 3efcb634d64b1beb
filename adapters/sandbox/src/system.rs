//! The checks that TOP and Qimen share: the system parameters.

use crate::clock;
use crate::gateway::Call;
use crate::params::{Params, signed_body};
use crate::sign::{self, SignMethod};

/// Why the platform does not execute a call.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) code: i64,
    pub(crate) message: String,
    pub(crate) sub_code: Option<String>,
    pub(crate) sub_message: Option<String>,
}

impl Fault {
    pub(crate) fn new(code: i64, message: &str) -> Self {
        Self {
            code,
            message: message.to_owned(),
            sub_code: None,
            sub_message: None,
        }
    }

    pub(crate) fn because(self, sub_code: &str, sub_message: &str) -> Self {
        Self {
            sub_code: Some(sub_code.to_owned()),
            sub_message: Some(sub_message.to_owned()),
            ..self
        }
    }

    pub(crate) fn missing_argument(name: &str) -> Self {
        Self::new(40, &format!("Missing required arguments:{name}"))
            .because(&format!("isv.missing-parameter:{name}"), "缺少必选参数")
    }

    pub(crate) fn invalid_argument(name: &str) -> Self {
        Self::new(41, &format!("Invalid arguments:{name}"))
            .because("isv.invalid-parameter", "非法参数")
    }

    /// The flow limit.
    pub(crate) fn busy() -> Self {
        Self::new(7, "App Call Limited").because(
            "accesscontrol.limited-by-app-access-count",
            "This ban will last for 1 more seconds",
        )
    }

    /// Other faults come with HTTP 200.
    pub(crate) fn status(&self) -> u16 {
        if self.code == 9 { 405 } else { 200 }
    }
}

/// What differs between the two.
pub(crate) struct Rules {
    pub(crate) method: &'static str,
    pub(crate) formats: &'static [&'static str],
    pub(crate) needs_version: bool,
}

pub(crate) fn check(call: &Call<'_>, params: &Params, rules: &Rules) -> Result<(), Fault> {
    if !matches!(call.request.method.as_str(), "GET" | "POST") {
        return Err(Fault::new(9, "Http Action Not Allowed"));
    }
    if let Some(name) = params.repeated() {
        return Err(Fault::invalid_argument(name));
    }
    match params.given("method") {
        None => return Err(Fault::new(21, "Missing method")),
        Some(method) if method != rules.method => return Err(Fault::new(22, "Invalid method")),
        Some(_) => {}
    }
    match params.given("app_key") {
        None => return Err(Fault::new(28, "Missing app key")),
        Some(app_key) if app_key != call.config.app_key => {
            return Err(
                Fault::new(29, "Invalid app key").because("isv.appkey not exists", "应用不存在")
            );
        }
        Some(_) => {}
    }
    match params.given("timestamp") {
        None => return Err(Fault::new(30, "Missing timestamp")),
        Some(timestamp) if !clock::accepts(timestamp, call.now) => {
            return Err(Fault::new(31, "Invalid timestamp").because(
                "isv.timestamp-limit-error",
                "时间戳与服务器时间相差超过10分钟",
            ));
        }
        Some(_) => {}
    }
    match params.given("v") {
        None if rules.needs_version => return Err(Fault::new(32, "Missing version")),
        Some(version) if version != "2.0" => return Err(Fault::new(33, "Invalid version")),
        _ => {}
    }
    if params
        .given("format")
        .is_some_and(|format| !rules.formats.contains(&format))
    {
        return Err(Fault::new(23, "Invalid format"));
    }
    signature(call, params)?;
    if params
        .given("session")
        .is_some_and(|session| session != call.config.session)
    {
        return Err(Fault::new(27, "Invalid session").because("isv.invalid-session", "session无效"));
    }
    Ok(())
}

fn signature(call: &Call<'_>, params: &Params) -> Result<(), Fault> {
    let arrived = params
        .given("sign")
        .ok_or_else(|| Fault::new(24, "Missing signature"))?;
    let method = params
        .given("sign_method")
        .ok_or_else(|| Fault::missing_argument("sign_method"))?;
    let body = signed_body(call.request);
    let is_right = SignMethod::of(method)
        .is_some_and(|method| arrived == sign::top(method, &call.config.app_secret, params, body));
    if is_right {
        Ok(())
    } else {
        Err(Fault::new(25, "Invalid signature").because("isv.invalid-signature", "签名错误"))
    }
}
