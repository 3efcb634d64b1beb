//! A business that says no: `success` or `is_success` is false, or the platform does in a sub code of
//! its own; beside it stand a code and a message under one of many names.

use super::{Kind, Node, Reason, Refusal, Unopened, scalar, starts_with};

macro_rules! names {
    ($($list:ident: $($name:literal)*;)*) => {
        $(const $list: &[&str] = &[$($name),*];)*

        /// The paths of all names, in the document itself.
        pub(crate) const AT_ROOT: &[&str] = &[$($($name),*),*];
        /// The same in the wrapper, and in one object in it.
        pub(crate) const INSIDE: &[&str] = &[
            $($(concat!("*.", $name)),*,)*
            $($(concat!("*.*.", $name)),*,)*
        ];
    };
}

names! {
    FLAGS: "success" "is_success" "isSuccess";
    CODES: "errorCode" "error_code" "err_code" "sub_code" "code";
    MESSAGES: "errorMsg" "error_msg" "error_message" "err_msg" "message" "msg";
    REQUEST: "request_id";
}

/// The payload, unless it is an object that denies. If it does not say itself that it succeeded, one
/// directly inside it may deny, too.
pub(crate) fn unless_denied(payload: Node<'_>) -> Result<Node<'_>, Unopened<'_>> {
    let mut inside = payload.children().map(|(_, child)| child);
    let denying = match payload.kind() {
        Kind::Object if denies(payload) || has_platforms_code(payload) => Some(payload),
        Kind::Object if !affirms(payload) => inside.find(|child| denies(*child)),
        _ => None,
    };
    let Some(object) = denying else {
        return Ok(payload);
    };
    let text = |names: &[&str]| names.iter().find_map(|name| scalar(object.get(name)));
    let sub_code = text(CODES);
    // What failed on the platform's side, the business did not decide.
    let reason = match sub_code {
        Some(code) if starts_with(code, "isp.") => Reason::ServiceFailed,
        _ => Reason::BusinessRefused,
    };
    Err(Unopened::Refused(Refusal {
        sub_code,
        message: text(MESSAGES),
        request_id: REQUEST.iter().find_map(|name| scalar(payload.get(name))),
        ..Refusal::new(reason)
    }))
}

/// Whether an object says that it did not succeed: `false`, or `0`, as services in PHP write it.
pub(crate) fn denies(object: Node<'_>) -> bool {
    has_flag(object, false)
}

/// Whether an object says that it succeeded.
fn affirms(object: Node<'_>) -> bool {
    has_flag(object, true)
}

fn has_flag(object: Node<'_>, says: bool) -> bool {
    let is_flag =
        |flag: Node<'_>| flag.boolean() == Some(says) || flag.number() == Some(i64::from(says));
    object.kind() == Kind::Object
        && FLAGS.iter().any(|flag| object.may_have(flag.as_bytes()))
        && object
            .children()
            .any(|(name, flag)| FLAGS.iter().any(|known| name.is(known)) && is_flag(flag))
}

/// A refusal of TOP, Qimen or Qianmi that is wrapped like a reply: the SDKs take it for one, too.
fn has_platforms_code(payload: Node<'_>) -> bool {
    scalar(payload.get("sub_code"))
        .is_some_and(|code| starts_with(code, "isv.") || starts_with(code, "isp."))
}
