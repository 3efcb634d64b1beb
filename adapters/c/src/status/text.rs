//! A sentence for each.

use super::gk_status;
use core::ffi::CStr;

#[allow(clippy::too_many_lines, reason = "a table")]
pub(super) const fn of(status: gk_status) -> &'static CStr {
    match status {
        gk_status::GK_OK => c"It worked.",
        gk_status::GK_PARAM_NAMELESS => c"A parameter has no name.",
        gk_status::GK_PARAM_BLANK => c"The method's name is blank.",
        gk_status::GK_PARAM_REPEATED => c"A parameter occurs twice.",
        gk_status::GK_PARAM_RESERVED => {
            c"A parameter has the name of a system parameter of this gateway."
        }
        gk_status::GK_PARAM_TABLE_FULL => c"There are more than GK_PARAMS_MAX parameters.",
        gk_status::GK_PARAM_NOT_SIGNABLE => {
            c"A parameter has a name that this platform changes or passes over when it signs."
        }
        gk_status::GK_CONTENT_TYPE => c"The raw body's content type is more than plain ASCII.",
        gk_status::GK_APP_KEY_MISSING => c"The application key is missing.",
        gk_status::GK_SECRET_MISSING => c"The secret is missing.",
        gk_status::GK_SECRET_TOO_LONG => c"The secret of a gk_spi has more than 128 bytes.",
        gk_status::GK_RAW_BODY => c"This gateway's signature does not cover raw bodies.",
        gk_status::GK_BUFFER_TOO_SMALL => c"The buffer is too small.",
        gk_status::GK_POINTER => c"A pointer is NULL or misaligned, or a length is impossible.",
        gk_status::GK_NOT_UTF8 => c"A text of the caller's is not UTF-8.",
        gk_status::GK_TIME => c"The time is before 1970 or after 2999 in GMT+8.",
        gk_status::GK_SIGN_METHOD => c"No sign method was chosen, or one that does not exist.",
        gk_status::GK_NOT_SIGNED => c"The request was not signed, or the call was changed after it was signed.",
        gk_status::GK_WITHOUT_XML => c"The library was built without XML.",
        gk_status::GK_NOT_SENT => c"Nothing was sent.",
        gk_status::GK_PERHAPS_SENT => c"The request may have been executed.",
        gk_status::GK_REFUSED_SIGNATURE_MISSING => c"The request has no signature.",
        gk_status::GK_REFUSED_SIGNATURE_INVALID => c"The signature does not fit the request.",
        gk_status::GK_REFUSED_TIMESTAMP_MISSING => c"The request has no timestamp.",
        gk_status::GK_REFUSED_TIMESTAMP_INVALID => {
            c"The timestamp is too far from the gateway's clock."
        }
        gk_status::GK_REFUSED_APP_KEY_MISSING => c"The request names no application.",
        gk_status::GK_REFUSED_APP_KEY_INVALID => c"The gateway does not know the application.",
        gk_status::GK_REFUSED_SESSION_MISSING => {
            c"The method needs a user's token and none was sent."
        }
        gk_status::GK_REFUSED_SESSION_INVALID => c"The user's token is wrong or has expired.",
        gk_status::GK_REFUSED_METHOD_MISSING => c"The request names no method.",
        gk_status::GK_REFUSED_METHOD_UNKNOWN => c"The gateway does not know the method.",
        gk_status::GK_REFUSED_METHOD_OBSOLETE => c"The method has been withdrawn.",
        gk_status::GK_REFUSED_VERSION_INVALID => {
            c"The protocol version is missing, wrong or not supported."
        }
        gk_status::GK_REFUSED_FORMAT_INVALID => c"The reply format is not supported.",
        gk_status::GK_REFUSED_ENCODING_INVALID => {
            c"The request is not in the expected character encoding."
        }
        gk_status::GK_REFUSED_HTTP_METHOD_INVALID => c"The HTTP method is not allowed.",
        gk_status::GK_REFUSED_ARGUMENT_MISSING => c"A required argument is missing.",
        gk_status::GK_REFUSED_ARGUMENT_INVALID => c"An argument is wrong.",
        gk_status::GK_REFUSED_UPLOAD_FAILED => c"A file could not be taken.",
        gk_status::GK_REFUSED_NOT_PERMITTED => c"The application or user may not do this.",
        gk_status::GK_REFUSED_FLOW_LIMITED => c"Too many calls in a short time.",
        gk_status::GK_REFUSED_QUOTA_EXHAUSTED => c"The calls of this period are used up.",
        gk_status::GK_REFUSED_BY_SERVICE => {
            c"The service behind the gateway refuses the request (isv.*)."
        }
        gk_status::GK_REFUSED_SERVICE_BUSY => {
            c"The platform or its service is busy or not available."
        }
        gk_status::GK_REFUSED_SERVICE_FAILED => {
            c"The service failed; it may have done what was asked."
        }
        gk_status::GK_REFUSED_BY_BUSINESS => c"The business refused: a regular answer.",
        gk_status::GK_REFUSED_UNKNOWN => c"A code that is not documented.",
        gk_status::GK_REPLY_EMPTY => c"The answer is empty.",
        gk_status::GK_REPLY_NOT_UTF8 => c"The answer is not UTF-8.",
        gk_status::GK_REPLY_TRUNCATED => c"The answer is cut off.",
        gk_status::GK_REPLY_TOO_DEEP => c"The answer is nested deeper than 64 levels.",
        gk_status::GK_REPLY_UNEXPECTED_BYTE => c"The answer has a byte that cannot stand there.",
        gk_status::GK_REPLY_BAD_ESCAPE => c"The answer has an escape that stands for no character.",
        gk_status::GK_REPLY_LONE_SURROGATE => c"The answer has half of a surrogate pair.",
        gk_status::GK_REPLY_CONTROL_CHARACTER => {
            c"The answer has a control character that is not escaped."
        }
        gk_status::GK_REPLY_TRAILING_BYTES => c"The answer goes on after its end.",
        gk_status::GK_REPLY_MISMATCHED_TAG => {
            c"The answer has an end tag that closes no open element."
        }
        gk_status::GK_REPLY_DOCTYPE => {
            c"The answer has a document type declaration, which is refused."
        }
        gk_status::GK_REPLY_UNKNOWN_ENTITY => c"The answer has an unknown entity.",
        gk_status::GK_REPLY_ENCODING => c"The answer announces an encoding other than UTF-8.",
        gk_status::GK_REPLY_DUPLICATE_ATTRIBUTE => c"The answer has an attribute twice in a tag.",
        gk_status::GK_REPLY_TOO_MANY_ATTRIBUTES => {
            c"The answer has a tag with more than 32 attributes."
        }
        gk_status::GK_REPLY_WRONG_TYPE => c"The value is not of the type that was asked for.",
        gk_status::GK_REPLY_NO_VALUE => c"There is no such value, or it is null.",
        gk_status::GK_REPLY_HTML => c"The answer is a web page.",
        gk_status::GK_REPLY_NO_ENVELOPE => c"The answer is not what this gateway sends.",
        gk_status::GK_REPLY_OTHER_METHOD => c"The answer is to another method.",
        gk_status::GK_REPLY_OTHER_FORMAT => c"The answer is not in the format that was asked for.",
        gk_status::GK_REPLY_REDIRECTED => c"The answer is a redirect, which is not followed.",
        gk_status::GK_REPLY_STATUS => c"The answer holds a reply, but its HTTP status denies it.",
        gk_status::GK_CALLBACK_TOO_LARGE => c"The callback is larger than gk_spi allows.",
        gk_status::GK_CALLBACK_CONTENT_TYPE => c"The callback's body is neither a form nor JSON, XML or plain text in UTF-8 or GBK.",
        gk_status::GK_CALLBACK_MALFORMED => c"The callback has an escape that is none, or a parameter without a name or without `=`.",
        gk_status::GK_CALLBACK_REPEATED => c"The callback has a name twice.",
        gk_status::GK_CALLBACK_SIGNATURE_MISSING => c"The callback has no signature.",
        gk_status::GK_CALLBACK_SIGNATURE_WRONG => c"The signature is not that of this callback: the secret differs, or somebody changed it.",
        gk_status::GK_CALLBACK_TIMESTAMP_MISSING => c"The callback is authentic, but has no timestamp.",
        gk_status::GK_CALLBACK_TIMESTAMP_MALFORMED => c"The callback is authentic, but its timestamp cannot be read.",
        gk_status::GK_CALLBACK_TIMESTAMP_OUTSIDE => c"The callback is authentic, but its timestamp is too far from the clock.",
        gk_status::GK_CALLBACK_REPLAYED => c"The callback was taken before.",
        gk_status::GK_CALLBACK_GUARD_FULL => c"The guard is full of callbacks that could still be repeated.",
        gk_status::GK_CALLBACK_TABLE_FULL => c"The callback has more parameters or headers than there is room for.",
        gk_status::GK_CALLBACK_ROOM_TOO_SMALL => c"The room is too small for what the callback has percent-encoded.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::known;
    use std::format;

    #[test]
    fn a_text_is_what_the_header_says() {
        let source = include_str!("../status.rs");
        for status in (0..=u16::MAX).filter_map(known) {
            let text = of(status).to_str().unwrap();
            let documented = format!("/// {text}\n    {status:?} = {},", status as i32);
            assert!(source.contains(&documented), "{documented}");
        }
    }
}
