//! The way in: the bytes of an answer become a typed reply or a fault.
//!
//! `json.rs`, `xml.rs` (scanners) -> `tree.rs` (find a value without storing it) and `de.rs` (serde,
//! in place) -> this module: an answer is checked as a whole, its gateway's envelope rule is asked
//! for the payload, and the payload or the refusal (`fault.rs`) is decoded. What is larger than memory
//! goes through `stream.rs`, on the same scanners.

/// A `match` of which the first arm is for JSON and the second for XML: each is there if its format
/// is built in.
macro_rules! each_format {
    ($value:expr, $json:pat => $for_json:expr, $xml:pat => $for_xml:expr $(,)?) => {
        match $value {
            #[cfg(feature = "json")]
            $json => $for_json,
            #[cfg(feature = "xml")]
            $xml => $for_xml,
        }
    };
}

pub mod de;
mod denial;
mod error;
mod fault;
#[cfg(feature = "json")]
mod json;
mod stream;
mod text;
mod tree;
mod words;
#[cfg(feature = "xml")]
mod xml;

pub(crate) use denial::{AT_ROOT, INSIDE, denies, unless_denied};
pub(crate) use words::{contains, contains_word, starts_with};

pub use de::{document_from_slice, from_slice};
pub use error::{DecodeError, SyntaxError};
pub use fault::{Fault, KnownRefusal, Owner, Reason, ReasonName, Repeat};
pub use stream::{Excerpt, Found, MAX_PATHS, PathError, Progress, Stream, StreamError};
pub use tree::{Characters, Children, Format, Kind, Leniency, MAX_DEPTH, Name, Node};

use crate::transport::{Answer, Media};
use core::fmt;
use core::ops::Range;
use serde::Deserialize;

/// What a gateway's envelope rule finds in place of a payload.
///
/// ```
/// use gatekit_core::reply::{Problem, Unopened};
/// let unopened: Unopened<'_> = Problem::NoEnvelope.into();
/// assert!(unopened.to_string().ends_with("it is not what this gateway sends"));
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Unopened<'d> {
    /// A refusal.
    Refused(Refusal<'d>),
    /// Nothing that this gateway sends.
    Problem(Problem),
}

/// Names no text of the answer: what a refusal says is in its [`Fault`].
impl fmt::Display for Unopened<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(formatter, "refused: {}", refusal.reason.name()),
            Self::Problem(problem) => write!(formatter, "the answer cannot be read: {problem}"),
        }
    }
}

impl core::error::Error for Unopened<'_> {}

impl From<Problem> for Unopened<'_> {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// A refusal before its texts are decoded: where they stand in the document.
///
/// ```
/// use gatekit_core::reply::{Reason, Refusal};
/// let refusal = Refusal::new(Reason::ServiceBusy);
/// assert!(refusal.code.is_none());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'d> {
    /// What it means.
    pub reason: Reason,
    /// See [`Fault::code`].
    pub code: Option<Node<'d>>,
    /// See [`Fault::sub_code`].
    pub sub_code: Option<Node<'d>>,
    /// See [`Fault::message`].
    pub message: Option<Node<'d>>,
    /// See [`Fault::sub_message`].
    pub sub_message: Option<Node<'d>>,
    /// See [`Fault::solution`].
    pub solution: Option<Node<'d>>,
    /// See [`Fault::request_id`].
    pub request_id: Option<Node<'d>>,
}

