//! What can go wrong, as numbers.

mod text;

use core::ffi::c_char;
use gatekit_core::reply::{Reason, Repeat};

/// What became of a call of this library. The hundreds say whose fault it is: 1 the caller's; 2 and 3
/// the transport's; 4 the caller's, says the gateway; 5 the gateway's; 6 the business refused; 7 the
/// answer holds no reply; 8 a callback is not taken, which is the sender's fault below 820 and the
/// caller's above. A signing or writing function that returns 1xx has written nothing; from one that
/// reads, 1xx says nothing of the request, which has perhaps been executed. GK_NOT_SENT and
/// GK_PERHAPS_SENT are for the application's own use, say in a gk_write, and never made here. Numbers
/// never change; new ones may come.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum gk_status {
    /// It worked.
    GK_OK = 0,

    // The caller's. 101 to 119 are the core's numbers.
    /// A parameter has no name.
    GK_PARAM_NAMELESS = 101,
    /// The method's name is blank.
    GK_PARAM_BLANK = 102,
    /// A parameter occurs twice.
    GK_PARAM_REPEATED = 103,
    /// A parameter has the name of a system parameter of this gateway.
    GK_PARAM_RESERVED = 104,
    /// There are more than GK_PARAMS_MAX parameters.
    GK_PARAM_TABLE_FULL = 105,
    /// A parameter has a name that this platform changes or passes over when it signs.
    GK_PARAM_NOT_SIGNABLE = 109,
    /// The raw body's content type is more than plain ASCII.
    GK_CONTENT_TYPE = 110,
    /// The application key is missing.
    GK_APP_KEY_MISSING = 111,
    /// The secret is missing.
    GK_SECRET_MISSING = 112,
    /// The secret of a gk_spi has more than 128 bytes.
    GK_SECRET_TOO_LONG = 113,
    /// This gateway's signature does not cover raw bodies.
    GK_RAW_BODY = 115,
    /// The buffer is too small.
    GK_BUFFER_TOO_SMALL = 121,
    /// A pointer is NULL or misaligned, or a length is impossible.
    GK_POINTER = 122,
    /// A text of the caller's is not UTF-8.
    GK_NOT_UTF8 = 123,
    /// The time is before 1970 or after 2999 in GMT+8.
    GK_TIME = 124,
    /// No sign method was chosen, or one that does not exist.
    GK_SIGN_METHOD = 125,
    /// The request was not signed, or the call was changed after it was signed.
    GK_NOT_SIGNED = 126,
    /// The library was built without XML.
    GK_WITHOUT_XML = 127,

    // The transport's.
    /// Nothing was sent.
    GK_NOT_SENT = 200,
    /// The request may have been executed.
    GK_PERHAPS_SENT = 300,

    // The gateway or the business refused: see gk_reply.
    /// The request has no signature.
    GK_REFUSED_SIGNATURE_MISSING = 401,
    /// The signature does not fit the request.
    GK_REFUSED_SIGNATURE_INVALID = 402,
    /// The request has no timestamp.
    GK_REFUSED_TIMESTAMP_MISSING = 403,
    /// The timestamp is too far from the gateway's clock.
    GK_REFUSED_TIMESTAMP_INVALID = 404,
    /// The request names no application.
    GK_REFUSED_APP_KEY_MISSING = 405,
    /// The gateway does not know the application.
    GK_REFUSED_APP_KEY_INVALID = 406,
    /// The method needs a user's token and none was sent.
    GK_REFUSED_SESSION_MISSING = 407,
    /// The user's token is wrong or has expired.
    GK_REFUSED_SESSION_INVALID = 408,
    /// The request names no method.
    GK_REFUSED_METHOD_MISSING = 409,
    /// The gateway does not know the method.
    GK_REFUSED_METHOD_UNKNOWN = 410,
    /// The method has been withdrawn.
    GK_REFUSED_METHOD_OBSOLETE = 411,
    /// The protocol version is missing, wrong or not supported.
    GK_REFUSED_VERSION_INVALID = 412,
    /// The reply format is not supported.
    GK_REFUSED_FORMAT_INVALID = 413,
    /// The request is not in the expected character encoding.
    GK_REFUSED_ENCODING_INVALID = 414,
    /// The HTTP method is not allowed.
    GK_REFUSED_HTTP_METHOD_INVALID = 415,
    /// A required argument is missing.
    GK_REFUSED_ARGUMENT_MISSING = 416,
    /// An argument is wrong.
    GK_REFUSED_ARGUMENT_INVALID = 417,
    /// A file could not be taken.
    GK_REFUSED_UPLOAD_FAILED = 418,
    /// The application or user may not do this.
    GK_REFUSED_NOT_PERMITTED = 419,
    /// Too many calls in a short time.
    GK_REFUSED_FLOW_LIMITED = 420,
    /// The calls of this period are used up.
    GK_REFUSED_QUOTA_EXHAUSTED = 421,
    /// The service behind the gateway refuses the request (isv.*).
    GK_REFUSED_BY_SERVICE = 422,
    /// The platform or its service is busy or not available.
    GK_REFUSED_SERVICE_BUSY = 523,
    /// The service failed; it may have done what was asked.
    GK_REFUSED_SERVICE_FAILED = 524,
    /// The business refused: a regular answer.
    GK_REFUSED_BY_BUSINESS = 625,
    /// A code that is not documented.
    GK_REFUSED_UNKNOWN = 526,

    // The answer holds no reply: the call may have been executed.
    /// The answer is empty.
    GK_REPLY_EMPTY = 701,
    /// The answer is not UTF-8.
    GK_REPLY_NOT_UTF8 = 702,
    /// The answer is cut off.
    GK_REPLY_TRUNCATED = 703,
    /// The answer is nested deeper than 64 levels.
    GK_REPLY_TOO_DEEP = 704,
    /// The answer has a byte that cannot stand there.
    GK_REPLY_UNEXPECTED_BYTE = 705,
    /// The answer has an escape that stands for no character.
    GK_REPLY_BAD_ESCAPE = 706,
    /// The answer has half of a surrogate pair.
    GK_REPLY_LONE_SURROGATE = 707,
    /// The answer has a control character that is not escaped.
    GK_REPLY_CONTROL_CHARACTER = 708,
    /// The answer goes on after its end.
    GK_REPLY_TRAILING_BYTES = 709,
    /// The answer has an end tag that closes no open element.
    GK_REPLY_MISMATCHED_TAG = 710,
    /// The answer has a document type declaration, which is refused.
    GK_REPLY_DOCTYPE = 711,
    /// The answer has an unknown entity.
    GK_REPLY_UNKNOWN_ENTITY = 712,
    /// The answer announces an encoding other than UTF-8.
    GK_REPLY_ENCODING = 713,
    /// The answer has an attribute twice in a tag.
    GK_REPLY_DUPLICATE_ATTRIBUTE = 714,
    /// The answer has a tag with more than 32 attributes.
    GK_REPLY_TOO_MANY_ATTRIBUTES = 715,
    /// The value is not of the type that was asked for.
    GK_REPLY_WRONG_TYPE = 721,
    /// There is no such value, or it is null.
    GK_REPLY_NO_VALUE = 722,
    /// The answer is a web page.
    GK_REPLY_HTML = 741,
    /// The answer is not what this gateway sends.
    GK_REPLY_NO_ENVELOPE = 742,
    /// The answer is to another method.
    GK_REPLY_OTHER_METHOD = 743,
    /// The answer is not in the format that was asked for.
    GK_REPLY_OTHER_FORMAT = 744,
    /// The answer is a redirect, which is not followed.
    GK_REPLY_REDIRECTED = 745,
    /// The answer holds a reply, but its HTTP status denies it.
    GK_REPLY_STATUS = 746,

    // A callback is not taken. Below 820 who sent it is to blame.
    /// The callback is larger than gk_spi allows.
    GK_CALLBACK_TOO_LARGE = 801,
    /// The callback's body is neither a form nor JSON, XML or plain text in UTF-8 or GBK.
    GK_CALLBACK_CONTENT_TYPE = 802,
    /// The callback has an escape that is none, or a parameter without a name or without `=`.
    GK_CALLBACK_MALFORMED = 803,
    /// The callback has a name twice.
    GK_CALLBACK_REPEATED = 804,
    /// The callback has no signature.
    GK_CALLBACK_SIGNATURE_MISSING = 805,
    /// The signature is not that of this callback: the secret differs, or somebody changed it.
    GK_CALLBACK_SIGNATURE_WRONG = 806,
    /// The callback is authentic, but has no timestamp.
    GK_CALLBACK_TIMESTAMP_MISSING = 807,
    /// The callback is authentic, but its timestamp cannot be read.
    GK_CALLBACK_TIMESTAMP_MALFORMED = 808,
    /// The callback is authentic, but its timestamp is too far from the clock.
    GK_CALLBACK_TIMESTAMP_OUTSIDE = 809,
    /// The callback was taken before.
    GK_CALLBACK_REPLAYED = 810,
    /// The guard is full of callbacks that could still be repeated.
    GK_CALLBACK_GUARD_FULL = 821,
    /// The callback has more parameters or headers than there is room for.
    GK_CALLBACK_TABLE_FULL = 822,
    /// The room is too small for what the callback has percent-encoded.
    GK_CALLBACK_ROOM_TOO_SMALL = 823,
}

