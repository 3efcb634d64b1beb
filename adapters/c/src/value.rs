//! Values of an answer, found by their paths.

use crate::border::{Checked, borrow, buffer, gk_string, list, put};
use crate::status::gk_status;
use core::ffi::c_char;
use core::ptr::null;
use gatekit_core::reply::{DecodeError, Format, Kind, Node};

/// A value in an answer: its bytes, where they were received. It may be copied, and is of use as long
/// as these bytes stay as they are.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gk_value {
    /// The value as it is written: in JSON all of it, a text with its quotes and escapes; in XML what
    /// stands between the tags.
    pub raw: *const u8,
    /// Bytes.
    pub length: usize,
    /// A gk_kind.
    pub kind: u8,
    /// 0: JSON, 1: XML.
    pub format: u8,
}

/// What a value is.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum gk_kind {
    /// There is none.
    GK_ABSENT = 0,
    /// Named values. In XML: there are elements in the element.
    GK_OBJECT = 1,
    /// A JSON list. XML has none: there, elements of one name repeat.
    GK_LIST = 2,
    /// A JSON string, or an XML element without elements in it.
    GK_STRING = 3,
    /// A JSON number.
    GK_NUMBER = 4,
    /// `true` or `false` in JSON.
    GK_BOOLEAN = 5,
    /// JSON's `null`.
    GK_NULL = 6,
}

/// Finds the value at the end of a path of names and indices, such as `trades.trade[0].tid`, in
/// another value, for example in the payload of a reply. `path` is a C string; "" and NULL are the
/// value itself. GK_REPLY_NO_VALUE if there is none; `found` is absent then.
///
/// `trade[0]` is the first item of what is named `trade`: of a list, of an object around a list, of XML
/// elements that repeat; or the value itself, if it is neither a list nor empty. A value that was found
/// has lost its name, by which XML's elements repeat: there, name and index belong in one path.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_at(
    value: *const gk_value,
    path: *const c_char,
    found: *mut gk_value,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe {
        let node = at(value, path);
        let put = put(found, node.map_or(gk_value::ABSENT, gk_value::of));
        node.and(put).err().unwrap_or(gk_status::GK_OK)
    }
}

/// Writes the text at the end of a path into a buffer, in UTF-8, escapes resolved, with a NUL behind
/// it; numbers and booleans as they are written. `length` gets the bytes of the text without that NUL,
/// and may be NULL; go by it, for a text may have a NUL in it (U+0000 in JSON). GK_BUFFER_TOO_SMALL if
/// the buffer has less than one byte more than that: it then holds as many whole characters as fit.
/// GK_REPLY_NO_VALUE if there is none or `null`, GK_REPLY_WRONG_TYPE if it is an object or a list. But
/// for GK_BUFFER_TOO_SMALL, what fails leaves "" in the buffer and 0 in `length`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_text_at(
    value: *const gk_value,
    path: *const c_char,
    out: *mut c_char,
    size: usize,
    length: *mut usize,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe {
        let tell = |bytes| {
            if length.is_null() {
                return Ok(());
            }
            put(length, bytes)
        };
        let told = tell(0);
        let copied = buffer(out.cast(), size).and_then(|out| {
            if let Some(first) = out.first_mut() {
                *first = 0;
            }
            told?;
            let needed = copy(at(value, path)?, out)?;
            tell(needed).map(|()| needed)
        });
        match copied {
            Ok(needed) if needed >= size => gk_status::GK_BUFFER_TOO_SMALL,
            Ok(_) => gk_status::GK_OK,
            Err(status) => status,
        }
    }
}

/// Reads the integer at the end of a path, be it a number or a text. GK_REPLY_NO_VALUE,
/// GK_REPLY_WRONG_TYPE also if it does not fit or has a fraction; `number` is left as it is then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_int64_at(
    value: *const gk_value,
    path: *const c_char,
    number: *mut i64,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe { scalar(at(value, path), Node::number, number) }
}

/// Reads the boolean at the end of a path, be it one or the text `true` or `false`, in whatever case.
/// GK_REPLY_NO_VALUE, GK_REPLY_WRONG_TYPE; `boolean` is left as it is then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_bool_at(
    value: *const gk_value,
    path: *const c_char,
    boolean: *mut bool,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe { scalar(at(value, path), Node::boolean, boolean) }
}

