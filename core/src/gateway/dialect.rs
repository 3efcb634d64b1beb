//! What differs between gateways, as data.

use crate::reply::Leniency;
use crate::request::{Blanks, Order, Place};
use core::ops::Deref;

/// What differs between gateways in requests and in reading, as data.
///
/// ```
/// use gatekit_core::gateway::qianmi;
/// assert_eq!(qianmi::DIALECT.production, "https://api.qianmi.com/api");
/// ```
#[derive(Debug)]
pub struct Dialect {
    /// Short lower-case name.
    pub name: &'static str,
    /// URL for real calls.
    pub production: &'static str,
    /// URL of the platform's own sandbox, if it has one.
    pub sandbox: Option<&'static str>,
    /// System parameters, `sign` among them.
    pub system: SystemParams,
    /// What becomes of blank values.
    pub blanks: Blanks,
    /// In which order parameters are signed.
    pub order: Order,
    /// What its JSON may hold beyond RFC 8259.
    pub leniency: Leniency,
    /// Whether it also speaks XML.
    pub xml: bool,
    /// The paths at which its envelope rule looks, in groups.
    pub envelope: &'static [&'static [&'static str]],
}

/// System parameters in byte order of their names, which is what signing them rests on.
///
/// ```
/// use gatekit_core::gateway::{Slot, SystemParam, SystemParams};
/// use gatekit_core::request::Place;
/// const SYSTEM: SystemParams = SystemParams::new(&[
///     SystemParam::new("app_key", Slot::AppKey, Place::Query),
///     SystemParam::new("sign", Slot::Signature, Place::Query),
/// ]);
/// assert!(SYSTEM.iter().any(|row| row.slot == Slot::Signature));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SystemParams(&'static [SystemParam]);

impl SystemParams {
    /// Each name once, and in byte order.
    ///
    /// # Panics
    ///
    /// Of rows in another order. Of a constant table that is when it is compiled:
    ///
    /// ```compile_fail
    /// use gatekit_core::gateway::{Slot, SystemParam, SystemParams};
    /// use gatekit_core::request::Place;
    /// const SYSTEM: SystemParams = SystemParams::new(&[
    ///     SystemParam::new("sign", Slot::Signature, Place::Query),
    ///     SystemParam::new("app_key", Slot::AppKey, Place::Query),
    /// ]);
    /// let _ = SYSTEM.len();
    /// ```
    #[must_use]
    pub const fn new(rows: &'static [SystemParam]) -> Self {
        assert!(are_sorted(rows), "system parameters are not in byte order");
        Self(rows)
    }
}

impl Deref for SystemParams {
    type Target = [SystemParam];

    fn deref(&self) -> &[SystemParam] {
        self.0
    }
}

impl IntoIterator for SystemParams {
    type Item = &'static SystemParam;
    type IntoIter = core::slice::Iter<'static, SystemParam>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// Whether system parameters stand in byte order, each once.
const fn are_sorted(mut rest: &[SystemParam]) -> bool {
    while let [first, tail @ ..] = rest {
        if let [second, ..] = tail
            && !precedes(first.name.as_bytes(), second.name.as_bytes())
        {
            return false;
        }
        rest = tail;
    }
    true
}

const fn precedes(mut left: &[u8], mut right: &[u8]) -> bool {
    loop {
        match (left, right) {
            ([a, left_tail @ ..], [b, right_tail @ ..]) if *a == *b => {
                left = left_tail;
                right = right_tail;
            }
            ([a, ..], [b, ..]) => return *a < *b,
            ([], [_, ..]) => return true,
            (_, []) => return false,
        }
    }
}

/// One system parameter.
///
/// ```
/// use gatekit_core::gateway::{Slot, SystemParam};
/// use gatekit_core::request::Place;
/// const VERSION: SystemParam = SystemParam::new("v", Slot::Version, Place::Query);
/// ```
#[derive(Debug)]
pub struct SystemParam {
    /// Its name on the wire.
    pub name: &'static str,
    /// What fills it.
    pub slot: Slot,
    /// Where it travels.
    pub place: Place,
}

impl SystemParam {
    /// A row of the table.
    ///
    /// ```
    /// use gatekit_core::{gateway::{Slot, SystemParam}, request::Place};
    /// assert_eq!(SystemParam::new("v", Slot::Version, Place::Query).name, "v");
    /// ```
    #[must_use]
    pub const fn new(name: &'static str, slot: Slot, place: Place) -> Self {
        Self { name, slot, place }
    }
}

/// What fills a system parameter.
///
/// ```
/// use gatekit_core::{Gateway, Top, gateway::Slot};
/// let top = Top::md5("12345678", "helloworld")?;
/// assert_eq!(top.system_value(Slot::SignMethod), Some("md5"));
/// assert_eq!(top.system_value(Slot::Session), None);
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Slot {
    /// The application key.
    AppKey,
    /// The user's token.
    Session,
    /// The reply format.
    Format,
    /// The protocol version.
    Version,
    /// How it is signed.
    SignMethod,
    /// The name of the software that calls.
    PartnerId,
    /// The application that provides the method.
    TargetAppKey,
    /// Whether JSON replies come without their outer level.
    Simplify,
    /// The customer to whom Qimen routes.
    CustomerId,
    /// The user on whose behalf PhalApi-Pro is called.
    UserId,
    /// The call's method.
    Method,
    /// The moment of the call.
    Timestamp,
    /// The signature: never signed itself.
    Signature,
    /// The name is kept from callers, nothing is sent.
    Reserved,
}

impl Slot {
    /// Those whose values the gateway gives, each in the place of its number.
    pub(super) const GIVEN: [Self; 10] = [
        Self::AppKey,
        Self::Session,
        Self::Format,
        Self::Version,
        Self::SignMethod,
        Self::PartnerId,
        Self::TargetAppKey,
        Self::Simplify,
        Self::CustomerId,
        Self::UserId,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    /// Whether a table of these names is sorted.
    fn is_sorted(names: &[&'static str]) -> bool {
        let row = |name: &&'static str| SystemParam::new(name, Slot::Reserved, Place::Query);
        let rows: Vec<_> = names.iter().map(row).collect();
        are_sorted(&rows)
    }

    #[test]
    fn a_slot_stands_in_the_place_of_its_number() {
        for (at, slot) in Slot::GIVEN.into_iter().enumerate() {
            assert_eq!(slot as usize, at);
        }
        // The first of those that no gateway gives.
        assert_eq!(Slot::Method as usize, Slot::GIVEN.len());
    }

    #[test]
    fn tables_that_are_not_sorted_do_not_compile() {
        assert!(precedes(b"a", b"ab") && precedes(b"app_key", b"format"));
        assert!(!precedes(b"a", b"a") && !precedes(b"b", b"a") && !precedes(b"ab", b"a"));
        assert!(is_sorted(&[]) && is_sorted(&["a", "ab", "b"]));
        assert!(!is_sorted(&["a", "a"]) && !is_sorted(&["ab", "a"]));
        assert!(!is_sorted(&["a", "c", "b"]) && !is_sorted(&["b", "a", "c"]));
    }
}