impl Refusal<'_> {
    /// A refusal without texts.
    ///
    /// ```
    /// use gatekit_core::reply::{Reason, Refusal};
    /// assert_eq!(Refusal::new(Reason::Unknown).reason, Reason::Unknown);
    /// ```
    #[must_use]
    pub const fn new(reason: Reason) -> Self {
        Self {
            reason,
            code: None,
            sub_code: None,
            message: None,
            sub_message: None,
            solution: None,
            request_id: None,
        }
    }

    /// The documented refusal that it is, which says more of repeating than the reason.
    ///
    /// ```
    /// use gatekit_core::{Gateway, Qianmi, api::d2p, reply::Unopened, transport::Answer};
    /// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?;
    /// let body = br#"{"errorToken":"x","code":"9","subErrors":[
    ///     {"code":"isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01042003"}]}"#;
    /// let payload = qianmi.payload(None, &Answer::new(200, body.len()), body);
    /// let Err(Unopened::Refused(refusal)) = payload else { unreachable!() };
    /// assert_eq!(refusal.known(d2p::REFUSALS), Some(&d2p::STOCK_RELEASE_FAILED));
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub fn known(
        &self,
        refusals: &'static [&'static KnownRefusal],
    ) -> Option<&'static KnownRefusal> {
        known(self.sub_code.or(self.code), refusals)
    }

    fn texts(&self) -> [Option<Node<'_>>; 6] {
        [
            self.code,
            self.sub_code,
            self.message,
            self.sub_message,
            self.solution,
            self.request_id,
        ]
    }
}

/// The value if it can be shown as text and is not blank.
pub(crate) fn scalar(node: Option<Node<'_>>) -> Option<Node<'_>> {
    let node = node?;
    let shown = matches!(node.kind(), Kind::Text | Kind::Number | Kind::Boolean);
    (shown && !node.is_blank()).then_some(node)
}

/// How a document is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// The format that was asked for.
    pub(crate) asked: Format,
    /// Whether the gateway may answer in the other one (it does when it cannot read the request).
    pub(crate) both: bool,
    pub(crate) leniency: Leniency,
}

impl Reading {
    pub(crate) fn format(self, body: &[u8]) -> Format {
        #[cfg(all(feature = "json", feature = "xml"))]
        if let (true, Some(&first)) = (self.both, content(body).first()) {
            return if first == b'<' {
                Format::Xml
            } else {
                Format::Json
            };
        }
        self.asked
    }

    pub(crate) fn document(self, body: &[u8]) -> Result<Node<'_>, Problem> {
        let format = self.format(body);
        Node::document(format, self.leniency, body).map_err(|error| {
            let markup = format.is_json() && content(body).starts_with(b"<");
            let from = match error {
                SyntaxError::Doctype { at } => body.get(at..).unwrap_or_default(),
                _ => content(body),
            };
            if markup || begins_html(from) {
                Problem::Html
            } else {
                Problem::Syntax(error)
            }
        })
    }
}

/// The body without white space and byte order mark in front.
fn content(body: &[u8]) -> &[u8] {
    let text = body.trim_ascii_start();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    text.trim_ascii_start()
}

fn begins_html(text: &[u8]) -> bool {
    ["<!doctype html", "<html"].iter().any(|start| {
        let head = text.get(..start.len()).unwrap_or_default();
        head.eq_ignore_ascii_case(start.as_bytes())
    })
}

/// Finds the payload of one answer: `open` is the gateway's envelope rule.
pub(crate) fn payload<'d>(
    reading: Reading,
    answer: &Answer,
    body: &'d [u8],
    open: impl FnOnce(Node<'d>) -> Result<Node<'d>, Unopened<'d>>,
) -> Result<Node<'d>, Unopened<'d>> {
    if (300..400).contains(&answer.status) {
        return Err(Problem::Redirected.into());
    }
    let document = reading.document(body)?;
    let format = document.format();
    if format.is_xml() && is_web_page(document) {
        return Err(Problem::Html.into());
    }
    let payload = open(document)?;
    if format != reading.asked {
        return Err(Problem::OtherFormat.into());
    }
    if !(200..300).contains(&answer.status) {
        return Err(Problem::Status.into());
    }
    Ok(payload)
}

