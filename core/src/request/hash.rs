//! The seam for hash engines.
//!
//! A signature needs a running hash that takes bytes and ends in a digest. The default engines are
//! `RustCrypto`'s; a microcontroller's hash peripheral or a vector kernel takes their place by
//! implementing [`Hash`] and [`Unkeyed`] or [`Keyed`], and runs against the same vectors.

use core::slice::from_ref;
use md5::digest::Output;
use md5::digest::block_api::{
    Block, Buffer, BufferKindUser, EagerHash, FixedOutputCore, UpdateCore,
};
use md5::digest::block_buffer::Eager;
use zeroize::Zeroize;

/// The largest digest in bytes (SHA-256).
///
/// ```
/// use gatekit_core::request::hash::{DIGEST_MAX, Digest};
/// assert_eq!(Digest::new(&[0; 64]).as_ref().len(), DIGEST_MAX);
/// ```
pub const DIGEST_MAX: usize = 32;

/// A running hash or message authentication code.
///
/// ```
/// use gatekit_core::request::hash::{Hash, Md5};
/// let mut hash = Md5::default();
/// hash.update(b"11ImplApi.Add");
/// assert_eq!(hash.finish().as_ref()[..4], [0x6d, 0x35, 0x10, 0x3b]);
/// ```
pub trait Hash: Clone {
    /// How the platforms name a signature made with this engine (`sign_method`).
    const SIGN_METHOD: &'static str;

    /// Takes the next bytes.
    fn update(&mut self, bytes: &[u8]);

    /// Ends the hash, which takes no more bytes then. (It is not taken by value: moving it costs
    /// a small stack a copy.)
    fn finish(&mut self) -> Digest;
}

/// A hash that starts empty.
///
/// ```
/// use gatekit_core::request::hash::{Hash, Sha1, Unkeyed};
/// fn digest<H: Unkeyed>(bytes: &[u8]) -> usize {
///     let mut hash = H::default();
///     hash.update(bytes);
///     hash.finish().as_ref().len()
/// }
/// assert_eq!(digest::<Sha1>(b"abc"), 20);
/// ```
pub trait Unkeyed: Hash + Default {}

/// A message authentication code that starts from a key of any length.
///
/// ```
/// use gatekit_core::request::hash::{Hash, HmacMd5, Keyed};
/// let mut mac = HmacMd5::keyed(b"Jefe").unwrap();
/// mac.update(b"what do ya want for nothing?");
/// assert_eq!(mac.finish().as_ref()[..3], [0x75, 0x0c, 0x78]);
/// ```
pub trait Keyed: Hash {
    /// The state after the key: kept in the credentials, cloned for each signature. `None` where
    /// an engine cannot take this key (`RustCrypto`'s take every key).
    fn keyed(key: &[u8]) -> Option<Self>;
}

/// The end of a hash: 16 bytes of MD5, 20 of SHA-1 or 32 of SHA-256.
///
/// ```
/// use gatekit_core::request::hash::Digest;
/// assert_eq!(Digest::new(&[1, 2, 3]).as_ref(), [1, 2, 3]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    pub(super) bytes: [u8; DIGEST_MAX],
    pub(super) length: u8,
}

impl Digest {
    /// Keeps the first [`DIGEST_MAX`] bytes.
    ///
    /// ```
    /// # use gatekit_core::request::hash::Digest;
    /// assert_eq!(Digest::new(&[0; 16]).as_ref().len(), 16);
    /// ```
    #[must_use]
    pub fn new(digest: &[u8]) -> Self {
        let mut bytes = [0; DIGEST_MAX];
        let mut length = 0;
        for (to, from) in bytes.iter_mut().zip(digest) {
            *to = *from;
            length += 1;
        }
        Self { bytes, length }
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self.bytes
            .get(..usize::from(self.length))
            .unwrap_or_default()
    }
}

/// What a hash of `RustCrypto` is made of.
trait Core:
    UpdateCore + FixedOutputCore + BufferKindUser<BufferKind = Eager> + Clone + Default
{
}
impl<C> Core for C where
    C: UpdateCore + FixedOutputCore + BufferKindUser<BufferKind = Eager> + Clone + Default
{
}

