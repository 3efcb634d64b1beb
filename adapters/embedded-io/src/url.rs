//! Where a gateway stands.

use core::fmt;

/// Host and path of an `http` or `https` URL. Which of the two it is, is for the socket to know.
///
/// ```
/// use gatekit_embedded_io::Url;
/// let url = Url::parse("https://eco.taobao.com/router/rest")?;
/// assert_eq!((url.host(), url.path()), ("eco.taobao.com", "/router/rest"));
/// # Ok::<(), gatekit_embedded_io::UrlError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Url<'u> {
    host: &'u str,
    path: &'u str,
}

/// Without the query, which may carry a token.
impl fmt::Debug for Url<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.split('?').next().unwrap_or_default();
        formatter
            .debug_struct("Url")
            .field("host", &self.host)
            .field("path", &path)
            .finish()
    }
}

impl<'u> Url<'u> {
    /// Splits a URL. It cannot hold a user's name, a fragment, white space or other characters than
    /// ASCII.
    ///
    /// ```
    /// use gatekit_embedded_io::{Url, UrlError};
    /// assert_eq!(Url::parse("https://api.qianmi.com/api")?.host(), "api.qianmi.com");
    /// assert_eq!(Url::parse("https://me@api.qianmi.com/api"), Err(UrlError));
    /// assert_eq!(Url::parse("https://api.qianmi.com/api#top"), Err(UrlError));
    /// # Ok::<(), UrlError>(())
    /// ```
    pub fn parse(url: &'u str) -> Result<Self, UrlError> {
        let behind = |scheme: &str| {
            let (start, rest) = url.split_at_checked(scheme.len())?;
            start.eq_ignore_ascii_case(scheme).then_some(rest)
        };
        let rest = behind("https://").or_else(|| behind("http://"));
        let rest = rest.ok_or(UrlError)?;
        let length = rest.find(['/', '?']).unwrap_or(rest.len());
        let (host, path) = rest.split_at_checked(length).ok_or(UrlError)?;
        let in_path = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
        if !is_host(host.as_bytes()) || !path.bytes().all(in_path) {
            return Err(UrlError);
        }
        Ok(Self { host, path })
    }

    /// The host, with its port if there is one: what to connect to, and the `Host` header.
    ///
    /// ```
    /// # use gatekit_embedded_io::Url;
    /// assert_eq!(Url::parse("http://127.0.0.1:8080/top")?.host(), "127.0.0.1:8080");
    /// # Ok::<(), gatekit_embedded_io::UrlError>(())
    /// ```
    #[must_use]
    pub const fn host(&self) -> &'u str {
        self.host
    }

    /// The path, with a query if there is one: empty, or it starts with `/` or `?`.
    ///
    /// ```
    /// # use gatekit_embedded_io::Url;
    /// assert_eq!(Url::parse("https://api.apiusb.com/api/app?s=1")?.path(), "/api/app?s=1");
    /// assert_eq!(Url::parse("https://api.apiusb.com")?.path(), "");
    /// # Ok::<(), gatekit_embedded_io::UrlError>(())
    /// ```
    #[must_use]
    pub const fn path(&self) -> &'u str {
        self.path
    }
}

/// A name or an address, and a port if there is a colon.
fn is_host(host: &[u8]) -> bool {
    let (mut last, mut port) = (Part::Nothing, 0_u32);
    for &byte in host {
        last = match (last, byte) {
            (Part::Nothing, b'[') => Part::Opened,
            (Part::Nothing | Part::Name, b'-' | b'.' | b'_') => Part::Name,
            (Part::Nothing | Part::Name, byte) if byte.is_ascii_alphanumeric() => Part::Name,
            (Part::Address, b']') => Part::Closed,
            (Part::Opened | Part::Address, b'.' | b':') => Part::Address,
            (Part::Opened | Part::Address, byte) if byte.is_ascii_hexdigit() => Part::Address,
            (Part::Name | Part::Closed, b':') => Part::Colon,
            (Part::Colon | Part::Port, b'0'..=b'9') => {
                port = port.saturating_mul(10).saturating_add(u32::from(byte & 15));
                Part::Port
            }
            _ => return false,
        };
    }
    matches!(last, Part::Name | Part::Closed | Part::Port) && port <= u16::MAX.into()
}

/// What was read last of a host.
#[derive(Clone, Copy)]
enum Part {
    Nothing,
    Name,
    Opened,
    Address,
    Closed,
    Colon,
    Port,
}

/// It is no URL that can be called: the caller's to mend.
///
/// ```
/// use gatekit_embedded_io::{Url, UrlError};
/// assert_eq!(Url::parse("eco.taobao.com/router/rest"), Err(UrlError));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UrlError;

impl fmt::Display for UrlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the address must be an http or https URL with a host")
    }
}

impl core::error::Error for UrlError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_and_path_are_split() {
        let parts = |url| Url::parse(url).map(|url| (url.host(), url.path()));
        assert_eq!(
            parts("http://127.0.0.1:8080/top"),
            Ok(("127.0.0.1:8080", "/top"))
        );
        assert_eq!(parts("https://[::1]:1/"), Ok(("[::1]:1", "/")));
        assert_eq!(parts("https://a.b"), Ok(("a.b", "")));
        assert_eq!(parts("https://a?s=1"), Ok(("a", "?s=1")));
        assert_eq!(parts("HTTPS://a:65535/"), Ok(("a:65535", "/")));
        assert_eq!(parts("http://[fe80::1.2.3.4]"), Ok(("[fe80::1.2.3.4]", "")));
    }

    #[test]
    fn what_is_shown_for_debugging_has_no_query() {
        extern crate std;
        let url = Url::parse("https://a.b/api?session=secret");
        let shown = std::format!("{url:?}");
        assert_eq!(shown, r#"Ok(Url { host: "a.b", path: "/api" })"#);
    }

    #[test]
    fn what_cannot_be_called_is_refused() {
        let wrong = [
            "",
            "ftp://a/",
            "https://",
            "https:///x",
            "https://u@a/",
            "https://a/#b",
            "https://a/ b",
            "https://a/\r\nX: 1",
            "https://ä/",
            "http://a/ä",
            "https://:8080/",
            "https://a:/",
            "https://a:b/",
            "https://a:b:c/",
            "https://a:65536/",
            "https://a:+1/",
            "https://[::1/",
            "https://[]/",
            "https://[::1]1/",
            "https://a]/",
            "https/a",
        ];
        for url in wrong {
            assert_eq!(Url::parse(url), Err(UrlError), "{url}");
        }
        assert!(std::format!("{UrlError}").contains("https URL"));
    }
}
