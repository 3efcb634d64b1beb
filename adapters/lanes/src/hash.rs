//! Engines for the core's seam ([`gatekit_core::request::hash`]): they hash one message in a
//! running program faster than `RustCrypto`'s portable code.
//!
//! ```
//! use gatekit_core::{Top, request::sign::{Canonical, Hmac, SignMethod, Wrapped}};
//! use gatekit_lanes::hash;
//!
//! let md5 = Wrapped::<hash::Md5>::new("helloworld")?;
//! let signature = md5.sign(&Canonical::new(&[], b"")).unwrap();
//! assert_eq!(signature.as_str(), "8BE363CF63C20050AAAD7DBE737ACD73"); // Java SDK 2021
//! let top = Top::with_sign_method("12345678", Hmac::<hash::HmacSha256>::new("helloworld")?)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::copy::copy;
use crate::function::{self, Block, Function};
use core::fmt;
use core::marker::PhantomData;
use gatekit_core::request::hash::{Digest, Hash, Keyed, Unkeyed};
use zeroize::{Zeroize, optimization_barrier};

/// Blocks that are gathered before they are compressed: SHA-256 likes pairs.
const GATHERED: usize = 2;

const BLOCK: usize = size_of::<Block>();

/// A running hash. Its state and what it has gathered are wiped when dropped.
#[derive(Clone)]
struct Running<F, const W: usize> {
    state: [u32; W],
    /// A block more than is gathered, for the padding.
    gathered: [Block; GATHERED + 1],
    used: usize,
    /// Bytes that are compressed.
    taken: u64,
    function: PhantomData<F>,
}

impl<F: Function<W>, const W: usize> Running<F, W> {
    /// Starts from a state that has taken so many bytes.
    const fn new(state: [u32; W], taken: u64) -> Self {
        Self {
            state,
            gathered: [[0; BLOCK]; GATHERED + 1],
            used: 0,
            taken,
            function: PhantomData,
        }
    }

    /// The same for what has ended.
    const fn restart(&mut self, state: [u32; W], taken: u64) {
        self.state = state;
        self.used = 0;
        self.taken = taken;
    }

    #[inline]
    fn update(&mut self, bytes: &[u8]) {
        let room = &mut self.gathered[..GATHERED].as_flattened_mut()[self.used..];
        if bytes.len() < BLOCK.min(room.len()) {
            copy(bytes, room);
            self.used += bytes.len();
        } else {
            self.compress(bytes);
        }
    }

    /// Takes bytes that fill a block of what is gathered.
    #[inline(never)]
    fn compress(&mut self, mut bytes: &[u8]) {
        let gathered = self.gathered.as_flattened_mut();
        if self.used > 0 {
            let whole = self.used.next_multiple_of(BLOCK);
            let (now, later) = bytes.split_at(whole - self.used);
            copy(now, &mut gathered[self.used..]);
            F::compress(&mut self.state, gathered[..whole].as_chunks().0);
            self.taken += whole as u64;
            bytes = later;
        }
        let (blocks, rest) = bytes.as_chunks();
        F::compress(&mut self.state, blocks);
        copy(rest, gathered);
        self.used = rest.len();
        self.taken += blocks.as_flattened().len() as u64;
    }

    fn finish(&mut self) -> [[u8; 4]; W] {
        let bits = F::bits(8 * (self.taken + self.used as u64));
        let gathered = self.gathered.as_flattened_mut();
        gathered[self.used] = 0x80;
        let blocks = (self.used + 1 + bits.len()).div_ceil(BLOCK);
        let padding = &mut gathered[self.used + 1..blocks * BLOCK];
        padding.fill(0);
        if let Some(last) = padding.last_chunk_mut() {
            *last = bits;
        }
        F::compress(&mut self.state, &self.gathered[..blocks]);
        F::bytes(self.state)
    }
}

impl<F, const W: usize> Drop for Running<F, W> {
    fn drop(&mut self) {
        self.state = [0; W];
        self.gathered = [[0; BLOCK]; GATHERED + 1];
        optimization_barrier(&self.state);
        optimization_barrier(&self.gathered);
    }
}

/// The states after the inner and the outer key (RFC 2104).
#[derive(Clone)]
pub(crate) struct Key<const W: usize> {
    pub(crate) inner: [u32; W],
    pub(crate) outer: [u32; W],
}

