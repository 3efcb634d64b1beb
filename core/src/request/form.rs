//! `application/x-www-form-urlencoded`, written piece by piece with the exact length known ahead.
//!
//! Letters, digits and `*-._` stay, a space becomes `+`, all else `%XX` in upper case: what Java's
//! `URLEncoder` emits and every server decodes. The bytes are UTF-8 already.

/// Bytes that `text` takes when encoded.
///
/// ```
/// assert_eq!(gatekit_core::request::form::encoded_length("a b中".as_bytes()), "a+b%E4%B8%AD".len());
/// ```
#[must_use]
pub fn encoded_length(text: &[u8]) -> usize {
    let escapes = text
        .iter()
        .filter(|byte| !stays(**byte) && **byte != b' ')
        .count();
    text.len().saturating_add(escapes.saturating_mul(2))
}

/// Gathers encoded text into chunks and hands each to `write`.
///
/// ```
/// use gatekit_core::request::form::Encoder;
/// let mut out = Vec::new();
/// let mut encoder = Encoder::new(|chunk: &[u8]| {
///     out.extend_from_slice(chunk);
///     Ok::<(), std::convert::Infallible>(())
/// });
/// encoder.pair(b"tid", "T 1&中".as_bytes())?;
/// encoder.pair(b"v", b"1.1")?;
/// encoder.finish()?;
/// assert_eq!(out, b"tid=T+1%26%E4%B8%AD&v=1.1");
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Debug)]
pub struct Encoder<W> {
    write: W,
    chunk: [u8; CHUNK],
    length: usize,
    first: bool,
}

/// Large enough for few writes, small enough for a small stack.
const CHUNK: usize = 64;

impl<E, W: FnMut(&[u8]) -> Result<(), E>> Encoder<W> {
    /// Starts with no pair written.
    ///
    /// ```
    /// use gatekit_core::request::form::Encoder;
    /// let encoder = Encoder::new(|_: &[u8]| Ok::<(), ()>(()));
    /// assert!(encoder.finish().is_ok());
    /// ```
    pub const fn new(write: W) -> Self {
        Self {
            write,
            chunk: [0; CHUNK],
            length: 0,
            first: true,
        }
    }

    /// Writes `name=value`, after an `&` unless it is the first pair.
    ///
    /// ```
    /// use gatekit_core::request::form::Encoder;
    /// let mut encoder = Encoder::new(|_: &[u8]| Err("line is down"));
    /// encoder.pair(b"a", b"1").unwrap(); // gathered
    /// assert_eq!(encoder.finish(), Err("line is down"));
    /// ```
    pub fn pair(&mut self, name: &[u8], value: &[u8]) -> Result<(), E> {
        if !self.first {
            self.put(b"&")?;
        }
        self.first = false;
        self.text(name)?;
        self.put(b"=")?;
        self.text(value)
    }

    /// Writes what is still gathered.
    ///
    /// ```
    /// use gatekit_core::request::form::Encoder;
    /// assert!(Encoder::new(|_: &[u8]| Err(())).finish().is_ok()); // nothing to write
    /// ```
    pub fn finish(mut self) -> Result<(), E> {
        self.flush()
    }

    fn text(&mut self, text: &[u8]) -> Result<(), E> {
        for byte in text {
            match *byte {
                byte if stays(byte) => self.put(&[byte])?,
                b' ' => self.put(b"+")?,
                byte => self.put(&[b'%', digit(byte >> 4), digit(byte & 15)])?,
            }
        }
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), E> {
        if self.chunk.len().saturating_sub(self.length) < bytes.len() {
            self.flush()?;
        }
        if let Some(to) = self.chunk.get_mut(self.length..) {
            for (to, from) in to.iter_mut().zip(bytes) {
                *to = *from;
            }
            self.length = self.length.saturating_add(bytes.len());
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), E> {
        let gathered = self.chunk.get(..self.length).unwrap_or_default();
        if !gathered.is_empty() {
            (self.write)(gathered)?;
        }
        self.length = 0;
        Ok(())
    }
}

const fn stays(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'.' | b'_')
}

const fn digit(value: u8) -> u8 {
    if value < 10 {
        b'0' + value
    } else {
        b'A' - 10 + value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    fn encoded(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(|chunk: &[u8]| {
            assert!(!chunk.is_empty() && chunk.len() <= CHUNK);
            out.extend_from_slice(chunk);
            Ok::<(), ()>(())
        });
        for (name, value) in pairs {
            encoder.pair(name, value).unwrap();
        }
        encoder.finish().unwrap();
        out
    }

    proptest! {
        #[test]
        fn pairs_are_encoded_as_form_urlencoded_does(pairs: Vec<(Vec<u8>, Vec<u8>)>) {
            let mut expected = Vec::new();
            for (name, value) in &pairs {
                if !expected.is_empty() {
                    expected.push(b'&');
                }
                let bytes = |text: &[u8]| form_urlencoded::byte_serialize(text).collect::<std::string::String>().into_bytes();
                expected.extend(bytes(name));
                expected.push(b'=');
                expected.extend(bytes(value));
            }
            prop_assert_eq!(encoded(&pairs), expected);
        }

        #[test]
        fn the_length_is_known_ahead(text: Vec<u8>) {
            prop_assert_eq!(encoded(&[(Vec::new(), text.clone())]).len(), 1 + encoded_length(&text));
        }
    }

    #[test]
    fn every_byte_value_is_encoded_as_java_does() {
        let all: Vec<u8> = (0..=255).collect();
        let text = std::string::String::from_utf8(encoded(&[(Vec::new(), all)])).unwrap();
        assert!(text.contains("%1F+%21") && text.contains("%29*%2B%2C-.%2F0123456789%3A"));
        assert!(text.contains("Z%5B%5C%5D%5E_%60a") && text.contains("z%7B%7C%7D%7E%7F%80"));
    }

    #[test]
    fn a_failing_writer_is_asked_no_more() {
        let mut calls = 0;
        let mut encoder = Encoder::new(|_: &[u8]| {
            calls += 1;
            Err(())
        });
        assert!(encoder.pair(b"a", &[b'x'; 200]).is_err());
        assert_eq!(calls, 1);
    }
}
