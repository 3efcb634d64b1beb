//! The head of an answer, byte by byte: of a line no more is kept than what framing needs.

use crate::Malformed;
use gatekit_core::Timestamp;
use gatekit_core::transport::Media;

/// How much of an answer's head, or of its trailer, is read before it is refused. Nothing of it is
/// stored: the limits are there against an endless one.
///
/// ```
/// use gatekit_embedded_io::Limits;
/// let limits = Limits { fields: 20, ..Limits::default() };
/// assert_eq!(limits.bytes, 16_384);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes, line ends and interim answers (100 Continue) included.
    pub bytes: usize,
    /// Header fields.
    pub fields: usize,
}

impl Default for Limits {
    /// 16 KiB and 100 fields.
    fn default() -> Self {
        Self {
            bytes: 16 * 1024,
            fields: 100,
        }
    }
}

/// As much of a line as is kept: enough for `Content-Type: application/json;charset=...`.
const LINE: usize = 64;

/// The lines of a head or of a trailer.
pub(crate) struct Lines {
    limits: Limits,
    bytes: usize,
    fields: usize,
    start: [u8; LINE],
    length: usize,
    /// Where the name ends.
    colon: Option<usize>,
    /// A carriage return was read, behind which the line must end.
    returned: bool,
}

/// What is kept of a line. What did not fit is missing at the end.
pub(crate) enum Line<'l> {
    Status(&'l [u8]),
    Field {
        name: &'l [u8],
        value: &'l [u8],
        whole: bool,
    },
    Empty,
}

impl Lines {
    pub(crate) const fn new(limits: Limits) -> Self {
        Self {
            limits,
            bytes: 0,
            fields: 0,
            start: [0; LINE],
            length: 0,
            colon: None,
            returned: false,
        }
    }

    /// Takes the next byte; at a line's end returns the line. A line feed alone ends a line too.
    pub(crate) fn push(&mut self, byte: u8, status: bool) -> Result<Option<Line<'_>>, Malformed> {
        if self.bytes == self.limits.bytes {
            return Err(Malformed::HeadTooLarge);
        }
        self.bytes += 1;
        let wrong = if status {
            Malformed::StatusLine
        } else {
            Malformed::Field
        };
        match byte {
            b'\n' => return self.end(status).map(Some),
            _ if self.returned => return Err(wrong),
            b'\r' => self.returned = true,
            b'\t' | b' '..=b'~' | 0x80.. => {
                if !status && self.colon.is_none() {
                    match byte {
                        b':' if self.length > 0 => self.colon = Some(self.length.min(LINE)),
                        _ if is_token(byte) => {}
                        _ => return Err(wrong),
                    }
                }
                if let Some(place) = self.start.get_mut(self.length) {
                    *place = byte;
                }
                self.length += 1;
            }
            _ => return Err(wrong),
        }
        Ok(None)
    }

    fn end(&mut self, status: bool) -> Result<Line<'_>, Malformed> {
        let length = core::mem::take(&mut self.length);
        let colon = self.colon.take();
        self.returned = false;
        let line = self.start.get(..length).unwrap_or(&self.start);
        if status {
            return Ok(Line::Status(line));
        }
        if length == 0 {
            return Ok(Line::Empty);
        }
        if self.fields == self.limits.fields {
            return Err(Malformed::TooManyFields);
        }
        self.fields += 1;
        let (name, value) = colon
            .and_then(|colon| line.split_at_checked(colon))
            .ok_or(Malformed::Field)?;
        let value = value.strip_prefix(b":").unwrap_or_default();
        Ok(Line::Field {
            name,
            value: value.trim_ascii(),
            whole: length <= LINE,
        })
    }
}

/// What the head says.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is said by a line of its own"
)]
pub(crate) struct Head {
    pub(crate) status: u16,
    pub(crate) media: Media,
    #[cfg(feature = "date")]
    date: Option<Timestamp>,
    pub(crate) length: Option<u64>,
    pub(crate) chunked: bool,
    /// It is HTTP/1.0: the connection ends behind the answer if nothing else is said.
    old: bool,
    keeps: bool,
    closes: bool,
}

