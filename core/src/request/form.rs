//! `application/x-www-form-urlencoded`, written piece by piece with the exact length known ahead.
//!
//! Letters, digits and `*-._` stay, a space becomes `+`, all else `%XX` in upper case: what Java's
//! `URLEncoder` emits and every server decodes. The bytes are UTF-8 already.

mod text;

pub use text::encoded_length;
pub(super) use text::write_encoded;

use super::staging::copy;
use super::{Param, Place};
use crate::SMALL;
use core::fmt;
use text::{encode, encode_by_table, escape, is_plain};

/// A query or a body, written block by block: what is sent never stands in memory as a whole.
///
/// ```
/// use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
///
/// let call = Generic::new("App.Site.Index", &[("id", "a b"), ("tag", "中")]);
/// let site = PhalApi::unsigned();
/// let mut params = Params::<4>::new(&mut []);
/// let request = site.sign(&call, Timestamp::from_unix(0).unwrap(), &mut params)?;
///
/// let (mut wire, mut block, mut body) = (Vec::new(), [0; 4], request.body());
/// loop {
///     let length = body.read(&mut block);
///     if length == 0 {
///         break;
///     }
///     wire.extend_from_slice(&block[..length]);
/// }
/// assert_eq!(wire, b"id=a+b&tag=%E4%B8%AD");
/// # Ok::<(), gatekit_core::ParamError>(())
/// ```
#[derive(Clone)]
pub struct Form<'r> {
    /// What goes out as it is, before all pairs.
    raw: &'r [u8],
    pairs: Pairs<'r>,
    first: bool,
    /// The rest of the name or value that is being encoded.
    text: &'r [u8],
    /// The value whose name is being encoded.
    value: Option<&'r [u8]>,
    held: Held,
}

impl<'r> Form<'r> {
    pub(super) const fn new(raw: &'r [u8], pairs: Pairs<'r>) -> Self {
        Self {
            raw,
            pairs,
            first: true,
            text: &[],
            value: None,
            held: Held {
                bytes: [0; 3],
                left: 0,
            },
        }
    }

    /// Fills the block as long as there is something to write, and returns how many bytes it
    /// wrote: fewer than the block has only at the end, and then 0. What stands behind them in the
    /// block is of no meaning.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
    /// # let site = PhalApi::unsigned();
    /// # let call = Generic::new("App.Site.Index", &[("id", "7")]);
    /// # let mut params = Params::<4>::new(&mut []);
    /// # let request = site.sign(&call, Timestamp::from_unix(0).unwrap(), &mut params)?;
    /// let (mut body, mut block) = (request.body(), [0; 3]); // of id=7
    /// assert_eq!((body.read(&mut block), &block), (3, b"id="));
    /// assert_eq!((body.read(&mut block), block[0]), (1, b'7'));
    /// assert_eq!(body.read(&mut block), 0);
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub fn read(&mut self, block: &mut [u8]) -> usize {
        let mut written = self.resume(block);
        while let Some(room) = block.get_mut(written..)
            && !room.is_empty()
            && let Some(param) = self.pairs.next()
        {
            let separate = !core::mem::take(&mut self.first);
            if !SMALL
                // Behind the last pair, nothing is touched.
                && let encode_text = if self.pairs.is_empty() { encode } else { encode_by_table }
                && let Some(length) = encode_pair(separate, param, encode_text, room)
            {
                written += length;
            } else {
                self.held = Held::new([0, 0, b'&'], separate.into());
                self.text = param.name();
                self.value = Some(param.value());
                written += self.resume(room);
            }
        }
        written
    }

    /// Whether all of it is written.
    pub(super) fn is_at_end(&self) -> bool {
        let begun = self.held.left > 0 || !self.raw.is_empty() || !self.text.is_empty();
        !begun && self.value.is_none() && self.pairs.is_empty()
    }