/// Reads one answer: `open` is the gateway's envelope rule.
pub(crate) fn read<'b, T, S>(
    reading: Reading,
    answer: &Answer,
    body: &'b mut [u8],
    refusals: &'static [&'static KnownRefusal],
    open: impl for<'d> FnOnce(Node<'d>) -> Result<Node<'d>, Unopened<'d>>,
) -> Result<T, ReadError<S>>
where
    T: Deserialize<'b>,
    S: From<&'b str>,
{
    let unreadable = |problem| {
        let &Answer { status, media, .. } = answer;
        ReadError::Unreadable(Unreadable {
            status,
            media,
            problem,
        })
    };
    let opened = payload(reading, answer, body, open);
    let format = reading.format(body);
    match opened {
        Ok(payload) => {
            let range = payload.range();
            let whole = range.len() == body.len();
            let payload = body.get_mut(range).unwrap_or_default();
            let decoded = if whole && format.is_xml() {
                document_from_slice(format, reading.leniency, payload)
            } else {
                from_slice(format, reading.leniency, payload)
            };
            decoded.map_err(|error| unreadable(Problem::Decode(error)))
        }
        Err(Unopened::Problem(problem)) => Err(unreadable(problem)),
        Err(Unopened::Refused(refusal)) => {
            // Not `Refusal::known`, which would need all of it in memory.
            let known = known(refusal.sub_code.or(refusal.code), refusals);
            let reason = refusal.reason;
            let ranges = refusal.texts().map(|text| text.map(Node::range));
            let [code, sub_code, message, sub_message, solution, request_id] = carve(body, &ranges)
                .map(|text| {
                    let text = from_slice::<&str>(format, reading.leniency, text?);
                    text.ok().map(S::from)
                });
            Err(ReadError::Refused(Fault {
                reason,
                known,
                code,
                sub_code,
                message,
                sub_message,
                solution,
                request_id,
            }))
        }
    }
}

/// A well-formed page: XML whose root is `html`, in whatever case, or what error pages of proxies
/// start with.
fn is_web_page(document: Node<'_>) -> bool {
    const ROOTS: [&str; 7] = ["html", "head", "body", "h1", "h2", "center", "title"];
    let is_html = |name: Name<'_>| ROOTS.iter().any(|root| name.is_ignoring_case(root));
    document.children().any(|(name, _)| is_html(name))
}

/// The documented refusal with this code.
fn known(
    code: Option<Node<'_>>,
    refusals: &'static [&'static KnownRefusal],
) -> Option<&'static KnownRefusal> {
    let code = code?;
    let mut refusals = refusals.iter().copied();
    refusals.find(|refusal| code.text_is(refusal.code))
}

/// Cuts disjoint ranges out of a buffer, in whatever order they stand.
fn carve<'b, const N: usize>(
    body: &'b mut [u8],
    ranges: &[Option<Range<usize>>; N],
) -> [Option<&'b mut [u8]>; N] {
    let mut pieces = [const { None }; N];
    let (mut rest, mut offset) = (body, 0_usize);
    while let Some((index, range)) = ranges
        .iter()
        .enumerate()
        .filter_map(|(index, range)| Some((index, range.clone()?)))
        .filter(|(_, range)| range.start >= offset && !range.is_empty())
        .min_by_key(|(_, range)| range.start)
    {
        let Some((_, from)) = rest.split_at_mut_checked(range.start - offset) else {
            break;
        };
        let Some((piece, after)) = from.split_at_mut_checked(range.len()) else {
            break;
        };
        if let Some(slot) = pieces.get_mut(index) {
            *slot = Some(piece);
        }
        (rest, offset) = (after, range.end);
    }
    pieces
}

/// An answer that holds no reply.
///
/// ```
/// use gatekit_core::{Gateway, Qianmi, api::d2p::TradeCancel, reply::{Problem, ReadError}};
/// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?;
/// let error = qianmi.read(&TradeCancel::order("T1"), &mut []).unwrap_err();
/// assert_eq!(error.to_string(), "the answer cannot be read (HTTP 200): it is empty");
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError<S> {
    /// The gateway or the business refused.
    Refused(Fault<S>),
    /// The answer is none: the request may have been executed.
    Unreadable(Unreadable),
}

