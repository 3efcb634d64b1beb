//! TOP: `alibaba.damai.yuntoc.order.cancellockstock`.

use serde_json::Value;

use crate::answer::Answer;
use crate::gateway::Call;
use crate::outcome::Verdict;
use crate::params::Params;
use crate::system::{self, Fault, Rules};
use crate::tree::{Escape, Tree};

const RULES: Rules = Rules {
    method: "alibaba.damai.yuntoc.order.cancellockstock",
    formats: &["json", "xml"],
    needs_version: true,
};
const REQUEST: &str = "param_cancel_stock_lock_request";

pub(crate) fn answer(call: &Call<'_>) -> Answer {
    let params = Params::of(call.request);
    let writer = Writer {
        is_json: params.get("format") == Some("json"),
        is_simple: params.get("simplify") == Some("true"),
        request_id: &call.request_id,
    };
    let order = system::check(call, &params, &RULES).and_then(|()| order_id(&params));
    match order {
        Ok(order) => call.deliver(&order, |verdict| match refused(verdict) {
            None => writer.success(&order),
            Some(fault) => writer.fault(&fault),
        }),
        Err(fault) => writer.fault(&fault),
    }
}

fn order_id(params: &Params) -> Result<String, Fault> {
    let json = params
        .given(REQUEST)
        .ok_or_else(|| Fault::missing_argument(REQUEST))?;
    let request: Value =
        serde_json::from_str(json).map_err(|_| Fault::invalid_argument(REQUEST))?;
    match &request["cancel_stock_lock_request_body"]["cancel_stock_lock_req_param"]["order_id"] {
        Value::String(order) if !order.trim().is_empty() => Ok(order.clone()),
        Value::Number(order) => Ok(order.to_string()),
        _ => Err(Fault::missing_argument("order_id")),
    }
}

fn refused(verdict: Verdict) -> Option<Fault> {
    let (sub_code, sub_message) = match verdict {
        Verdict::Cancelled => return None,
        Verdict::Busy => return Some(Fault::busy()),
        Verdict::NoSuchOrder => ("isv.trade-not-exist", "交易不存在"),
        Verdict::AlreadyShipped => ("isv.order-already-shipped", "订单已发货，无法取消"),
        Verdict::NoPermission => ("isv.invalid-permission", "没有此操作权限"),
    };
    Some(Fault::new(15, "Remote service error").because(sub_code, sub_message))
}

struct Writer<'a> {
    is_json: bool,
    /// The envelope is left away; for JSON only.
    is_simple: bool,
    request_id: &'a str,
}

impl Writer<'_> {
    fn success(&self, order: &str) -> Answer {
        let result = Tree::object([
            (
                "cancel_stock_lock_result_body",
                Tree::object([("order_id", order.into())]),
            ),
            (
                "head",
                Tree::object([
                    ("return_code", "0".into()),
                    ("return_desc", "success".into()),
                ]),
            ),
        ]);
        let fields = Tree::object([("result", result), ("request_id", self.request_id.into())]);
        if self.is_json && self.is_simple {
            return Answer::json(fields.json(Escape::Least));
        }
        self.write(
            "alibaba_damai_yuntoc_order_cancellockstock_response",
            fields,
        )
    }

    fn fault(&self, fault: &Fault) -> Answer {
        let mut fields = Tree::object([
            ("code", Tree::Number(fault.code)),
            ("msg", fault.message.as_str().into()),
        ]);
        fields.push("sub_code", fault.sub_code.as_deref());
        fields.push("sub_msg", fault.sub_message.as_deref());
        fields.push("request_id", Some(self.request_id));
        self.write("error_response", fields)
            .with_status(fault.status())
    }

    fn write(&self, envelope: &str, fields: Tree) -> Answer {
        let tree = Tree::object([(envelope, fields)]);
        if self.is_json {
            Answer::json(tree.json(Escape::Least))
        } else {
            let xml = tree.xml();
            Answer::xml(format!(
                "<?xml version=\"1.0\" encoding=\"utf-8\" ?>{xml}<!--top127000000001.sandbox-->"
            ))
        }
    }
}