    /// Goes on with what is begun.
    #[inline(never)]
    fn resume(&mut self, block: &mut [u8]) -> usize {
        let mut written = 0;
        while let Some(room) = block.get_mut(written..)
            && let Some((next, _)) = room.split_first_mut()
        {
            if let Some(byte) = self.held.next() {
                *next = byte;
                written += 1;
            } else if !self.raw.is_empty() {
                let length = copy_fitting(self.raw, room);
                self.raw = self.raw.get(length..).unwrap_or_default();
                written += length;
            } else if let Some((&byte, after)) = self.text.split_first() {
                let (taken, length) = encode(self.text, room);
                self.text = self.text.get(taken..).unwrap_or_default();
                written += length;
                if taken == 0 {
                    self.text = after;
                    self.held = Held::new(escape(byte), 3);
                }
            } else if let Some(value) = self.value.take() {
                self.text = value;
                self.held = Held::new([0, 0, b'='], 1);
            } else {
                break;
            }
        }
        written
    }

    /// Hands the rest to `write`, in blocks of at most 64 bytes; stops at its first error.
    pub(super) fn write<E>(
        mut self,
        mut write: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut block = [0; BLOCK];
        loop {
            let length = self.read(&mut block);
            match block.get(..length) {
                None | Some([]) => return Ok(()),
                Some(written) => write(written)?,
            }
        }
    }
}

/// Shows no values: they may be secrets.
impl fmt::Debug for Form<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Form").finish_non_exhaustive()
    }
}

/// Large enough for few writes, small enough for a small stack.
const BLOCK: usize = 64;

/// A separator, or an escape for which a block had no room.
#[derive(Clone)]
struct Held {
    bytes: [u8; 3],
    /// How many of them, counted from the end, are still to be written.
    left: u8,
}

impl Held {
    const fn new(bytes: [u8; 3], left: u8) -> Self {
        Self { bytes, left }
    }
}

impl Iterator for Held {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.iter().rev().take(self.left.into()).next_back();
        self.left = self.left.saturating_sub(1);
        byte.copied()
    }
}

/// What travels in one place: system parameters, business parameters, the signature.
#[derive(Clone)]
pub(super) struct Pairs<'r> {
    pub(super) place: Place,
    pub(super) system: &'r [Param<'r>],
    /// A bit for each of them that travels in the body.
    pub(super) in_body: u16,
    pub(super) business: &'r [Param<'r>],
    pub(super) signature: Option<Param<'r>>,
}

impl Pairs<'_> {
    fn is_empty(&self) -> bool {
        self.signature.is_none() && self.business.is_empty() && self.clone().next().is_none()
    }

    /// Bytes that they take when encoded.
    pub(super) fn encoded_length(self) -> usize {
        let separators = "=&".len();
        let length = self.fold(0_usize, |length, param| {
            length
                .saturating_add(separators)
                .saturating_add(encoded_length(param.name()))
                .saturating_add(encoded_length(param.value()))
        });
        // Behind the last one there is no `&`.
        length.saturating_sub(1)
    }
}

impl<'r> Iterator for Pairs<'r> {
    type Item = Param<'r>;

    fn next(&mut self) -> Option<Param<'r>> {
        while let Some((param, rest)) = self.system.split_first() {
            let in_body = self.in_body & 1 == 1;
            (self.system, self.in_body) = (rest, self.in_body >> 1);
            if in_body == (self.place == Place::Body) {
                return Some(*param);
            }
        }
        if let Some((param, rest)) = self.business.split_first() {
            self.business = rest;
            return Some(*param);
        }
        self.signature.take()
    }
}

/// Encodes a pair for which there is room whatever its bytes are; returns how many it wrote.
fn encode_pair(
    separate: bool,
    param: Param<'_>,
    encode_text: fn(&[u8], &mut [u8]) -> (usize, usize),
    room: &mut [u8],
) -> Option<usize> {
    let worst = param.name().len().saturating_add(param.value().len());
    if room.len() < worst.saturating_mul(3).saturating_add(8) {
        return None;
    }
    let mut written = 0;
    if separate {
        *room.get_mut(written)? = b'&';
        written += 1;
    }
    let encode_text = |text: &[u8], room: &mut [u8]| match room.get_mut(..text.len()) {
        Some(room) if is_plain(text) => {
            copy(text, room);
            text.len()
        }
        _ => encode_text(text, room).1,
    };
    written += encode_text(param.name(), room.get_mut(written..)?);
    *room.get_mut(written)? = b'=';
    written += 1;
    written += encode_text(param.value(), room.get_mut(written..)?);
    Some(written)
}

