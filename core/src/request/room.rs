//! How much memory a call needs, computed when the firmware is compiled.
//!
//! | buffer | holds | bytes |
//! |---|---|---|
//! | [`Params<N>`](super::Params) | `N` business parameters and the gateway's own | `size_of::<Params<N>>()`: on 32-bit machines 16 a parameter, and 256 |
//! | its room | the timestamp | [`TIMESTAMP`] |
//! | | each integer | [`INTEGER`] |
//! | | each nested value | [`json`] |
//! | | texts | nothing: they are borrowed |
//! | | by [`fields`](super::ParamsView::fields) | all values, texts too; a floating-point number up to 330 |
//! | the answer's buffer | the answer's body, or for an [`Excerpt`](crate::reply::Excerpt) a part of it | up to the method |
//!
//! Nothing grows with the body: it is encoded while it is sent. A [`Client`](crate::Client) takes one
//! buffer, first for the room and then for the answer, so the larger of the two is enough.
//!
//! ```
//! use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
//! use gatekit_core::{Gateway, Params, Qimen, Timestamp, request::room};
//!
//! /// For one order of two parts, whose numbers have at most 20 characters.
//! const ROOM: usize = room::TIMESTAMP
//!     + room::json(r#"{"tid":,"subOrderIds":[,]}"#, &[20, 20, 20]);
//!
//! let call = SelfIntercept {
//!     seller_nick: "苏宁易购官方旗舰店",
//!     buyer_nick: "翔_ouyang",
//!     biz_order: BizOrder { tid: "30753531820144197", sub_order_ids: &["30753531820144191", "2"] },
//!     call_type: CallType::Synchronous,
//!     buyer_open_uid: None,
//! };
//! let qimen = Qimen::new("12345678", "helloworld", "23300032")?;
//! let mut room = [0; ROOM];
//! let mut params = Params::<4>::new(&mut room);
//! let now = Timestamp::from_unix(1_451_620_800).unwrap();
//! assert!(qimen.sign(&call, now, &mut params).is_ok());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

/// A timestamp.
///
/// ```
/// use gatekit_core::{Gateway, Params, Timestamp, Top, call::Generic, request::room};
/// let (top, call) = (Top::md5("12345678", "helloworld")?, Generic::new("taobao.time.get", &[]));
/// let mut room = [0; room::TIMESTAMP];
/// let mut params = Params::<1>::new(&mut room);
/// assert!(top.sign(&call, Timestamp::from_unix(0).unwrap(), &mut params).is_ok());
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
pub const TIMESTAMP: usize = crate::TIMESTAMP_BYTES;

/// An integer of 64 bits, with its sign.
///
/// ```
/// use gatekit_core::{Params, request::room};
/// let mut room = [0; room::INTEGER];
/// assert!(Params::<1>::new(&mut room).integer("num_iid", i64::MIN).is_ok());
/// ```
pub const INTEGER: usize = 20;

/// A nested value at most: its JSON without texts, and how many bytes of UTF-8 each text has at most.
/// (A control character takes six bytes, all else at most two for each of its own.)
///
/// ```
/// use gatekit_core::request::room;
/// assert_eq!(room::json(r#"{"tid":}"#, &[3]), r#"{"tid":}"#.len() + r#""\u0001\u0001\u0001""#.len());
/// ```
#[must_use]
pub const fn json(skeleton: &str, texts: &[usize]) -> usize {
    let mut needed = skeleton.len();
    let mut rest = texts;
    while let [text, after @ ..] = rest {
        needed = needed
            .saturating_add(text.saturating_mul(6))
            .saturating_add(2);
        rest = after;
    }
    needed
}

/// A text at most, once it is encoded in a query or a body: for those who encode into a buffer.
///
/// ```
/// use gatekit_core::request::{form, room};
/// assert_eq!(room::encoded(6), form::encoded_length("取消".as_bytes()));
/// ```
#[must_use]
pub const fn encoded(text: usize) -> usize {
    text.saturating_mul(3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Params;
    use proptest::prelude::*;
    use std::string::String;

    #[derive(serde::Serialize)]
    struct Order<'a> {
        tid: &'a str,
        parts: [&'a str; 2],
        count: i64,
    }

    proptest! {
        #[test]
        fn the_room_is_enough_for_every_text(tid: String, part in "[\\x00-\\x1f]{0,8}", count: i64) {
            let order = Order { tid: &tid, parts: [&part, "\""], count };
            let skeleton = r#"{"tid":,"parts":[,],"count":}"#;
            let needed = json(skeleton, &[tid.len(), part.len(), 1]) + INTEGER;
            let mut room = std::vec![0; needed];
            let mut params = Params::<1>::new(&mut room);
            prop_assert!(params.json("order", &order).is_ok());
        }
    }

    #[test]
    fn an_encoded_text_takes_three_times_its_length_at_most() {
        for (text, worst) in [("取消\u{0}&", true), ("a b-_.*", false), ("", true)] {
            let length = crate::request::form::encoded_length(text.as_bytes());
            assert!(length <= encoded(text.len()));
            assert_eq!(length == encoded(text.len()), worst, "{text}");
        }
        assert_eq!(encoded(usize::MAX), usize::MAX);
    }

    #[test]
    fn the_worst_texts_fill_the_room() {
        let worst = "\u{1}".repeat(9);
        let order = Order {
            tid: &worst,
            parts: ["", &worst],
            count: i64::MIN,
        };
        let skeleton = r#"{"tid":,"parts":[,],"count":}"#;
        let needed = json(skeleton, &[9, 0, 9]) + INTEGER;
        for (length, fits) in [(needed - 1, false), (needed, true)] {
            let mut room = std::vec![0; length];
            let mut params = Params::<1>::new(&mut room);
            assert_eq!(params.json("order", &order).is_ok(), fits);
        }
    }
}
