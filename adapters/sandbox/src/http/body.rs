//! The body of a request: counted or chunked.

use super::{Broken, Fault, HEAD, Head, Reader, values};

/// Longest body.
const BODY: usize = 1024 * 1024;
/// Longest line of a chunk's size, or of the trailer section.
const LINE: usize = 256;

const TOO_LONG: Fault = (413, "413 the body is longer than 1 MiB");
const BAD_CHUNK: Fault = (400, "400 malformed chunk");

impl Reader {
    pub(super) fn body(&mut self, head: &Head) -> Result<Vec<u8>, Broken> {
        let framing = framing(head)?;
        if !matches!(framing, Framing::Counted(0)) {
            self.invite(head)?;
        }
        match framing {
            Framing::Counted(length) => self.take(length),
            Framing::Chunked => self.chunks(),
        }
    }

    /// `100 Continue` for a client that waits for it.
    fn invite(&mut self, head: &Head) -> Result<(), Broken> {
        match values(&head.headers, "expect").next() {
            Some(value) if !value.eq_ignore_ascii_case("100-continue") => {
                Err((417, "417 only 100-continue can be expected").into())
            }
            Some(_) if head.is_http_1_1 => self
                .send(b"HTTP/1.1 100 Continue\r\n\r\n")
                .map_err(|_| Broken::Gone),
            _ => Ok(()),
        }
    }

    fn take(&mut self, length: usize) -> Result<Vec<u8>, Broken> {
        while self.pending.len() < length {
            self.more()?;
        }
        let rest = self.pending.split_off(length);
        Ok(std::mem::replace(&mut self.pending, rest))
    }

    fn chunks(&mut self) -> Result<Vec<u8>, Broken> {
        let mut body = Vec::new();
        loop {
            let length = chunk_length(&self.line(LINE)?)?;
            if length == 0 {
                break;
            }
            if length > BODY - body.len() {
                return Err(TOO_LONG.into());
            }
            body.append(&mut self.take(length)?);
            if self.take(2)? != b"\r\n" {
                return Err(BAD_CHUNK.into());
            }
        }
        let mut trailers = 0;
        loop {
            let line = self.line(LINE)?;
            if line.is_empty() {
                return Ok(body);
            }
            trailers += line.len();
            if trailers > HEAD {
                return Err((431, "431 the trailer section is too long").into());
            }
        }
    }

    /// A line without its end.
    fn line(&mut self, limit: usize) -> Result<Vec<u8>, Broken> {
        loop {
            if let Some(end) = self.pending.windows(2).position(|pair| pair == b"\r\n") {
                let mut line = self.take(end + 2)?;
                line.truncate(end);
                return if end <= limit {
                    Ok(line)
                } else {
                    Err(BAD_CHUNK.into())
                };
            }
            if self.pending.len() > limit {
                return Err(BAD_CHUNK.into());
            }
            self.more()?;
        }
    }
}

enum Framing {
    Counted(usize),
    Chunked,
}

fn framing(head: &Head) -> Result<Framing, Fault> {
    let mut codings = values(&head.headers, "transfer-encoding");
    let mut lengths = values(&head.headers, "content-length");
    match (codings.next(), lengths.next()) {
        (None, None) => Ok(Framing::Counted(0)),
        (None, Some(length)) => {
            if lengths.any(|other| other != length) {
                return Err((400, "400 two Content-Length fields"));
            }
            if length.is_empty() || !length.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err((400, "400 Content-Length is not a number"));
            }
            match length.parse() {
                Ok(length) if length <= BODY => Ok(Framing::Counted(length)),
                _ => Err(TOO_LONG),
            }
        }
        (Some(coding), None) => {
            if coding.eq_ignore_ascii_case("chunked") && codings.next().is_none() {
                Ok(Framing::Chunked)
            } else {
                Err((501, "501 the only transfer coding is chunked"))
            }
        }
        // The two disagree about where the next request begins.
        (Some(_), Some(_)) => Err((400, "400 Content-Length beside Transfer-Encoding")),
    }
}

fn chunk_length(line: &[u8]) -> Result<usize, Fault> {
    let digits = line.split(|&byte| byte == b';').next().unwrap_or_default();
    let digits = std::str::from_utf8(digits.trim_ascii()).map_err(|_| BAD_CHUNK)?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(BAD_CHUNK);
    }
    // All digits: the only possible failure is a number that is too large.
    usize::from_str_radix(digits, 16).map_err(|_| TOO_LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunk_lengths_are_hexadecimal_and_may_have_extensions() {
        assert_eq!(chunk_length(b"1a"), Ok(26));
        assert_eq!(chunk_length(b"A ;name=value"), Ok(10));
        for bad in [&b""[..], b"+1", b"0x1", b"g", b"\xff"] {
            assert_eq!(chunk_length(bad), Err(BAD_CHUNK));
        }
        assert_eq!(chunk_length(b"fffffffffffffffff"), Err(TOO_LONG));
    }
}
