//! Blank values: what they are, and what becomes of them.

/// What becomes of blank values.
///
/// ```
/// use gatekit_core::request::Blanks;
/// use gatekit_core::Params;
/// let mut params = Params::<4>::new(&mut []);
/// params.text("remark", " \u{3000}")?;
/// assert!(params.as_slice().is_empty());
/// params.set_blanks(Blanks::Kept);
/// params.text("remark", "")?;
/// assert_eq!(params.as_slice().len(), 1);
/// # Ok::<(), gatekit_core::ParamError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blanks {
    /// Neither signed nor sent: the one rule that every TOP, Qimen and Qianmi SDK and server
    /// agrees with. Blank as Java's `Character.isWhitespace` has it.
    Dropped,
    /// Signed and sent as they are: `PhalApi`, and everybody who verifies what arrived.
    Kept,
}

/// Whether Java's `Character.isWhitespace` holds for every character: Unicode space, line and
/// paragraph separators but the no-break ones, and the ASCII controls U+0009-000D and U+001C-001F
/// (documentation of `java.lang.Character`). Bytes that are not UTF-8 are not blank.
#[inline]
pub(crate) fn is_blank(value: &[u8]) -> bool {
    // Most begin with a character that is not.
    !matches!(value, [0x21..=0x7f, ..]) && all_blank(value)
}

// Never inlined: firmware has it once.
#[inline(never)]
fn all_blank(mut value: &[u8]) -> bool {
    loop {
        value = match value {
            [] => return true,
            [0x09..=0x0d | 0x1c..=0x20, rest @ ..]
            // U+1680, U+2000-2006, U+2008-200A, U+2028, U+2029, U+205F, U+3000
            | [0xe1, 0x9a, 0x80, rest @ ..]
            | [0xe2, 0x80, 0x80..=0x86 | 0x88..=0x8a | 0xa8 | 0xa9, rest @ ..]
            | [0xe2, 0x81, 0x9f, rest @ ..]
            | [0xe3, 0x80, 0x80, rest @ ..] => rest,
            _ => return false,
        };
    }
}