/// Whose fault it is.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum gk_owner {
    /// Nobody's: it worked.
    GK_NOBODY = 0,
    /// The program that called, its settings or its permissions: mend them.
    GK_CALLER = 1,
    /// The way there and back.
    GK_TRANSPORT = 2,
    /// The platform or a service behind it.
    GK_GATEWAY = 3,
    /// The business said no ("already shipped"): a regular answer to act on.
    GK_BUSINESS = 4,
    /// Who sent the callback: it is to be refused.
    GK_SENDER = 5,
}

/// Whether asking again is safe.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum gk_repeat {
    /// It would be refused again until something changes; or it worked.
    GK_REPEAT_NO = 0,
    /// Nothing was executed: safe after a pause.
    GK_REPEAT_LATER = 1,
    /// It may have been executed: ask the platform for the order's state first.
    GK_REPEAT_ASK_FIRST = 2,
}

/// Whose fault a gk_status is. Numbers outside of its hundreds, such as what a gk_write returned, are the
/// transport's.
#[unsafe(no_mangle)]
pub extern "C" fn gk_status_owner(status: i32) -> gk_owner {
    match status / 100 {
        0 if status == 0 => gk_owner::GK_NOBODY,
        8 if status < RECEIVERS => gk_owner::GK_SENDER,
        1 | 4 | 8 => gk_owner::GK_CALLER,
        5 | 7 => gk_owner::GK_GATEWAY,
        6 => gk_owner::GK_BUSINESS,
        _ => gk_owner::GK_TRANSPORT,
    }
}