/// A hash of `RustCrypto` and the bytes that do not fill a block yet. Their own pair of the two is
/// moved to end it, which costs a small stack a copy.
#[derive(Clone, Default)]
struct Running<C: Core> {
    core: C,
    buffer: Buffer<C>,
}

impl<C: Core> Running<C> {
    #[inline]
    fn update(&mut self, bytes: &[u8]) {
        let Self { core, buffer } = self;
        buffer.digest_blocks(bytes, |blocks| core.update_blocks(blocks));
    }

    #[inline]
    fn finish(&mut self, digest: &mut Output<C>) {
        self.core.finalize_fixed_core(&mut self.buffer, digest);
    }
}

/// A hash within a hash (RFC 2104). Made here and not by the crate `hmac`, which leaves the key on
/// the stack.
#[derive(Clone, Default)]
struct Mac<C: Core> {
    inner: Running<C>,
    /// The state after the outer key.
    outer: C,
}

impl<C: Core> Mac<C> {
    fn keyed(key: &[u8]) -> Self {
        let mut mac = Self::default();
        let mut block = Block::<C>::default();
        let size = block.len();
        if key.len() <= size {
            block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
        } else {
            let mut long = Running::<C>::default();
            let mut digest = Output::<C>::default();
            long.update(key);
            long.finish(&mut digest);
            block
                .iter_mut()
                .zip(&digest)
                .for_each(|(to, from)| *to = *from);
            digest.zeroize();
        }
        for (core, pad) in [(&mut mac.inner.core, 0x36), (&mut mac.outer, 0x36 ^ 0x5c)] {
            block.iter_mut().for_each(|byte| *byte ^= pad);
            core.update_blocks(from_ref(&block));
        }
        block.zeroize();
        mac
    }

    #[inline]
    fn update(&mut self, bytes: &[u8]) {
        self.inner.update(bytes);
    }

    #[inline]
    fn finish(&mut self, digest: &mut Output<C>) {
        self.inner.finish(digest);
        self.inner.core.clone_from(&self.outer);
        self.inner.buffer.reset();
        self.inner.update(digest);
        self.inner.finish(digest);
    }
}

macro_rules! engine {
    ($(#[$doc:meta])* $name:ident, $state:ty, $sign_method:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name($state);

        impl Hash for $name {
            const SIGN_METHOD: &'static str = $sign_method;

            fn update(&mut self, bytes: &[u8]) {
                self.0.update(bytes);
            }

            fn finish(&mut self) -> Digest {
                let mut digest = Default::default();
                self.0.finish(&mut digest);
                Digest::new(&digest)
            }
        }

        redacted!($name);
    };
}

macro_rules! unkeyed {
    ($(#[$doc:meta])* $name:ident, $hash:ty, $sign_method:literal) => {
        engine! { $(#[$doc])* $name, Running<<$hash as EagerHash>::Core>, $sign_method }

        impl Default for $name {
            fn default() -> Self {
                Self(Running::default())
            }
        }

        impl Unkeyed for $name {}
    };
}

macro_rules! keyed {
    ($(#[$doc:meta])* $name:ident, $hash:ty, $sign_method:literal) => {
        engine! { $(#[$doc])* $name, Mac<<$hash as EagerHash>::Core>, $sign_method }

        impl Keyed for $name {
            fn keyed(key: &[u8]) -> Option<Self> {
                Some(Self(Mac::keyed(key)))
            }
        }
    };
}

macro_rules! redacted {
    ($name:ident) => {
        impl core::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                // The state stands for the secret that went in.
                formatter.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

unkeyed! {
    /// MD5 by `RustCrypto`; its state is wiped when dropped.
    Md5, md5::Md5, "md5"
}
unkeyed! {
    /// SHA-1 by `RustCrypto`; its state is wiped when dropped.
    Sha1, sha1::Sha1, "sha1"
}
keyed! {
    /// HMAC-MD5 (RFC 2104) over `RustCrypto`'s MD5; its state is wiped when dropped.
    HmacMd5, md5::Md5, "hmac"
}
keyed! {
    /// HMAC-SHA256 (RFC 2104) over `RustCrypto`'s SHA-256; its state is wiped when dropped.
    HmacSha256, sha2::Sha256, "hmac-sha256"
}