/// Copies what there is room for; returns how much that was.
#[inline]
fn copy_fitting(from: &[u8], to: &mut [u8]) -> usize {
    let copied = from.len().min(to.len());
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
    copied
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    type Pair = (Vec<u8>, Vec<u8>);

    /// What is written in blocks of this many bytes.
    fn encoded(pairs: &[Pair], block: usize) -> Vec<u8> {
        let params: Vec<_> = pairs
            .iter()
            .map(|(name, value)| Param::new(name, value))
            .collect();
        let mut form = Form::new(b"", in_body(&params));
        let mut out = Vec::new();
        let mut block = std::vec![0; block];
        loop {
            let length = form.read(&mut block);
            out.extend_from_slice(&block[..length]);
            if length < block.len() {
                assert_eq!(form.read(&mut block), 0);
                return out;
            }
        }
    }

    const fn in_body<'r>(business: &'r [Param<'r>]) -> Pairs<'r> {
        Pairs {
            place: Place::Body,
            system: &[],
            in_body: 0,
            business,
            signature: None,
        }
    }

    proptest! {
        #[test]
        fn pairs_are_encoded_as_form_urlencoded_does(pairs: Vec<Pair>, block in 1_usize..70) {
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
            prop_assert_eq!(encoded(&pairs, block), expected);
        }

        #[test]
        fn a_text_alone_is_encoded_as_it_is_in_a_pair(text in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut alone = std::vec![b'='];
            let told = write_encoded(&text, |block| {
                alone.extend_from_slice(block);
                Ok::<_, core::convert::Infallible>(())
            });
            prop_assert!(told.is_ok());
            prop_assert_eq!(alone, encoded(&[(Vec::new(), text)], 64));
        }

        #[test]
        fn the_length_is_known_ahead(pairs: Vec<Pair>) {
            let params: Vec<_> = pairs.iter().map(|(name, value)| Param::new(name, value)).collect();
            prop_assert_eq!(encoded(&pairs, 64).len(), in_body(&params).encoded_length());
        }
    }

    #[test]
    fn every_byte_value_is_encoded_as_java_does() {
        let all: Vec<u8> = (0..=255).collect();
        let text = std::string::String::from_utf8(encoded(&[(Vec::new(), all)], 64)).unwrap();
        assert!(text.contains("%1F+%21") && text.contains("%29*%2B%2C-.%2F0123456789%3A"));
        assert!(text.contains("Z%5B%5C%5D%5E_%60a") && text.contains("z%7B%7C%7D%7E%7F%80"));
    }

    #[test]
    fn a_failing_writer_is_asked_no_more() {
        let mut calls = 0;
        let long = [b'x'; 200];
        let params = [Param::new(b"a", &long)];
        let written = Form::new(b"", in_body(&params)).write(|block| {
            assert_eq!(block.len(), BLOCK);
            calls += 1;
            Err(())
        });
        assert!(written.is_err());
        assert_eq!(calls, 1);
        let written = write_encoded(&long, |_| {
            calls += 1;
            Err(())
        });
        assert!(written.is_err());
        assert_eq!(calls, 2);
    }

    #[test]
    fn what_is_raw_goes_out_as_it_is() {
        let mut form = Form::new(b"<a b='1'/>", in_body(&[]));
        let mut block = [0; 7];
        assert_eq!(form.read(&mut block), 7);
        assert_eq!(&block, b"<a b='1");
        assert_eq!(form.read(&mut block), 3);
        assert_eq!(form.read(&mut []), 0);
    }

    #[test]
    fn no_value_is_shown() {
        let params = [Param::new(b"session", b"6100e")];
        let form = std::format!("{:?}", Form::new(b"", in_body(&params)));
        assert_eq!(form, "Form { .. }");
    }
}
