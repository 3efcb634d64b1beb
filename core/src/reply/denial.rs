//! A business that says no: `success` or `is_success` is false, or the platform does in a sub code of
//! its own; beside it stand a code and a message under one of many names.

use super::{Kind, Name, Node, Reason, Refusal, Unopened, scalar, starts_with};

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
const SUB_CODE: &str = "sub_code";

/// The payload, unless it is an object that denies. If it does not say itself that it succeeded, one
/// directly inside it may deny, too.
pub(crate) fn unless_denied(payload: Node<'_>) -> Result<Node<'_>, Unopened<'_>> {
    match denying(payload) {
        Some(object) => Err(Unopened::Refused(refusal(payload, object))),
        None => Ok(payload),
    }
}

/// Whether an object says that it did not succeed.
pub(crate) fn denies(object: Node<'_>) -> bool {
    is_object_with(object, FLAGS)
        && object
            .children()
            .any(|(name, value)| flag(name, value) == Some(false))
}

fn denying(payload: Node<'_>) -> Option<Node<'_>> {
    if payload.kind() != Kind::Object {
        return None;
    }
    let speaks = is_object_with(payload, FLAGS) || payload.may_have(SUB_CODE.as_bytes());
    let (mut affirms, mut inside) = (false, None);
    for (name, child) in payload.children() {
        if speaks {
            match flag(name, child) {
                Some(true) => affirms = true,
                Some(false) => return Some(payload),
                None if is_platforms_code(name, child) => return Some(payload),
                None => {}
            }
        }
        if inside.is_none() && denies(child) {
            inside = Some(child);
        }
    }
    inside.filter(|_| !affirms)
}

fn is_object_with(object: Node<'_>, names: &[&str]) -> bool {
    let may_have = |name: &&str| object.may_have(name.as_bytes());
    object.kind() == Kind::Object && names.iter().any(may_have)
}

/// What a member says about success: `true` or `false`, or 1 or 0, as services in PHP write it.
fn flag(name: Name<'_>, value: Node<'_>) -> Option<bool> {
    if !FLAGS.iter().any(|known| name.is(known)) {
        return None;
    }
    match value.boolean() {
        None if value.text_is("0") => Some(false),
        None if value.text_is("1") => Some(true),
        boolean => boolean,
    }
}

/// A refusal of TOP, Qimen or Qianmi that is wrapped like a reply: the SDKs take it for one, too.
fn is_platforms_code(name: Name<'_>, code: Node<'_>) -> bool {
    let starts = |prefix| starts_with(code, prefix);
    name.is(SUB_CODE) && (starts("isv.") || starts("isp."))
}

fn refusal<'d>(payload: Node<'d>, object: Node<'d>) -> Refusal<'d> {
    let text = |names: &[&str]| names.iter().find_map(|name| scalar(object.get(name)));
    let sub_code = text(CODES);
    // What failed on the platform's side, the business did not decide.
    let reason = match sub_code {
        Some(code) if starts_with(code, "isp.") => Reason::ServiceFailed,
        _ => Reason::BusinessRefused,
    };
    Refusal {
        sub_code,
        message: text(MESSAGES),
        request_id: REQUEST.iter().find_map(|name| scalar(payload.get(name))),
        ..Refusal::new(reason)
    }
}
