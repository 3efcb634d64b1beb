//! A request as it arrived, and what of it is signed.

use super::escapes::Text;
use super::{CallbackError, Charset};
use crate::request::is_blank;
use core::fmt;

/// The header that lists the signed headers (Java SDK, `SpiUtils`).
const SIGN_LIST: &str = "top-sign-list";

/// A request as it arrived from the HTTP server. What it holds is lent to a
/// [`Verifier`](super::Verifier) and comes back as [`Verified`](super::Verified).
///
/// Bytes stay bytes: a platform may write GBK, and the signature is over that.
///
/// ```
/// use gatekit_core::callback::Received;
/// let received = Received::new("method=x.y&sign=00", b"<request/>")
///     .with_content_type("text/xml;charset=GBK")
///     .with_headers(&[("X-Ca-Nonce", b"abc"), ("top-sign-list", b"X-Ca-Nonce")]);
/// assert_eq!(format!("{received:?}"), "Received(84 bytes)");
/// ```
#[derive(Clone, Copy)]
pub struct Received<'a> {
    query: &'a [u8],
    content_type: &'a str,
    headers: &'a [(&'a str, &'a [u8])],
    body: &'a [u8],
}

impl<'a> Received<'a> {
    /// The query of its URL as it arrived, without `?`, and its body.
    ///
    /// ```
    /// let received = gatekit_core::callback::Received::new(b"a=%D6%D0", b"");
    /// ```
    #[must_use]
    pub fn new<Q: AsRef<[u8]> + ?Sized>(query: &'a Q, body: &'a [u8]) -> Self {
        Self {
            query: query.as_ref(),
            content_type: "",
            headers: &[],
            body,
        }
    }

    /// Value of its `Content-Type` header. Without one there must be no body.
    ///
    /// ```
    /// use gatekit_core::callback::Received;
    /// let received = Received::new("", b"a=1").with_content_type("application/x-www-form-urlencoded");
    /// ```
    #[must_use]
    pub const fn with_content_type(mut self, content_type: &'a str) -> Self {
        self.content_type = content_type;
        self
    }

    /// Its headers. Only those that `top-sign-list` names are signed, and only those are handed on.
    ///
    /// ```
    /// use gatekit_core::callback::Received;
    /// let received = Received::new("", b"").with_headers(&[("top-sign-list", b"")]);
    /// ```
    #[must_use]
    pub const fn with_headers(mut self, headers: &'a [(&'a str, &'a [u8])]) -> Self {
        self.headers = headers;
        self
    }

    /// Bytes of everything together.
    pub(super) fn size(&self) -> usize {
        let headers = self.headers.iter().fold(0_usize, |size, (name, value)| {
            size.saturating_add(name.len()).saturating_add(value.len())
        });
        [self.query.len(), self.content_type.len(), self.body.len()]
            .iter()
            .fold(headers, |size, part| size.saturating_add(*part))
    }

    /// What the body is. Anything that is not known could be read in a way that was not signed.
    pub(super) fn media(&self) -> Result<(Media<'a>, Charset), CallbackError> {
        if self.content_type.trim_ascii().is_empty() {
            let media = Media::Text(self.body);
            return if self.body.is_empty() {
                Ok((media, Charset::Utf8))
            } else {
                Err(CallbackError::ContentType)
            };
        }
        let parts = self.content_type.as_bytes().split(|byte| *byte == b';');
        let mut parts = parts.map(<[u8]>::trim_ascii);
        let essence = parts.next().unwrap_or_default();
        let is = |known: &&str| essence.eq_ignore_ascii_case(known.as_bytes());
        let media = if is(&FORM) {
            Media::Form(self.body)
        } else if TEXTS.iter().any(is) {
            Media::Text(self.body)
        } else {
            return Err(CallbackError::ContentType);
        };
        let mut charset = None;
        for parameter in parts.filter(|part| !part.is_empty()) {
            let (name, value) = halves(parameter).unwrap_or_default();
            let named = name.trim_ascii().eq_ignore_ascii_case(b"charset");
            let value = Charset::named(value.trim_ascii());
            if !named || value.is_none() || charset.is_some() {
                return Err(CallbackError::ContentType);
            }
            charset = value;
        }
        Ok((media, charset.unwrap_or(Charset::Utf8)))
    }

