//! APIUSB, logistics: `App.Logistics.CCancelOrder` (API page of 2024-03-28).

use crate::call::Call;
use crate::request::{ParamError, ParamsView};
use core::fmt;
use core::marker::PhantomData;
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Cancels a pick-up order.
///
/// ```
/// use gatekit_core::api::logistics::CancelOrder;
/// let call = CancelOrder {
///     order_id: "100012021107633",
///     task_id: "BAB7EDF04019A6C7876096B88B611769",
///     cancel_msg: "不要了",
/// };
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CancelOrder<'a> {
    /// The platform's order id.
    pub order_id: &'a str,
    /// The task id.
    pub task_id: &'a str,
    /// Why it is cancelled.
    pub cancel_msg: &'a str,
}

impl Call for CancelOrder<'_> {
    type Reply<S> = CancelOrderReply<S>;

    fn method(&self) -> &'static str {
        "App.Logistics.CCancelOrder"
    }

    fn params<'a>(&'a self, params: &mut ParamsView<'a>) -> Result<(), ParamError> {
        params.text("cancelMsg", self.cancel_msg)?;
        params.text("orderId", self.order_id)?;
        params.text("taskId", self.task_id)
    }
}

/// The member `data` of an answer with `ret` 200.
///
/// The page shows it as an object with a second code and as a list, and the framework can send a
/// text or null. A code other than 200 is a refusal and does not come here; only a code of 200 says
/// that the order is cancelled ([`Self::is_confirmed`]).
///
/// ```
/// use gatekit_core::{Gateway, PhalApi, api::logistics::CancelOrder};
/// let call = CancelOrder { order_id: "1", task_id: "2", cancel_msg: "3" };
/// let apiusb = PhalApi::unsigned();
/// let mut body = *br#"{"ret":200,"data":{"code":200,"message":"success","data":"ok"},"msg":""}"#;
/// assert!(apiusb.read(&call, &mut body).unwrap().is_confirmed());
/// let mut body = *br#"{"ret":200,"data":[],"msg":""}"#;
/// assert!(!apiusb.read(&call, &mut body).unwrap().is_confirmed());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CancelOrderReply<S> {
    /// The second level's code.
    pub code: Option<i64>,
    /// Its message.
    pub message: Option<S>,
    /// Its text, or `data` itself where that is a text.
    pub data: Option<S>,
}

impl<S> CancelOrderReply<S> {
    /// Whether the answer says that the order is cancelled.
    ///
    /// ```
    /// use gatekit_core::api::logistics::CancelOrderReply;
    /// let reply = CancelOrderReply { code: Some(200), message: None, data: Some("取消成功") };
    /// assert!(reply.is_confirmed());
    /// ```
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.code == Some(200)
    }
}

impl<'de, S: Deserialize<'de>> Deserialize<'de> for CancelOrderReply<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ReplyVisitor::new(true))
    }
}

/// `data` itself, or a value inside it, of which only a text counts.
struct ReplyVisitor<S> {
    outer: bool,
    text: PhantomData<S>,
}

impl<S> ReplyVisitor<S> {
    const fn new(outer: bool) -> Self {
        let text = PhantomData;
        Self { outer, text }
    }

    const NOTHING: CancelOrderReply<S> = CancelOrderReply {
        code: None,
        message: None,
        data: None,
    };
}

impl<'de, S: Deserialize<'de>> Visitor<'de> for ReplyVisitor<S> {
    type Value = CancelOrderReply<S>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("data of a PhalApi answer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut code, mut message, mut data) = (None, None, None);
        while let Some(name) = map.next_key::<Member>()? {
            match name {
                Member::Code if self.outer => once(&mut code, "code", map.next_value()?)?,
                Member::Message if self.outer => once(&mut message, "message", map.next_value()?)?,
                Member::Data if self.outer => once(&mut data, "data", map.next_value()?)?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(CancelOrderReply {
            code: code.flatten(),
            message: message.and_then(|Text(message)| message),
            data: data.and_then(|Text(data)| data),
        })
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        let data = S::deserialize(de::value::BorrowedStrDeserializer::<E>::new(text))?;
        Ok(CancelOrderReply {
            data: Some(data),
            ..Self::NOTHING
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::NOTHING)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Self::NOTHING)
    }
}

/// Puts a member where there is none yet.
fn once<T, E: de::Error>(place: &mut Option<T>, name: &'static str, value: T) -> Result<(), E> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(E::duplicate_field(name)),
    }
}

/// The members that are read.
#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Member {
    Code,
    Message,
    Data,
    #[serde(other)]
    Other,
}

/// A text, or nothing where the value is of another type.
struct Text<S>(Option<S>);

impl<'de, S: Deserialize<'de>> Deserialize<'de> for Text<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let reply = deserializer.deserialize_map(ReplyVisitor::new(false))?;
        Ok(Self(reply.data))
    }
}
