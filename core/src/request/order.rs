//! The order in which parameters are signed.

use crate::SMALL;
use core::cmp::Ordering;

/// In which order parameters are signed.
///
/// ```
/// use gatekit_core::{Params, request::Order};
/// let mut params = Params::<4>::new(&mut []);
/// params.set_order(Order::Php);
/// for name in ["a", "10", "9"] {
///     params.text(name, "x")?;
/// }
/// let names: Vec<_> = params.as_slice().iter().map(|param| param.name()).collect();
/// assert_eq!(names, [&b"9"[..], b"10", b"a"]);
/// # Ok::<(), gatekit_core::ParamError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By the bytes of their names: TOP, Qimen, Qianmi.
    Bytes,
    /// As `ksort` of PHP 8 does for `PhalApi`: two names that are whole numbers by their value,
    /// all others by their bytes. (PHP also compares `1e3`, `+5` and `0.5` as numbers, `01` and `1` as
    /// equal, and has no order at all for `2`, `10` and `1a`: sites with a signature refuse such names,
    /// see [`Gateway::can_sign`](crate::Gateway::can_sign).)
    Php,
}

/// How two names compare: a function, so that firmware whose gateways know one order has no other.
pub(super) type Compare = fn(&[u8], &[u8]) -> Ordering;

impl Order {
    pub(super) const fn compare(self) -> Compare {
        match self {
            Self::Bytes => as_bytes,
            Self::Php => as_php,
        }
    }
}

fn as_bytes(left: &[u8], right: &[u8]) -> Ordering {
    left.cmp(right)
}

fn as_php(left: &[u8], right: &[u8]) -> Ordering {
    let by_value = match (whole_number(left), whole_number(right)) {
        (Some(left), Some(right)) => compare_numbers(left, right),
        _ => Ordering::Equal,
    };
    by_value.then_with(|| left.cmp(right))
}

/// Whether it is negative, and its digits without zeros in front.
fn whole_number(name: &[u8]) -> Option<(bool, &[u8])> {
    let digits = name.strip_prefix(b"-");
    let negative = digits.is_some();
    let digits = digits.unwrap_or(name);
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    let whole = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    whole.then_some((negative, digits.get(zeros..)?))
}

fn compare_numbers(left: (bool, &[u8]), right: (bool, &[u8])) -> Ordering {
    let magnitudes = left.1.len().cmp(&right.1.len()).then(left.1.cmp(right.1));
    match (left.0, right.0) {
        (false, false) => magnitudes,
        (true, true) => magnitudes.reverse(),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    }
}

/// `left < right`; most names differ in their first bytes.
#[inline]
pub(crate) fn precedes(left: &[u8], right: &[u8]) -> bool {
    if !SMALL
        && let (Some(left), Some(right)) = (left.first_chunk(), right.first_chunk())
        && left != right
    {
        return u32::from_be_bytes(*left) < u32::from_be_bytes(*right);
    }
    match (left.first(), right.first()) {
        (Some(left), Some(right)) if left != right => left < right,
        _ => left < right,
    }
}
