//! Qimen: `qimen.taobao.qianniu.cloudkefu.order.self.intercept`.

use serde_json::Value;

use crate::answer::Answer;
use crate::gateway::Call;
use crate::outcome::Verdict;
use crate::params::Params;
use crate::system::{self, Fault, Rules};
use crate::tree::{Escape, Tree};

/// Older SDKs send no `v` to Qimen.
const RULES: Rules = Rules {
    method: "qimen.taobao.qianniu.cloudkefu.order.self.intercept",
    formats: &["json", "xml", "json2", "xml2"],
    needs_version: false,
};

pub(crate) fn answer(call: &Call<'_>) -> Answer {
    let params = Params::of(call.request);
    let writer = Writer {
        is_json: matches!(params.get("format"), Some("json" | "json2")),
        request_id: &call.request_id,
    };
    let order =
        system::check(call, &params, &RULES).and_then(|()| Arguments::of(call, &params).order_id());
    match order {
        Ok(order) => call.deliver(&order, |verdict| writer.verdict(verdict)),
        Err(fault) => writer.fault(&fault),
    }
}

/// The business parameters: from query and form, or members of a JSON body.
struct Arguments<'a> {
    params: &'a Params,
    body: Value,
}

impl<'a> Arguments<'a> {
    fn of(call: &Call<'_>, params: &'a Params) -> Self {
        let is_json = call.request.content_type() == "application/json";
        let body = is_json.then(|| serde_json::from_slice(&call.request.body).ok());
        Self {
            params,
            body: body.flatten().unwrap_or_default(),
        }
    }

    fn order_id(&self) -> Result<String, Fault> {
        self.get("sellerNick")?;
        self.get("buyerNick")?;
        let order = match self.get("bizOrder")? {
            Value::String(json) => {
                serde_json::from_str(&json).map_err(|_| Fault::invalid_argument("bizOrder"))?
            }
            order => order,
        };
        let call_type = self.get("callType")?;
        if call_type != "synchronous" && call_type != "asynchronous" {
            return Err(Fault::invalid_argument("callType"));
        }
        match &order["tid"] {
            Value::String(tid) if !tid.trim().is_empty() => Ok(tid.clone()),
            Value::Number(tid) => Ok(tid.to_string()),
            _ => Err(Fault::missing_argument("tid")),
        }
    }

    fn get(&self, name: &str) -> Result<Value, Fault> {
        let given = self.params.given(name).map(Value::from);
        given
            .or_else(|| self.body.get(name).cloned())
            .filter(|value| {
                !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty())
            })
            .ok_or_else(|| Fault::missing_argument(name))
    }
}

struct Writer<'a> {
    is_json: bool,
    request_id: &'a str,
}

impl Writer<'_> {
    fn verdict(&self, verdict: Verdict) -> Answer {
        match verdict {
            Verdict::Cancelled => self.write(&Tree::object([(
                "result",
                Tree::object([("success", Tree::Bool(true))]),
            )])),
            Verdict::NoSuchOrder => self.refusal("1101", "订单不存在"),
            Verdict::AlreadyShipped => self.refusal("1001", "已发货拦截失败"),
            Verdict::NoPermission => self.refusal("1103", "没有此操作权限"),
            Verdict::Busy => self.fault(&Fault::busy()),
        }
    }

    /// The seller's system says no.
    fn refusal(&self, code: &str, message: &str) -> Answer {
        let result = Tree::object([
            ("success", Tree::Bool(false)),
            ("errorCode", code.into()),
            ("errorMsg", message.into()),
        ]);
        self.write(&Tree::object([("result", result)]))
    }

    /// The platform says no.
    fn fault(&self, fault: &Fault) -> Answer {
        let mut fields = Tree::object([
            ("flag", "failure".into()),
            ("code", fault.code.to_string().into()),
            ("message", fault.message.as_str().into()),
        ]);
        fields.push("sub_code", fault.sub_code.as_deref());
        fields.push("sub_message", fault.sub_message.as_deref());
        fields.push("request_id", Some(self.request_id));
        self.write(&Tree::object([("response", fields)]))
            .with_status(fault.status())
    }

    fn write(&self, tree: &Tree) -> Answer {
        if self.is_json {
            Answer::json(tree.json(Escape::Least))
        } else {
            Answer::xml(tree.xml())
        }
    }
}