/// From here on a callback is not taken for want of memory.
const RECEIVERS: i32 = 820;

/// Whether the call of which the answer was a gk_status may be repeated; of a callback, whether the
/// platform is to send it again. Numbers outside of its hundreds: GK_REPEAT_ASK_FIRST. What the number
/// alone does not tell: with 1xx from a reading function ask first too, and with 1xx from gk_spi_verify
/// answer 503, so that the callback comes again.
#[unsafe(no_mangle)]
pub extern "C" fn gk_status_repeat(status: i32) -> gk_repeat {
    let mut reasons = Reason::ALL.iter();
    let repeat = match status / 100 {
        8 if status < RECEIVERS => Repeat::No,
        0 if status != 0 => Repeat::AskFirst,
        0 | 1 => Repeat::No,
        2 | 8 => Repeat::Later,
        4..=6 => reasons
            .find(|reason| i32::from(reason.code()) == status)
            .map_or(Repeat::AskFirst, |reason| reason.repeat()),
        _ => Repeat::AskFirst,
    };
    match repeat {
        Repeat::No => gk_repeat::GK_REPEAT_NO,
        Repeat::Later => gk_repeat::GK_REPEAT_LATER,
        Repeat::AskFirst => gk_repeat::GK_REPEAT_ASK_FIRST,
    }
}

/// The version of the library that the program runs with, as GK_VERSION has that of the header: a header
/// is good for libraries with the same number but for the last two digits.
#[unsafe(no_mangle)]
pub const extern "C" fn gk_version() -> u32 {
    GK_VERSION
}

/// The version of this header: 0x010203 is 1.2.3.
pub const GK_VERSION: u32 = 0x00_0100;

