//! A business that says no: `success` or `is_success` is false, and beside it stand a code and a
//! message under one of many names.

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

/// The payload, unless it is an object that denies, or one directly inside it does.
pub(crate) fn unless_denied(payload: Node<'_>) -> Result<Node<'_>, Unopened<'_>> {
    let mut inside = payload.children().map(|(_, child)| child);
    let denying = match payload.kind() {
        Kind::Object if denies(payload) => Some(payload),
        Kind::Object => inside.find(|child| denies(*child)),
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

/// Whether an object says that it did not succeed.
pub(crate) fn denies(object: Node<'_>) -> bool {
    object.kind() == Kind::Object
        && FLAGS.iter().any(|flag| object.may_have(flag.as_bytes()))
        && object.children().any(|(name, flag)| {
            FLAGS.iter().any(|known| name.is(known)) && flag.boolean() == Some(false)
        })
}