impl<const W: usize> Key<W> {
    /// Bytes that the states have taken.
    pub(crate) const TAKEN: u64 = BLOCK as u64;

    pub(crate) fn new<F: Function<W>>(key: &[u8]) -> Self {
        let mut block: Block = [0; BLOCK];
        if let Some(to) = block.get_mut(..key.len()) {
            to.copy_from_slice(key);
        } else {
            let mut hash = Running::<F, W>::new(F::INITIAL, 0);
            hash.update(key);
            let mut digest = hash.finish();
            copy(digest.as_flattened(), &mut block);
            digest.zeroize();
        }
        let [inner, outer] = [0x36, 0x5c].map(|pad| {
            let mut state = F::INITIAL;
            let mut padded = block.map(|byte| byte ^ pad);
            F::compress(&mut state, core::slice::from_ref(&padded));
            padded.zeroize();
            state
        });
        block.zeroize();
        Self { inner, outer }
    }
}

impl<const W: usize> Drop for Key<W> {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

macro_rules! redacted {
    ($name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                // The state stands for the secret that went in.
                formatter.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

/// MD5; its state is wiped when dropped.
///
/// ```
/// use gatekit_core::request::hash::Hash;
/// let mut hash = gatekit_lanes::hash::Md5::default();
/// hash.update(b"11ImplApi.Add");
/// assert_eq!(hash.finish().as_ref()[..4], [0x6d, 0x35, 0x10, 0x3b]);
/// ```
#[derive(Clone)]
pub struct Md5(Running<function::Md5, 4>);

impl Default for Md5 {
    #[inline]
    fn default() -> Self {
        Self(Running::new(function::Md5::INITIAL, 0))
    }
}

impl Hash for Md5 {
    const SIGN_METHOD: &'static str = "md5";

    #[inline]
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&mut self) -> Digest {
        Digest::new(self.0.finish().as_flattened())
    }
}

impl Unkeyed for Md5 {}
redacted!(Md5);

macro_rules! hmac {
    ($(#[$doc:meta])* $name:ident, $function:ident, $words:literal, $sign_method:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            inner: Running<function::$function, $words>,
            outer: [u32; $words],
        }

        impl Keyed for $name {
            fn keyed(key: &[u8]) -> Option<Self> {
                let key = Key::new::<function::$function>(key);
                Some(Self {
                    inner: Running::new(key.inner, Key::<$words>::TAKEN),
                    outer: key.outer,
                })
            }
        }

        impl Hash for $name {
            const SIGN_METHOD: &'static str = $sign_method;

            #[inline]
            fn update(&mut self, bytes: &[u8]) {
                self.inner.update(bytes);
            }

            fn finish(&mut self) -> Digest {
                let digest = self.inner.finish();
                self.inner.restart(self.outer, Key::<$words>::TAKEN);
                self.inner.update(digest.as_flattened());
                Digest::new(self.inner.finish().as_flattened())
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                self.outer = [0; $words];
                optimization_barrier(&self.outer);
            }
        }

        redacted!($name);
    };
}

hmac! {
    /// HMAC-MD5 (RFC 2104); its states are wiped when dropped.
    ///
    /// ```
    /// use gatekit_core::request::hash::{Hash, Keyed};
    /// let mut mac = gatekit_lanes::hash::HmacMd5::keyed(b"Jefe").unwrap();
    /// mac.update(b"what do ya want for nothing?");
    /// assert_eq!(mac.finish().as_ref()[..3], [0x75, 0x0c, 0x78]);
    /// ```
    HmacMd5, Md5, 4, "hmac"
}

hmac! {
    /// HMAC-SHA256 (RFC 2104); its states are wiped when dropped.
    ///
    /// ```
    /// use gatekit_core::request::hash::{Hash, Keyed};
    /// let mut mac = gatekit_lanes::hash::HmacSha256::keyed(b"Jefe").unwrap();
    /// mac.update(b"what do ya want for nothing?");
    /// assert_eq!(mac.finish().as_ref()[..3], [0x5b, 0xdc, 0xc1]);
    /// ```
    HmacSha256, Sha256, 8, "hmac-sha256"
}
