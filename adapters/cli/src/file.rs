//! Files of text.

use crate::failure::Failure;
use std::path::Path;

/// All of a file; `hint` is for one that cannot be read at all.
pub(crate) fn text(file: &Path, hint: &str) -> Result<String, Failure> {
    let shown = file.display();
    let bytes = std::fs::read(file)
        .map_err(|error| Failure::usage(format!("{shown} cannot be read: {error}"), hint))?;
    // ASCII in UTF-16 without a mark is UTF-8 too, with zeros.
    let text = String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'));
    text.ok_or_else(|| {
        Failure::usage(
            format!("{shown} cannot be read: it is not UTF-8"),
            "Save it as UTF-8; it is in another encoding, such as GBK or UTF-16.",
        )
    })
}
