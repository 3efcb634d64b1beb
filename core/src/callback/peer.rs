//! Whether the other end of the socket may call.

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::str::FromStr;

/// A block of addresses: `140.205.144.0/24`, `2001:db8::/32`, or a single address.
///
/// An IPv4 address that a dual-stack socket shows as `::ffff:140.205.144.1` counts as IPv4.
///
/// ```
/// use gatekit_core::callback::Cidr;
/// let block: Cidr = "10.0.0.0/8".parse()?;
/// assert!(block.contains("10.1.2.3".parse()?));
/// assert!(block.contains("::ffff:10.1.2.3".parse()?));
/// assert!(!block.contains("11.0.0.0".parse()?));
/// assert_eq!(block.to_string(), "10.0.0.0/8");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    address: IpAddr,
    prefix: u8,
}

/// Bits of `::ffff:0:0/96`, in which IPv4 addresses are mapped.
const MAPPED: u8 = 96;

impl Cidr {
    /// The block of all addresses that share the first `prefix` bits with this one; `None` if an
    /// address has fewer. Bits behind the prefix do not count.
    ///
    /// ```
    /// use gatekit_core::callback::Cidr;
    /// assert!(Cidr::new([10, 0, 0, 1].into(), 32).is_some());
    /// assert!(Cidr::new([10, 0, 0, 1].into(), 33).is_none());
    /// assert_eq!(Cidr::new([10, 0, 0, 1].into(), 8), Some("10.0.0.0/8".parse()?));
    /// # Ok::<(), gatekit_core::callback::CidrError>(())
    /// ```
    #[must_use]
    pub fn new(address: IpAddr, prefix: u8) -> Option<Self> {
        let (address, prefix) = match (address, address.to_canonical()) {
            (IpAddr::V6(_), v4 @ IpAddr::V4(_)) if prefix >= MAPPED => (v4, prefix - MAPPED),
            (address, _) => (address, prefix),
        };
        let behind = u32::from(bits(address).checked_sub(prefix)?);
        let address = match address {
            IpAddr::V4(v4) => {
                let mask = u32::MAX.checked_shl(behind).unwrap_or_default();
                Ipv4Addr::from_bits(v4.to_bits() & mask).into()
            }
            IpAddr::V6(v6) => {
                let mask = u128::MAX.checked_shl(behind).unwrap_or_default();
                Ipv6Addr::from_bits(v6.to_bits() & mask).into()
            }
        };
        Some(Self { address, prefix })
    }

    /// Whether the address is in the block. It must be that of the socket's other end: anybody can
    /// write `X-Forwarded-For` or `X-Real-IP`.
    ///
    /// ```
    /// use gatekit_core::callback::Cidr;
    /// assert!("2001:db8::/32".parse::<Cidr>()?.contains("2001:db8::1".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn contains(&self, peer: IpAddr) -> bool {
        let (difference, bits) = match (self.address, peer.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                (u128::from(ours.to_bits() ^ theirs.to_bits()), 32)
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => (ours.to_bits() ^ theirs.to_bits(), 128),
            _ => return false,
        };
        let behind = u32::saturating_sub(bits, self.prefix.into());
        difference.checked_shr(behind).unwrap_or_default() == 0
    }

    /// Whether one of the blocks (of TOP: what `taobao.top.ipout.get` lists) holds the address of the
    /// socket's other end. An empty list holds none.
    ///
    /// ```
    /// use gatekit_core::callback::Cidr;
    /// let listed: [Cidr; 2] = ["140.205.144.0/24".parse()?, "140.205.145.0/24".parse()?];
    /// assert!(Cidr::any_contains(&listed, "140.205.145.7".parse()?));
    /// assert!(!Cidr::any_contains(&listed, "140.205.146.7".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn any_contains(blocks: &[Self], peer: IpAddr) -> bool {
        blocks.iter().any(|block| block.contains(peer))
    }
}

const fn bits(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

impl FromStr for Cidr {
    type Err = CidrError;

    fn from_str(text: &str) -> Result<Self, CidrError> {
        let mut parts = text.as_bytes().splitn(2, |byte| *byte == b'/');
        let parsed = parts.next().and_then(address).and_then(|address| {
            let prefix = parts.next().map_or(Some(bits(address)), decimal)?;
            Self::new(address, prefix)
        });
        parsed.ok_or(CidrError)
    }
}

/// Takes the same texts as `core::net`, whose parser is not free of panics.
fn address(text: &[u8]) -> Option<IpAddr> {
    let v6 = || v6(text).map(|bits| Ipv6Addr::from_bits(bits).into());
    v4(text)
        .map(|bits| Ipv4Addr::from_bits(bits).into())
        .or_else(v6)
}

fn v4(text: &[u8]) -> Option<u32> {
    let mut octets = text.split(|byte| *byte == b'.');
    let mut bits = 0;
    for _ in 0..4 {
        bits = bits << 8 | u32::from(decimal(octets.next()?)?);
    }
    octets.next().is_none().then_some(bits)
}

/// Eight groups, or fewer around one `::`.
fn v6(text: &[u8]) -> Option<u128> {
    let Some(gap) = text.windows(2).position(|pair| pair == b"::") else {
        let (bits, length) = groups(text)?;
        return (length == 128).then_some(bits);
    };
    let head = text.get(..gap)?;
    if head.contains(&b'.') {
        return None;
    }
    let (head, head_length) = groups(head)?;
    let (tail, tail_length) = groups(text.get(gap.checked_add(2)?..)?)?;
    let rest = 128_u32.checked_sub(head_length)?;
    let head = head.checked_shl(rest).unwrap_or_default();
    (tail_length < rest).then_some(head | tail)
}

/// Groups of hexadecimal digits, of which the last two may be an IPv4 address, and how many bits
/// they are.
fn groups(text: &[u8]) -> Option<(u128, u32)> {
    let (mut bits, mut length) = (0_u128, 0_u32);
    if text.is_empty() {
        return Some((bits, length));
    }
    let mut groups = text.split(|byte| *byte == b':').peekable();
    while let Some(group) = groups.next() {
        let (value, width) = match v4(group) {
            Some(value) if groups.peek().is_none() => (value, 32),
            _ => (hexadecimal(group)?, 16),
        };
        bits = bits << width | u128::from(value);
        length = length.checked_add(width).filter(|length| *length <= 128)?;
    }
    Some((bits, length))
}

fn hexadecimal(text: &[u8]) -> Option<u32> {
    if !(1..=4).contains(&text.len()) {
        return None;
    }
    text.iter().try_fold(0, |number, byte| {
        Some(number << 4 | char::from(*byte).to_digit(16)?)
    })
}

/// Below 256, without zeros in front, which some read as octal.
fn decimal(text: &[u8]) -> Option<u8> {
    if text.is_empty() || (text.len() > 1 && text.starts_with(b"0")) {
        return None;
    }
    text.iter().try_fold(0_u8, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| byte - b'0')?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

impl fmt::Display for Cidr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.address, self.prefix)
    }
}

/// The text is no block of addresses: the caller's to mend.
///
/// ```
/// use gatekit_core::callback::{Cidr, CidrError};
/// assert_eq!("140.205.144.".parse::<Cidr>(), Err(CidrError));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CidrError;

impl fmt::Display for CidrError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not an address and not a block such as 10.0.0.0/8")
    }
}

impl core::error::Error for CidrError {}
