//! The application's secret in memory.

use core::fmt;
use zeroize::Zeroize;

/// An application secret of at most [`Secret::CAPACITY`] bytes: wiped when dropped, never printed.
///
/// ```
/// use gatekit_core::request::sign::Secret;
/// let secret = Secret::new("helloworld")?;
/// assert_eq!(format!("{secret:?}"), "Secret(..)");
/// # Ok::<(), gatekit_core::request::sign::SecretError>(())
/// ```
#[derive(Clone)]
pub struct Secret {
    bytes: [u8; Self::CAPACITY],
    length: u8,
}

impl Secret {
    /// Bytes that a secret may have. TOP's have 32, Qianmi's 32.
    ///
    /// ```
    /// use gatekit_core::request::sign::Secret;
    /// assert!(Secret::new(&"x".repeat(Secret::CAPACITY)).is_ok());
    /// assert!(Secret::new(&"x".repeat(Secret::CAPACITY + 1)).is_err());
    /// ```
    pub const CAPACITY: usize = 128;

    /// Copies the secret.
    ///
    /// ```
    /// use gatekit_core::request::sign::{Secret, SecretError};
    /// assert_eq!(Secret::new(&"x".repeat(129)).unwrap_err(), SecretError::TooLong { length: 129 });
    /// ```
    pub fn new(secret: &str) -> Result<Self, SecretError> {
        let length = secret.len();
        if length == 0 {
            return Err(SecretError::Empty);
        }
        if length > Self::CAPACITY {
            return Err(SecretError::TooLong { length });
        }
        let mut kept = Self {
            bytes: [0; Self::CAPACITY],
            length: 0,
        };
        for (to, from) in kept.bytes.iter_mut().zip(secret.bytes()) {
            *to = from;
            kept.length += 1;
        }
        Ok(kept)
    }
}

impl AsRef<[u8]> for Secret {
    fn as_ref(&self) -> &[u8] {
        self.bytes
            .get(..usize::from(self.length))
            .unwrap_or_default()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(..)")
    }
}

/// A secret that cannot be used: the caller's to mend.
///
/// ```
/// use gatekit_core::request::sign::{SecretError, Md5};
/// let error = Md5::new("").unwrap_err();
/// assert_eq!(error.to_string(), "the secret is empty");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretError {
    /// There is none.
    Empty,
    /// Longer than [`Secret::CAPACITY`].
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// The hash engine cannot take this key.
    EngineRefused,
}

impl fmt::Display for SecretError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("the secret is empty"),
            Self::TooLong { length } => write!(
                formatter,
                "the secret has {length} bytes, more than {}",
                Secret::CAPACITY
            ),
            Self::EngineRefused => formatter.write_str("the hash engine refuses this key"),
        }
    }
}

impl core::error::Error for SecretError {}