    /// Names and values in the order in which they arrived: the signed headers, the query, the form.
    pub(super) fn pairs(
        &self,
        media: Media<'a>,
    ) -> impl Iterator<Item = Result<Pair<'a>, CallbackError>> {
        let form = encoded_pairs(media.form());
        self.listed().chain(encoded_pairs(self.query)).chain(form)
    }

    /// The names of these pairs. To count them takes no search through the headers.
    pub(super) fn names(
        &self,
        media: Media<'a>,
    ) -> impl Iterator<Item = Result<Text<'a>, CallbackError>> {
        let headers = self.listed_names().map(|name| name.map(Text::plain));
        let encoded = encoded_pairs(self.query).chain(encoded_pairs(media.form()));
        headers.chain(encoded.map(|pair| pair.map(|pair| pair.name)))
    }

    /// The headers that `top-sign-list` names, spelled as they are there; one that is missing or
    /// blank is signed with an empty value (`SpiUtils`).
    fn listed(&self) -> impl Iterator<Item = Result<Pair<'a>, CallbackError>> {
        let headers = self.headers;
        self.listed_names().map(move |name| {
            let name = name?;
            Ok(Pair {
                name: Text::plain(name),
                value: Text::encoded(header(headers, name)?),
            })
        })
    }

    fn listed_names(&self) -> impl Iterator<Item = Result<&'a [u8], CallbackError>> {
        let (list, problem) = match header(self.headers, SIGN_LIST.as_bytes()) {
            Ok(list) => (list, None),
            Err(problem) => (&b""[..], Some(Err(problem))),
        };
        let names = list.split(|byte| *byte == b',');
        let names = names.filter(|name| !name.is_empty()).map(Ok);
        problem.into_iter().chain(names)
    }
}

impl fmt::Debug for Received<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Received({} bytes)", self.size())
    }
}

/// Content type of a form.
const FORM: &str = "application/x-www-form-urlencoded";
/// Content types whose body is signed as it is (`SpiUtils`).
const TEXTS: [&str; 4] = [
    "application/json",
    "text/xml",
    "application/xml",
    "text/plain",
];

/// A body, by what becomes of it.
#[derive(Clone, Copy)]
pub(super) enum Media<'a> {
    /// More parameters.
    Form(&'a [u8]),
    /// Signed as it is.
    Text(&'a [u8]),
}

impl<'a> Media<'a> {
    const fn form(self) -> &'a [u8] {
        match self {
            Self::Form(form) => form,
            Self::Text(_) => b"",
        }
    }

    pub(super) const fn text(self) -> &'a [u8] {
        match self {
            Self::Form(_) => b"",
            Self::Text(text) => text,
        }
    }
}

/// A name and its value.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) name: Text<'a>,
    pub(super) value: Text<'a>,
}

/// `a=1&b=2`; an empty pair is none, a second `=` belongs to the value. `a` for `a=` is refused:
/// nobody writes it, and `a&1` would be signed as `a=1` is.
fn encoded_pairs(text: &[u8]) -> impl Iterator<Item = Result<Pair<'_>, CallbackError>> {
    let pairs = text.split(|byte| *byte == b'&');
    pairs.filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = halves(pair).ok_or(CallbackError::Malformed)?;
        Ok(Pair {
            name: Text::encoded(name),
            value: Text::encoded(value),
        })
    })
}

/// Before and behind the first `=`.
fn halves(pair: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut halves = pair.splitn(2, |byte| *byte == b'=');
    halves.next().zip(halves.next())
}

/// The value of the one header of that name; empty if there is none or it is blank.
fn header<'a>(headers: &'a [(&'a str, &'a [u8])], name: &[u8]) -> Result<&'a [u8], CallbackError> {
    let mut values = headers
        .iter()
        .filter(|(its_name, _)| its_name.as_bytes().eq_ignore_ascii_case(name));
    let value = values.next().map_or(&b""[..], |(_, value)| value);
    if values.next().is_some() {
        return Err(CallbackError::Repeated);
    }
    Ok(if is_blank(value) { b"" } else { value })
}
