//! PhalApi: `App.Logistics.CCancelOrder` and `App.Auth.ApplyToken`.
//!
//! In the framework's order: service, parameters, filter, action. A missing parameter hides a bad
//! signature.

use crate::answer::Answer;
use crate::clock;
use crate::gateway::Call;
use crate::outcome::Verdict;
use crate::params::Params;
use crate::sign;
use crate::tree::{Escape, Tree};

/// What `App.Auth.ApplyToken` gives.
const TOKEN: &str = "sandbox-token";
/// How long it says that the token lives: 30 days.
const TOKEN_LIFE: i64 = 30 * 86_400;

/// What stands before the action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    Token,
    Md5,
    Pro,
}

pub(crate) fn answer(call: &Call<'_>, filter: Filter) -> Answer {
    if !matches!(call.request.method.as_str(), "GET" | "POST") {
        return Answer::html(405, "<h1>405 Method Not Allowed</h1>");
    }
    let params = Params::of_php(call.request);
    let answer = match service(&params) {
        Ok(Service::CancelOrder) => cancel_order(call, &params, filter),
        Ok(Service::ApplyToken) => apply_token(call, &params),
        Err(fault) => Err(fault),
    };
    answer.unwrap_or_else(|fault| write(fault.ret, Tree::object([]), &fault.message))
}

fn cancel_order(call: &Call<'_>, params: &Params, filter: Filter) -> Result<Answer, Fault> {
    let order = required(params, "orderId")?;
    required(params, "taskId")?;
    required(params, "cancelMsg")?;
    pass(call, params, filter)?;
    Ok(call.deliver(order, action))
}

fn pass(call: &Call<'_>, params: &Params, filter: Filter) -> Result<(), Fault> {
    let config = call.config;
    match filter {
        Filter::Token if params.get("access_token") == Some(TOKEN) => Ok(()),
        Filter::Token => Err(Fault::client(406, "access_token校验不通过")),
        Filter::Md5 if params.get("sign") == Some(&sign::phalapi(params)) => Ok(()),
        Filter::Md5 => Err(Fault::client(406, "签名错误")),
        Filter::Pro => {
            let app_key = required(params, "app_key")?;
            let sign = sign::phalapi_pro(&config.app_secret, params);
            if app_key == config.app_key && params.get("sign") == Some(&sign) {
                Ok(())
            } else {
                Err(Fault::client(400, "签名错误"))
            }
        }
    }
}

fn action(verdict: Verdict) -> Answer {
    let (code, message, data) = match verdict {
        Verdict::Cancelled => (200, "success", "取消成功".into()),
        Verdict::NoSuchOrder => (404, "订单不存在", Tree::Null),
        Verdict::AlreadyShipped => (500, "订单已揽收，无法取消", Tree::Null),
        Verdict::NoPermission => (403, "没有此操作权限", Tree::Null),
        Verdict::Busy => {
            return write(
                503,
                Tree::object([]),
                "服务器运行错误: 服务繁忙，请稍后重试",
            );
        }
    };
    let data = Tree::object([
        ("code", Tree::Number(code)),
        ("message", message.into()),
        ("data", data),
    ]);
    write(200, data, "")
}

fn apply_token(call: &Call<'_>, params: &Params) -> Result<Answer, Fault> {
    let app_key = required(params, "app_key")?;
    let app_secret = required(params, "app_secret")?;
    if app_key != call.config.app_key || app_secret != call.config.app_secret {
        return Err(Fault::client(406, "app_key或app_secret错误"));
    }
    let expire_at = call.now.saturating_add(TOKEN_LIFE);
    let data = Tree::object([
        ("access_token", TOKEN.into()),
        ("expire_at", Tree::Number(expire_at)),
        ("expire_time", clock::gmt_8(expire_at).into()),
    ]);
    Ok(write(200, data, ""))
}

/// Absent is missing; empty is not.
fn required<'a>(params: &'a Params, name: &str) -> Result<&'a str, Fault> {
    params
        .get(name)
        .ok_or_else(|| Fault::client(400, &format!("缺少必要参数{name}")))
}

enum Service {
    CancelOrder,
    ApplyToken,
}

/// `service`, or `s` in short, in full or with its usual parts left out.
fn service(params: &Params) -> Result<Service, Fault> {
    let given = params.get("service").or_else(|| params.get("s"));
    let given = given
        .filter(|name| !name.is_empty())
        .unwrap_or("App.Site.Index");
    let full = match given.matches('.').count() {
        0 => format!("App.{given}.Index"),
        1 => format!("App.{given}"),
        _ => given.to_owned(),
    };
    if full.split('.').any(str::is_empty) {
        return Err(Fault::client(400, &format!("非法服务：{given}")));
    }
    let parts: Vec<&str> = full.split('.').collect();
    let is = |class: &str, action: &str| matches!(&parts[..], ["App", c, a] if same_class(c, class) && a.eq_ignore_ascii_case(action));
    if is("Logistics", "CCancelOrder") {
        Ok(Service::CancelOrder)
    } else if is("Auth", "ApplyToken") {
        Ok(Service::ApplyToken)
    } else {
        Err(Fault::client(404, &format!("接口服务{full}不存在")))
    }
}

/// PHP finds the class's file by its name, of which PhalApi capitalises the first letter only.
fn same_class(given: &str, class: &str) -> bool {
    match (given.split_at_checked(1), class.split_at_checked(1)) {
        (Some((first, rest)), Some((initial, others))) => {
            first.eq_ignore_ascii_case(initial) && rest == others
        }
        _ => false,
    }
}

struct Fault {
    ret: i64,
    message: String,
}

impl Fault {
    fn client(ret: i64, reason: &str) -> Self {
        Self {
            ret,
            message: format!("非法请求：{reason}"),
        }
    }
}

fn write(ret: i64, data: Tree, message: &str) -> Answer {
    let tree = Tree::object([
        ("ret", Tree::Number(ret)),
        ("data", data),
        ("msg", message.into()),
    ]);
    Answer::json(tree.json(Escape::Php))
}
