//! What is left when nothing speaks against a request.

use super::received::Media;
use crate::clock::Timestamp;
use crate::gateway::Dialect;
use crate::reply::{Format, Node, Problem, Reading, SyntaxError};
use crate::request::Param;
use core::fmt;

/// A request that was verified: the one way to its parameters and body.
///
/// TOP's canonical string has no separators, so a signature does not tell `a=1&b=2` from `a=1b2`
/// or from a body that begins with `b2`. A receiver asks for the parameters that it needs and
/// takes no further ones for orders. A [`ReplayGuard`](super::ReplayGuard) stops the shifted copy
/// of a request for as long as it remembers that. Whoever sees a request and chose one of its values
/// before could have put `timestamp2017-06-01 09:00:00` into it: a shifted copy then has that time.
/// And the application's own calls are signed with the same secret: a receiver looks at `method`.
///
/// ```
/// use gatekit_core::{Params, Timestamp, callback::{Received, Verifier}};
/// let received = Received::new("method=x.y&sign=60986275A4DC52087A17C4517E0A895C", b"");
/// let verifier = Verifier::spi("helloworld")?.without_window();
/// let now = Timestamp::from_unix(0).unwrap();
/// let mut params = Params::<1>::new(&mut []);
/// let verified = verifier.verify(&received, now, &mut params, None)?;
/// assert_eq!(verified.text("method"), Some("x.y"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Verified<'r> {
    pub(super) params: &'r [Param<'r>],
    pub(super) media: Media<'r>,
    pub(super) charset: Charset,
    pub(super) timestamp: Option<Timestamp>,
    pub(super) dialect: &'static Dialect,
}

impl<'r> Verified<'r> {
    /// Everything that was signed beside the body, `sign` left out: listed headers, query and form,
    /// in signing order.
    ///
    /// ```
    /// # use gatekit_core::callback::Verified;
    /// fn names<'r>(verified: &Verified<'r>) -> Vec<&'r [u8]> {
    ///     verified.params().iter().map(|param| param.name()).collect()
    /// }
    /// ```
    #[must_use]
    pub const fn params(&self) -> &'r [Param<'r>] {
        self.params
    }

    /// The value of that name, in the request's [charset](Self::charset).
    ///
    /// ```
    /// # use gatekit_core::callback::Verified;
    /// fn nick<'r>(verified: &Verified<'r>) -> &'r [u8] {
    ///     verified.get("nick").unwrap_or_default()
    /// }
    /// ```
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'r [u8]> {
        let mut params = self.params.iter();
        let found = params.find(|param| param.name() == name.as_bytes())?;
        Some(found.value())
    }

    /// The value of that name, if it is UTF-8 (whatever the charset: ASCII is).
    ///
    /// ```
    /// # use gatekit_core::callback::Verified;
    /// fn is_order(verified: &Verified<'_>) -> bool {
    ///     verified.text("method") == Some("taobao.qimen.itemlack.report")
    /// }
    /// ```
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&'r str> {
        core::str::from_utf8(self.get(name)?).ok()
    }

    /// The body as it arrived; empty for a form, whose fields are among the [parameters](Self::params).
    ///
    /// ```
    /// # use gatekit_core::callback::Verified;
    /// fn length(verified: &Verified<'_>) -> usize {
    ///     verified.body().len()
    /// }
    /// ```
    #[must_use]
    pub const fn body(&self) -> &'r [u8] {
        self.media.text()
    }

    /// The body as a checked document. Whether it is JSON or XML is seen from its first byte, for
    /// the content type is not signed. Its text has to be UTF-8, and is refused as another if the callback
    /// is in GBK, of which some bytes are UTF-8 as well: decode it first.
    ///
    /// ```
    /// # use gatekit_core::callback::Verified;
    /// fn tid(verified: &Verified<'_>) -> Option<i64> {
    ///     verified.document().ok()?.at("bizOrder.tid")?.number()
    /// }
    /// ```
    pub fn document(&self) -> Result<Node<'r>, Problem> {
        let reading = Reading {
            asked: Format::Json,
            both: self.dialect.xml,
            leniency: self.dialect.leniency,
        };
        let body = self.body();
        let foreign = body.iter().position(|byte| !byte.is_ascii());
        match (self.charset(), foreign) {
            (Charset::Gb18030, Some(at)) => Err(Problem::Syntax(SyntaxError::NotUtf8 { at })),
            _ => reading.document(body),
        }
    }

    /// In which encoding names, values and body are.
    ///
    /// ```
    /// # use gatekit_core::callback::{Charset, Verified};
    /// fn is_utf8(verified: &Verified<'_>) -> bool {
    ///     verified.charset() == Charset::Utf8
    /// }
    /// ```
    #[must_use]
    pub const fn charset(&self) -> Charset {
        self.charset
    }

    /// When it was signed; `None` if the verifier did not look.
    ///
    /// ```
    /// # use gatekit_core::{Timestamp, callback::Verified};
    /// fn age(verified: &Verified<'_>, now: Timestamp) -> Option<i64> {
    ///     Some(now.unix() - verified.timestamp()?.unix())
    /// }
    /// ```
    #[must_use]
    pub const fn timestamp(&self) -> Option<Timestamp> {
        self.timestamp
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = format_args!("{} bytes of body", self.body().len());
        formatter
            .debug_list()
            .entries(self.params)
            .entry(&body)
            .finish()
    }
}

/// The encoding of a request, as its content type names it.
///
/// ```
/// use gatekit_core::callback::Charset;
/// assert_ne!(Charset::Utf8, Charset::Gb18030);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Charset {
    /// UTF-8, also where none is named (`SpiUtils`).
    Utf8,
    /// GBK, GB2312 or GB18030; the last holds the other two. Names are put in order by these bytes,
    /// by `SpiUtils` in UTF-16: among names of Chinese characters, of which none is documented, the
    /// two may differ.
    Gb18030,
}

impl Charset {
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        let quoted = name.strip_prefix(b"\"");
        let quoted = quoted.and_then(|name| name.strip_suffix(b"\""));
        let name = quoted.unwrap_or(name);
        let is = |known: &&str| name.eq_ignore_ascii_case(known.as_bytes());
        if ["utf-8", "utf8"].iter().any(is) {
            Some(Self::Utf8)
        } else if ["gbk", "gb2312", "gb18030"].iter().any(is) {
            Some(Self::Gb18030)
        } else {
            None
        }
    }
}
