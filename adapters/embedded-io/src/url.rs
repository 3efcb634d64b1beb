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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Url<'u> {
    host: &'u str,
    path: &'u str,
}

impl<'u> Url<'u> {
    /// Splits a URL. It cannot hold a user's name, a fragment, white space or other characters than
    /// ASCII.
    pub fn parse(url: &'u str) -> Result<Self, UrlError> {
        let rest = ["https://", "http://"]
            .iter()
            .find_map(|scheme| url.strip_prefix(scheme))
            .ok_or(UrlError)?;
        let length = rest.find(['/', '?']).unwrap_or(rest.len());
        let (host, path) = rest.split_at_checked(length).ok_or(UrlError)?;
        let in_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
        let in_path = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
        if host.is_empty() || !host.bytes().all(in_host) || !path.bytes().all(in_path) {
            return Err(UrlError);
        }
        Ok(Self { host, path })
    }

    /// The host, with its port if there is one: what to connect to, and the `Host` header.
    #[must_use]
    pub const fn host(&self) -> &'u str {
        self.host
    }

    /// The path, with a query if there is one: empty, or it starts with `/` or `?`.
    #[must_use]
    pub const fn path(&self) -> &'u str {
        self.path
    }
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
        ];
        for url in wrong {
            assert_eq!(Url::parse(url), Err(UrlError), "{url}");
        }
        assert!(std::format!("{UrlError}").contains("https URL"));
    }
}