/// A sentence that says what a gk_status means, in English. The text is a constant.
#[unsafe(no_mangle)]
pub extern "C" fn gk_status_text(status: i32) -> *const c_char {
    let known = u16::try_from(status).ok().and_then(known);
    known.map_or(c"There is no such status.", text::of).as_ptr()
}

/// The status with a number of the core's.
pub(crate) fn of_code(code: u16) -> gk_status {
    known(code).unwrap_or(gk_status::GK_REFUSED_UNKNOWN)
}

fn known(code: u16) -> Option<gk_status> {
    let known = matches!(code,
        0 | 101..=105 | 109..=113 | 115 | 121..=127 | 200 | 300 | 401..=422 | 523 | 524 | 526 | 625
        | 701..=715 | 721 | 722 | 741..=746 | 801..=810 | 821..=823);
    // SAFETY: each of these numbers is a variant's, as the tests say.
    known.then(|| unsafe { core::mem::transmute::<i32, gk_status>(i32::from(code)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;
    use std::vec::Vec;

    #[test]
    fn the_version_is_the_packages() {
        let parts = [GK_VERSION >> 16, GK_VERSION >> 8 & 0xff, GK_VERSION & 0xff];
        assert_eq!(
            parts.map(|part| format!("{part}")).join("."),
            env!("CARGO_PKG_VERSION")
        );
        assert_eq!(gk_version(), GK_VERSION);
    }

    #[test]
    fn the_known_numbers_are_the_variants() {
        let source = include_str!("status.rs");
        let variants = source
            .lines()
            .filter_map(|line| line.trim().strip_prefix("GK_"));
        let numbers = variants.filter_map(|line| line.strip_suffix(',')?.split_once(" = "));
        let mut numbers: Vec<u16> = numbers
            .map(|(_, number)| number.parse().unwrap())
            .filter(|number| *number == 0 || *number > 100)
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let known: Vec<_> = (0..=u16::MAX)
            .filter(|code| known(*code).is_some())
            .collect();
        assert_eq!(known, numbers);
    }

    #[test]
    fn every_refusal_of_a_callback_has_a_status_of_its_number_and_name() {
        use gatekit_core::callback::{CallbackError as E, Side};
        let (needed, capacity, available) = (1, 0, 0);
        for error in [
            E::TooLarge { size: 1, limit: 0 },
            E::ContentType,
            E::Malformed,
            E::Repeated,
            E::SignatureMissing,
            E::SignatureWrong,
            E::TimestampMissing,
            E::TimestampMalformed,
            E::TimestampOutside { behind: 601 },
            E::Replayed,
            E::GuardFull { capacity },
            E::TableFull { needed, capacity },
            E::RoomTooSmall { needed, available },
        ] {
            let status = known(error.code()).unwrap();
            let name = error.name().replace('-', "_").to_ascii_uppercase();
            assert_eq!(format!("{status:?}"), format!("GK_CALLBACK_{name}"));
            let (owner, repeat) = match error.side() {
                Side::Sender => (gk_owner::GK_SENDER, gk_repeat::GK_REPEAT_NO),
                Side::Receiver => (gk_owner::GK_CALLER, gk_repeat::GK_REPEAT_LATER),
            };
            assert_eq!(gk_status_owner(status as i32), owner);
            assert_eq!(gk_status_repeat(status as i32), repeat);
        }
    }

    #[test]
    fn every_reason_has_a_status_of_its_number_and_name() {
        for reason in Reason::ALL {
            let status = known(reason.code()).unwrap();
            let name = format!("GK_REFUSED_{}", reason.name()).replace('-', "_");
            let name = name.to_ascii_uppercase();
            let name = name.replace("BUSINESS_REFUSED", "BY_BUSINESS");
            let name = name.replace("SERVICE_REFUSED", "BY_SERVICE");
            assert_eq!(format!("{status:?}"), name);
            let owner = reason.owner().as_str().to_ascii_uppercase();
            let ours = format!("{:?}", gk_status_owner(status as i32));
            assert_eq!(ours, format!("GK_{owner}"));
            let repeat = reason
                .repeat()
                .as_str()
                .replace('-', "_")
                .to_ascii_uppercase();
            let ours = format!("{:?}", gk_status_repeat(status as i32));
            assert_eq!(ours, format!("GK_REPEAT_{repeat}"));
        }
    }
}