impl Head {
    pub(crate) const fn new() -> Self {
        Self {
            status: 0,
            media: Media::Unknown,
            #[cfg(feature = "date")]
            date: None,
            length: None,
            chunked: false,
            old: false,
            keeps: false,
            closes: false,
        }
    }

    /// What the gateway's clock shows.
    #[cfg_attr(not(feature = "date"), expect(clippy::unused_self))]
    pub(crate) const fn date(&self) -> Option<Timestamp> {
        #[cfg(feature = "date")]
        return self.date;
        #[cfg(not(feature = "date"))]
        None
    }

    /// The connection ends behind this answer.
    pub(crate) const fn is_last(&self) -> bool {
        self.closes || (self.old && !self.keeps)
    }

    /// It is HTTP/1.0, which knows no chunks.
    pub(crate) const fn is_old(&self) -> bool {
        self.old
    }

    /// Takes nothing more from the connection.
    pub(crate) const fn close(&mut self) {
        self.closes = true;
    }

    /// Takes the status line: `HTTP/1.1 200 OK`, the reason being optional.
    pub(crate) fn status_line(&mut self, line: &[u8]) -> Result<(), Malformed> {
        let [
            b'H',
            b'T',
            b'T',
            b'P',
            b'/',
            b'1',
            b'.',
            minor @ (b'0' | b'1'),
            b' ',
            status @ ..,
        ] = line
        else {
            return Err(Malformed::StatusLine);
        };
        let (code, reason) = status.split_at_checked(3).ok_or(Malformed::StatusLine)?;
        if !matches!(reason, [] | [b' ', ..]) {
            return Err(Malformed::StatusLine);
        }
        self.old = *minor == b'0';
        self.status = number(code)
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| *status >= 100)
            .ok_or(Malformed::StatusLine)?;
        Ok(())
    }

    /// Takes a header field; of one that was not kept whole the rest is unknown.
    pub(crate) fn field(
        &mut self,
        name: &[u8],
        value: &[u8],
        whole: bool,
    ) -> Result<(), Malformed> {
        let is = |known: &[u8]| name.eq_ignore_ascii_case(known);
        if is(b"content-length") {
            let length = number(value).filter(|_| whole).ok_or(Malformed::Length)?;
            if self.length.is_some_and(|other| other != length) {
                return Err(Malformed::Length);
            }
            self.length = Some(length);
        } else if is(b"transfer-encoding") {
            if self.chunked || !whole || !value.eq_ignore_ascii_case(b"chunked") {
                return Err(Malformed::Coding);
            }
            self.chunked = true;
        } else if is(b"content-encoding") {
            if !value.is_empty() && !value.eq_ignore_ascii_case(b"identity") {
                return Err(Malformed::Coding);
            }
        } else if is(b"connection") {
            // What is not known may be anything.
            self.closes |= !whole;
            for option in value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
                self.closes |= option.eq_ignore_ascii_case(b"close");
                self.keeps |= option.eq_ignore_ascii_case(b"keep-alive");
            }
        } else if is(b"content-type") {
            self.media = Media::of(core::str::from_utf8(value).unwrap_or_default());
        } else {
            #[cfg(feature = "date")]
            if is(b"date") {
                self.date = Timestamp::from_http_date(value);
            }
        }
        Ok(())
    }
}

/// A decimal number of 64 bits, without a sign.
fn number(text: &[u8]) -> Option<u64> {
    let (mut value, mut rest) = (None, text);
    while let Some((digit @ b'0'..=b'9', after)) = rest.split_first() {
        value = Some(
            value
                .unwrap_or(0_u64)
                .checked_mul(10)?
                .checked_add(u64::from(digit - b'0'))?,
        );
        rest = after;
    }
    value.filter(|_| rest.is_empty())
}

/// What may stand in a field's name (RFC 9110, 5.6.2).
const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}