/// # Safety
///
/// As README.md says.
unsafe fn at<'a>(value: *const gk_value, path: *const c_char) -> Checked<Node<'a>> {
    // SAFETY: the caller's promise.
    let node = unsafe { borrow(value)?.node() }?;
    // SAFETY: the caller's promise: a C string or NULL.
    let path = unsafe { gk_string(path).get() }?;
    node.at(path).ok_or(NO_VALUE)
}

/// # Safety
///
/// As README.md says, for `to`.
unsafe fn scalar<'a, T>(
    node: Checked<Node<'a>>,
    value: impl Fn(Node<'a>) -> Option<T>,
    to: *mut T,
) -> gk_status {
    let found = node.and_then(|node| match node.kind() {
        Kind::Null => Err(NO_VALUE),
        _ => value(node).ok_or(WRONG_TYPE),
    });
    // SAFETY: the caller's promise.
    let put = found.and_then(|value| unsafe { put(to, value) });
    put.err().unwrap_or(gk_status::GK_OK)
}

/// Copies the text as far as it fits, with a NUL behind it, and returns how many bytes it has.
fn copy(node: Node<'_>, out: &mut [u8]) -> Checked<usize> {
    match node.kind() {
        Kind::Object | Kind::List => return Err(WRONG_TYPE),
        Kind::Null => return Err(NO_VALUE),
        Kind::Text | Kind::Number | Kind::Boolean => {}
    }
    let (mut needed, mut end) = (0_usize, 0_usize);
    for character in node.text_chars() {
        let mut encoded = [0; 4];
        let encoded = character.encode_utf8(&mut encoded).as_bytes();
        let next = needed.saturating_add(encoded.len());
        // One byte more for the NUL.
        if end == needed && next < out.len() {
            for (to, from) in out.iter_mut().skip(end).zip(encoded) {
                *to = *from;
            }
            end = next;
        }
        needed = next;
    }
    if let Some(nul) = out.get_mut(end) {
        *nul = 0;
    }
    Ok(needed)
}

const NO_VALUE: gk_status = gk_status::GK_REPLY_NO_VALUE;
const WRONG_TYPE: gk_status = gk_status::GK_REPLY_WRONG_TYPE;

const _: () = assert!(
    NO_VALUE as u16 == DecodeError::MissingField("").code()
        && WRONG_TYPE as u16
            == DecodeError::WrongType {
                expected: "",
                at: 0
            }
            .code()
);

impl gk_value {
    pub(crate) const ABSENT: Self = Self {
        raw: null(),
        length: 0,
        kind: gk_kind::GK_ABSENT as u8,
        format: 0,
    };

    pub(crate) fn of(node: Node<'_>) -> Self {
        let kind = match node.kind() {
            Kind::Object => gk_kind::GK_OBJECT,
            Kind::List => gk_kind::GK_LIST,
            Kind::Text => gk_kind::GK_STRING,
            Kind::Number => gk_kind::GK_NUMBER,
            Kind::Boolean => gk_kind::GK_BOOLEAN,
            Kind::Null => gk_kind::GK_NULL,
        };
        Self {
            raw: node.raw().as_ptr(),
            length: node.raw().len(),
            kind: kind as u8,
            format: u8::from(node.format() != Format::Json),
        }
    }

    /// # Safety
    ///
    /// The bytes can be read during `'a`.
    unsafe fn node<'a>(&self) -> Checked<Node<'a>> {
        const KINDS: [Kind; 6] = [
            Kind::Object,
            Kind::List,
            Kind::Text,
            Kind::Number,
            Kind::Boolean,
            Kind::Null,
        ];
        let kind = usize::from(self.kind).checked_sub(1).ok_or(NO_VALUE)?;
        let kind = KINDS.get(kind).ok_or(gk_status::GK_POINTER)?;
        let format = match self.format {
            0 => Format::Json,
            #[cfg(feature = "xml")]
            1 => Format::Xml,
            _ => return Err(gk_status::GK_POINTER),
        };
        // SAFETY: the caller's promise.
        let raw = unsafe { list(self.raw, self.length) }?;
        Ok(Node::from_raw(format, *kind, raw))
    }
}