impl<S> ReadError<S> {
    /// The same with texts of another type: `error.map(String::from)` detaches it from the
    /// buffer.
    ///
    /// ```
    /// use gatekit_core::{Gateway, PhalApi, call::Generic, reply::ReadError};
    /// let mut body = *br#"{"ret":406,"data":{},"msg":"no"}"#;
    /// let error = PhalApi::unsigned().read(&Generic::new("App.A.B", &[]), &mut body).unwrap_err();
    /// let owned: ReadError<String> = error.map(String::from);
    /// ```
    #[must_use]
    pub fn map<T>(self, text: impl FnMut(S) -> T) -> ReadError<T> {
        match self {
            Self::Refused(fault) => ReadError::Refused(fault.map(text)),
            Self::Unreadable(unreadable) => ReadError::Unreadable(unreadable),
        }
    }
}

impl<S: fmt::Display> fmt::Display for ReadError<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(fault) => fault.fmt(formatter),
            Self::Unreadable(unreadable) => unreadable.fmt(formatter),
        }
    }
}

impl<S: fmt::Debug + fmt::Display> core::error::Error for ReadError<S> {}

/// An answer that cannot be read, and in which circumstances.
///
/// ```
/// use gatekit_core::{reply::{Problem, Unreadable}, transport::Media};
/// let unreadable = Unreadable { status: 502, media: Media::Html, problem: Problem::Html };
/// assert_eq!(
///     unreadable.to_string(),
///     "the answer cannot be read (HTTP 502, text/html): it is a web page"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// HTTP status code.
    pub status: u16,
    /// What the answer says its body is.
    pub media: Media,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the answer cannot be read (HTTP {}", self.status)?;
        match self.media {
            Media::Html => formatter.write_str(", text/html")?,
            Media::Other => formatter.write_str(", neither JSON nor XML by its content type")?,
            Media::Unknown | Media::Json | Media::Xml => {}
        }
        write!(formatter, "): {}", self.problem)
    }
}

impl core::error::Error for Unreadable {}

/// Why an answer cannot be read.
///
/// ```
/// use gatekit_core::reply::Problem;
/// assert_eq!(Problem::OtherMethod.to_string(), "it answers another method");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// Not well-formed: cut off, not UTF-8, nested too deep, no JSON or XML at all.
    Syntax(SyntaxError),
    /// A web page, or markup in front of JSON.
    Html,
    /// Well-formed, but not what this gateway sends.
    NoEnvelope,
    /// An answer to another method.
    OtherMethod,
    /// XML where JSON was asked for, or the reverse.
    OtherFormat,
    /// A redirect: not followed, because it would carry the credentials elsewhere.
    Redirected,
    /// A reply under an HTTP status that denies it.
    Status,
    /// The payload does not have the shape of the method's reply.
    Decode(DecodeError),
}

impl Problem {
    /// A stable number: those of [`SyntaxError::code`] from 701 and of [`DecodeError::code`] from
    /// 721; 741 a web page, 742 no envelope, 743 another method, 744 the other format, 745 a redirect,
    /// 746 the status denies it. The hundreds are those of [`Error::code`](crate::Error::code).
    ///
    /// ```
    /// assert_eq!(gatekit_core::reply::Problem::OtherMethod.code(), 743);
    /// ```
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Syntax(error) => error.code(),
            Self::Decode(error) => error.code(),
            Self::Html => 741,
            Self::NoEnvelope => 742,
            Self::OtherMethod => 743,
            Self::OtherFormat => 744,
            Self::Redirected => 745,
            Self::Status => 746,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(SyntaxError::Empty) => formatter.write_str("it is empty"),
            Self::Syntax(error) => write!(formatter, "{error}"),
            Self::Html => formatter.write_str("it is a web page"),
            Self::NoEnvelope => formatter.write_str("it is not what this gateway sends"),
            Self::OtherMethod => formatter.write_str("it answers another method"),
            Self::OtherFormat => formatter.write_str("it is not in the format that was asked for"),
            Self::Redirected => formatter.write_str("it is a redirect, which is not followed"),
            Self::Status => formatter.write_str("it holds a reply, but its HTTP status denies it"),
            Self::Decode(error) => write!(formatter, "its payload has another shape: {error}"),
        }
    }
}

impl core::error::Error for Problem {}
