//! Qianmi: `qianmi.cloudshop.d2p.trade.cancel`.

use crate::answer::Answer;
use crate::clock;
use crate::gateway::Call;
use crate::outcome::Verdict;
use crate::params::Params;
use crate::sign;
use crate::tree::{Escape, Tree};

const METHOD: &str = "qianmi.cloudshop.d2p.trade.cancel";
/// Sub codes of the cancel call begin so.
const SERVICE_ERROR: &str = "isv.qianmi-cloudshop-d2p-trade-cancel-service-error";

pub(crate) fn answer(call: &Call<'_>) -> Answer {
    let params = Params::of(call.request);
    let order = check(call, &params).and_then(|()| {
        let missing = || Fault::argument(32, "isv.missing-parameter", "tid");
        params.given("tid").ok_or_else(missing)
    });
    match order {
        Ok(order) => call.deliver(order, |verdict| match refused(verdict) {
            None => success(params.get("simplify") == Some("true")),
            Some(fault) => fault.answer(),
        }),
        Err(fault) => fault.answer(),
    }
}

/// In the order of ROP, the framework behind the platform.
fn check(call: &Call<'_>, params: &Params) -> Result<(), Fault> {
    let must_be = |name: &str, right: &str, missing: Fault, invalid: Fault| match params.given(name)
    {
        None => Err(missing),
        Some(value) if value != right => Err(invalid),
        Some(_) => Ok(()),
    };
    if let Some(name) = params.repeated() {
        return Err(Fault::argument(33, "isv.invalid-paramete", name));
    }
    let config = call.config;
    must_be(
        "appKey",
        &config.app_key,
        Fault::new(22, "缺少应用键参数", "请传入应用键(appKey)"),
        Fault::new(23, "无效的应用键参数", "请检查应用键(appKey)"),
    )?;
    must_be(
        "access_token",
        &config.session,
        Fault::new(20, "缺少访问令牌参数", "请传入访问令牌(access_token)"),
        Fault::new(21, "无效的访问令牌参数", "请重新获取访问令牌(access_token)"),
    )?;
    must_be(
        "method",
        METHOD,
        Fault::new(26, "缺少方法名参数", "请传入方法名(method)"),
        Fault::new(27, "不存在的方法名", "请检查方法名(method)"),
    )?;
    must_be(
        "v",
        "1.1",
        Fault::new(28, "缺少版本参数", "请传入版本号(v)"),
        Fault::new(29, "非法的版本参数", "请检查版本号(v)"),
    )?;
    must_be(
        "sign",
        &sign::qianmi(&config.app_secret, params),
        Fault::new(24, "缺少签名参数", "请传入签名(sign)"),
        Fault::new(25, "无效签名", "请检查密钥、参数值和签名算法"),
    )?;
    if !matches!(call.request.method.as_str(), "GET" | "POST") {
        return Err(Fault::new(5, "HTTP方法被禁止", "请使用POST"));
    }
    let format = Fault::new(31, "非法的数据格式", "请传入format=json");
    if params.given("format") != Some("json") {
        return Err(format);
    }
    match params.given("timestamp") {
        None => Err(Fault::argument(32, "isv.missing-parameter", "timestamp")),
        Some(timestamp) if !clock::accepts(timestamp, call.now) => {
            Err(Fault::argument(33, "isv.invalid-paramete", "timestamp"))
        }
        Some(_) => Ok(()),
    }
}

fn refused(verdict: Verdict) -> Option<Fault> {
    let (number, message) = match verdict {
        Verdict::Cancelled => return None,
        Verdict::Busy => return Some(Fault::new(7, "服务请求被禁止", "平台满负荷，请稍后重试")),
        Verdict::NoSuchOrder => ("01042001", "交易不存在"),
        Verdict::AlreadyShipped => ("01042002", "交易订单状态错误"),
        Verdict::NoPermission => ("01049991", "没有此操作权限"),
    };
    let fault = Fault::new(9, "业务逻辑错误", "请查看根据服务接口对参数格式的要求");
    Some(fault.because(format!("{SERVICE_ERROR}:{number}"), message.to_owned()))
}

fn success(is_simple: bool) -> Answer {
    let fields = Tree::object([("trade", Tree::object([("is_success", Tree::Bool(true))]))]);
    let tree = if is_simple {
        fields
    } else {
        Tree::object([("d2p_trade_cancel_response", fields)])
    };
    Answer::json(tree.json(Escape::Least))
}

struct Fault {
    code: u16,
    message: &'static str,
    solution: &'static str,
    sub: Option<(String, String)>,
}

impl Fault {
    fn new(code: u16, message: &'static str, solution: &'static str) -> Self {
        Self {
            code,
            message,
            solution,
            sub: None,
        }
    }

    fn argument(code: u16, sub_code: &str, name: &str) -> Self {
        let message = if code == 32 {
            "缺少必选参数"
        } else {
            "非法的参数"
        };
        let reason = if code == 32 {
            format!("缺少参数{name}")
        } else {
            format!("参数{name}无效,格式不对、非法值、越界等")
        };
        Self::new(code, message, "请查看根据服务接口对参数格式的要求")
            .because(format!("{sub_code}:{name}"), reason)
    }

    fn because(self, code: String, message: String) -> Self {
        Self {
            sub: Some((code, message)),
            ..self
        }
    }

    fn answer(self) -> Answer {
        let mut tree = Tree::object([
            ("errorToken", "@@$-ERROR_TOKEN$-@@".into()),
            ("code", self.code.to_string().into()),
            ("message", self.message.into()),
            ("solution", self.solution.into()),
        ]);
        tree.push(
            "subErrors",
            self.sub.map(|(code, message)| {
                let error = Tree::object([("code", code.into()), ("message", message.into())]);
                Tree::object([("subError", Tree::List(vec![error]))])
            }),
        );
        let status = if self.code == 5 { 405 } else { 200 };
        Answer::json(tree.json(Escape::Least)).with_status(status)
    }
}
