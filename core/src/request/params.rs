//! The parameters of one call: a table of fixed capacity, kept in signing order.
//!
//! Names and text values are borrowed. What has to be written first (numbers, timestamps, nested
//! JSON) is written into the *room*, memory that the caller lends; nothing is copied twice.

use super::blank::{Blanks, is_blank};
use super::json;
use super::order::{Compare, Order};
use super::param_error::{Name, ParamError, ParamProblem};
use super::{Place, SYSTEM_MAX};
use crate::clock::{TIMESTAMP_BYTES, Timestamp};
use core::fmt;
use core::ops::{Deref, DerefMut};
use heapless::vec::{OwnedVecStorage, VecInner, VecStorage, ViewVecStorage};
use serde::Serialize;

/// One parameter as it is signed and, percent-encoded, as it is sent.
///
/// ```
/// use gatekit_core::Params;
/// let mut params = Params::<4>::new(&mut []);
/// params.text("tid", "T2015")?;
/// assert_eq!(params.as_slice()[0].name(), b"tid");
/// assert_eq!(params.as_slice()[0].value(), b"T2015");
/// # Ok::<(), gatekit_core::ParamError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Param<'a> {
    name: &'a [u8],
    value: &'a [u8],
}

impl<'a> Param<'a> {
    pub(crate) const fn new(name: &'a [u8], value: &'a [u8]) -> Self {
        Self { name, value }
    }

    /// The name, in the encoding that arrived (UTF-8 for everything that this library sends).
    ///
    /// ```
    /// let mut params = gatekit_core::Params::<2>::new(&mut []);
    /// params.bytes(b"\xb5\xea", b"1")?; // GBK
    /// assert_eq!(params.as_slice()[0].name(), b"\xb5\xea");
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    #[must_use]
    pub const fn name(self) -> &'a [u8] {
        self.name
    }

    /// The value as it is signed: not percent-encoded.
    ///
    /// ```
    /// let mut params = gatekit_core::Params::<2>::new(&mut []);
    /// params.text("note", "a & b")?;
    /// assert_eq!(params.as_slice()[0].value(), b"a & b");
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    #[must_use]
    pub const fn value(self) -> &'a [u8] {
        self.value
    }
}

impl Param<'_> {
    /// Whether they are equal; mostly they are the same bytes in memory.
    pub(super) fn same(self, other: Param<'_>) -> bool {
        let same = |one: &[u8], other: &[u8]| core::ptr::eq(one, other) || one == other;
        same(self.name, other.name) && same(self.value, other.value)
    }
}

impl fmt::Debug for Param<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values hold tokens and secrets; `Request::masked` shows them safely.
        write!(
            formatter,
            "{}=({} bytes)",
            Name::new(self.name),
            self.value.len()
        )
    }
}

/// The parameter table of one call, for at most `N` parameters.
///
/// Needs `N` + 14 (the gateway's own parameters) x two slices of RAM (8 bytes each on 32-bit
/// processors) and the caller's room:
/// [`TIMESTAMP_BYTES`] for the request's timestamp plus whatever the call writes (the length of
/// its nested JSON and numbers). Functions take [`ParamsView`], so capacities do not multiply code.
///
/// ```
/// use gatekit_core::Params;
/// let mut room = [0; 64];
/// let mut params = Params::<8>::new(&mut room);
/// params.text("z", "last")?;
/// params.integer("num_iid", 7_091_800_003_790_954_036)?;
/// params.boolean("has_showcase", true)?;
/// params.json("filter", &[[1, 2], [3, 4]])?;
/// let names: Vec<_> = params.as_slice().iter().map(|param| param.name()).collect();
/// assert_eq!(names, [&b"filter"[..], b"has_showcase", b"num_iid", b"z"]);
/// # Ok::<(), gatekit_core::ParamError>(())
/// ```
pub type Params<'a, const N: usize = 16> = ParamsInner<'a, OwnedVecStorage<Param<'a>, N>>;

/// [`Params`] of any capacity.
///
/// ```
/// use gatekit_core::request::ParamsView;
/// fn fill<'a>(params: &mut ParamsView<'a>, tid: &'a str) -> Result<(), gatekit_core::ParamError> {
///     params.text("tid", tid)
/// }
/// let mut params = gatekit_core::Params::<2>::new(&mut []);
/// fill(&mut params, "T1").unwrap();
/// ```
pub type ParamsView<'a> = ParamsInner<'a, ViewVecStorage<Param<'a>>>;

/// The type behind [`Params`] and [`ParamsView`].
///
/// ```
/// use gatekit_core::request::{Params, ParamsView};
/// let mut params = Params::<2>::new(&mut []);
/// let view: &mut ParamsView<'_> = &mut params; // of whatever capacity
/// view.text("tid", "T1")?;
/// assert_eq!(params.as_slice().len(), 1);
/// # Ok::<(), gatekit_core::ParamError>(())
/// ```
pub struct ParamsInner<'a, S: VecStorage<Param<'a>> + ?Sized> {
    room: &'a mut [u8],
    used: usize,
    blanks: Blanks,
    order: Order,
    compare: Compare,
    system: System<'a>,
    table: VecInner<Param<'a>, usize, S>,
}

/// A gateway's own parameters, in byte order of their names.
#[derive(Clone)]
#[repr(C)] // A new one's two zeros stand side by side: apart, the compiler clears all between them.
pub(crate) struct System<'a> {
    /// A bit for each that travels in the body.
    pub(super) in_body: u16,
    pub(crate) params: heapless::Vec<Param<'a>, SYSTEM_MAX>,
}

impl<'a, const N: usize> Params<'a, N> {
    /// An empty table that writes into `room` and drops blank values.
    ///
    /// ```
    /// let mut room = [0; 19];
    /// let params = gatekit_core::Params::<16>::new(&mut room);
    /// assert!(params.as_slice().is_empty());
    /// ```
    #[must_use]
    pub const fn new(room: &'a mut [u8]) -> Self {
        Self {
            room,
            used: 0,
            blanks: Blanks::Dropped,
            order: Order::Bytes,
            compare: Order::Bytes.compare(),
            system: System {
                in_body: 0,
                params: heapless::Vec::new(),
            },
            table: heapless::Vec::new(),
        }
    }
}

impl<'a, const N: usize> Deref for Params<'a, N> {
    type Target = ParamsView<'a>;

    fn deref(&self) -> &Self::Target {
        self
    }
}

impl<const N: usize> DerefMut for Params<'_, N> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self
    }
}

impl<'a> ParamsView<'a> {
    /// Adds a text.
    ///
    /// ```
    /// use gatekit_core::request::ParamProblem;
    /// let mut params = gatekit_core::Params::<2>::new(&mut []);
    /// params.text("tid", "1")?;
    /// let error = params.text("tid", "2").unwrap_err();
    /// assert_eq!(error.problem, ParamProblem::Repeated);
    /// assert_eq!(error.to_string(), "parameter tid occurs twice");
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub fn text(&mut self, name: &'a str, value: &'a str) -> Result<(), ParamError> {
        self.bytes(name.as_bytes(), value.as_bytes())
    }

    /// Adds a text, if there is one.
    ///
    /// ```
    /// let mut params = gatekit_core::Params::<2>::new(&mut []);
    /// params.optional("buyer_open_uid", None)?;
    /// assert!(params.as_slice().is_empty());
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub fn optional(&mut self, name: &'a str, value: Option<&'a str>) -> Result<(), ParamError> {
        value.map_or(Ok(()), |value| self.text(name, value))
    }

    /// Adds raw bytes: what a verifier received, in whatever encoding.
    ///
    /// ```
    /// let mut params = gatekit_core::Params::<2>::new(&mut []);
    /// params.bytes(b"nick", b"\xb5\xea")?; // GBK
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub fn bytes(&mut self, name: &'a [u8], value: &'a [u8]) -> Result<(), ParamError> {
        if name.is_empty() {
            return Err(ParamError::new(name, ParamProblem::Nameless));
        }
        if self.blanks == Blanks::Dropped && is_blank(value) {
            return Ok(());
        }
        let greater = |param: &&Param<'_>| (self.compare)(param.name, name).is_gt();
        let greater = self.table.iter().rev().take_while(greater).count();
        let mut others = self.table.iter().rev();
        let repeated = match self.order {
            Order::Bytes => others.nth(greater).is_some_and(|param| param.name == name),
            // PHP's order is not transitive ("10" < "1a" < "2"), so neighbours do not tell.
            Order::Php => others.any(|param| param.name == name),
        };
        if repeated {
            return Err(ParamError::new(name, ParamProblem::Repeated));
        }
        if self.table.push(Param { name, value }).is_err() {
            let capacity = self.table.capacity();
            return Err(ParamError::new(name, ParamProblem::TableFull { capacity }));
        }
        self.sink_last(greater);
        Ok(())
    }

    /// Adds an integer, written in decimal.
    ///
    /// ```
    /// let mut room = [0; 2];
    /// let mut params = gatekit_core::Params::<2>::new(&mut room);
    /// params.integer("num", -7)?;
    /// assert_eq!(params.as_slice()[0].value(), b"-7");
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub fn integer(&mut self, name: &'a str, value: i64) -> Result<(), ParamError> {
        self.json(name, &value)
    }

    /// Adds `true` or `false`.
    ///
    /// ```
    /// let mut params = gatekit_core::Params::<2>::new(&mut []);
    /// params.boolean("is_gift", false)?;
    /// assert_eq!(params.as_slice()[0].value(), b"false");
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub fn boolean(&mut self, name: &'a str, value: bool) -> Result<(), ParamError> {
        self.text(name, if value { "true" } else { "false" })
    }

    /// Adds `yyyy-MM-dd HH:mm:ss` in GMT+8, 19 bytes of room.
    ///
    /// ```
    /// use gatekit_core::{Params, Timestamp};
    /// let mut room = [0; 19];
    /// let mut params = Params::<2>::new(&mut room);
    /// params.timestamp("start_created", Timestamp::from_unix(0).unwrap())?;
    /// assert_eq!(params.as_slice()[0].value(), b"1970-01-01 08:00:00");
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub fn timestamp(&mut self, name: &'a str, value: Timestamp) -> Result<(), ParamError> {
        let written = self.write_timestamp(name, value)?;
        self.bytes(name.as_bytes(), written)
    }

    /// Adds a nested object or list as compact JSON (non-ASCII as UTF-8), written into the room.
    /// JSON `null` counts as absent, as in the Java SDK.
    ///
    /// ```
    /// #[derive(serde::Serialize)]
    /// struct Order<'a> { tid: &'a str, note: Option<&'a str> }
    /// let mut room = [0; 24];
    /// let mut params = gatekit_core::Params::<2>::new(&mut room);
    /// params.json("bizOrder", &Order { tid: "7", note: None })?;
    /// assert_eq!(params.as_slice()[0].value(), br#"{"tid":"7","note":null}"#);
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub fn json<T: Serialize + ?Sized>(
        &mut self,
        name: &'a str,
        value: &T,
    ) -> Result<(), ParamError> {
        let written = json::write(self.room, value);
        if written == Ok(None) {
            return Ok(());
        }
        let length = written.map(Option::unwrap_or_default);
        let value = self.take_room(name, length)?;
        self.bytes(name.as_bytes(), value)
    }

    /// Adds each field of a struct (or entry of a map) as a parameter of that name: scalars as
    /// text, `None` not at all, a list of scalars comma-joined (as the SDKs do), nested objects
    /// and lists of objects as JSON. Everything is copied into the room; [`Self::text`] is not.
    ///
    /// ```
    /// #[derive(serde::Serialize)]
    /// struct Query<'a> { fields: [&'a str; 2], tid: u64, filter: Option<&'a str> }
    /// let mut room = [0; 32];
    /// let mut params = gatekit_core::Params::<4>::new(&mut room);
    /// params.fields(&Query { fields: ["tid", "status"], tid: 7, filter: None })?;
    /// assert_eq!(params.as_slice()[0].value(), b"tid,status");
    /// assert_eq!(params.as_slice()[1].value(), b"7");
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub fn fields<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ParamError> {
        super::fields::write(self, value)
    }

    /// The parameters in signing order.
    ///
    /// ```
    /// assert!(gatekit_core::Params::<2>::new(&mut []).as_slice().is_empty());
    /// ```
    #[must_use]
    pub fn as_slice(&self) -> &[Param<'a>] {
        self.table.as_slice()
    }

    /// Chooses what becomes of blank values that are added from now on. `Gateway::sign` sets what
    /// its platform needs.
    ///
    /// ```
    /// gatekit_core::Params::<2>::new(&mut []).set_blanks(gatekit_core::request::Blanks::Kept);
    /// ```
    pub const fn set_blanks(&mut self, blanks: Blanks) {
        self.blanks = blanks;
    }

    /// Chooses the order of parameters; to be set before any is added. `Gateway::sign` sets what
    /// its platform needs.
    ///
    /// ```
    /// gatekit_core::Params::<2>::new(&mut []).set_order(gatekit_core::request::Order::Bytes);
    /// ```
    pub const fn set_order(&mut self, order: Order) {
        self.order = order;
        self.compare = order.compare();
    }

    /// Empties the table for what a verifier receives, which is signed blank or not.
    pub(crate) fn receive(&mut self, order: Order) {
        self.clear();
        self.blanks = Blanks::Kept;
        self.set_order(order);
    }

    pub(crate) fn clear(&mut self) {
        self.table.clear();
    }

    /// Forgets the system parameters of a request before.
    pub(crate) fn clear_system(&mut self) {
        self.system.params.clear();
        self.system.in_body = 0;
    }

    /// Adds the next system parameter; they come in byte order of their names.
    pub(crate) fn push_system(&mut self, param: Param<'a>, place: Place) -> Result<(), ParamError> {
        if place == Place::Body {
            let bit = 1_u16.checked_shl(self.system.params.len().try_into().unwrap_or(u32::MAX));
            self.system.in_body |= bit.unwrap_or_default();
        }
        let capacity = SYSTEM_MAX;
        let full =
            |param: Param<'_>| ParamError::new(param.name(), ParamProblem::TableFull { capacity });
        self.system.params.push(param).map_err(full)
    }

    /// Takes the system parameters of a call before.
    pub(crate) fn set_system(&mut self, system: &System<'a>) {
        self.system.clone_from(system);
    }

    pub(crate) fn set_system_value(&mut self, at: usize, value: &'a [u8]) {
        if let Some(param) = self.system.params.get_mut(at) {
            param.value = value;
        }
    }

    pub(crate) const fn system(&self) -> &System<'a> {
        &self.system
    }

    /// How many parameters the table can hold.
    pub(crate) fn capacity(&self) -> usize {
        self.table.capacity()
    }

    /// Bytes of room that are still free.
    pub(crate) const fn free_room(&self) -> usize {
        self.room.len()
    }

    /// Cuts so many bytes off the room.
    pub(crate) fn cut_room(&mut self, length: usize) -> Option<&'a mut [u8]> {
        if length > self.room.len() {
            return None;
        }
        let room = core::mem::take(&mut self.room);
        let (cut, rest) = room.split_at_mut_checked(length)?;
        self.room = rest;
        self.used = self.used.saturating_add(length);
        Some(cut)
    }

    pub(crate) fn write_timestamp(
        &mut self,
        name: &str,
        value: Timestamp,
    ) -> Result<&'a [u8], ParamError> {
        if let Some(room) = self.room.first_chunk_mut() {
            *room = value.to_bytes();
        }
        self.take_room(name, Ok(TIMESTAMP_BYTES))
    }

    /// The part of the room that is still free, to write a value into.
    pub(super) fn room(&mut self) -> &mut [u8] {
        self.room
    }

    /// Cuts the written value off the room; `written` counts all bytes, also those that did not
    /// fit.
    pub(super) fn take_room(
        &mut self,
        name: &str,
        written: Result<usize, json::WriteError>,
    ) -> Result<&'a [u8], ParamError> {
        let error = |problem| Err(ParamError::new(name.as_bytes(), problem));
        if name.is_empty() {
            return error(ParamProblem::Nameless);
        }
        let length = match written {
            Ok(length) => length,
            Err(json::WriteError::CommaInList) => return error(ParamProblem::CommaInList),
            Err(_) => return error(ParamProblem::NotRepresentable),
        };
        let available = self.used.saturating_add(self.room.len());
        let needed = self.used.saturating_add(length);
        if length > self.room.len() {
            return error(ParamProblem::RoomTooSmall { needed, available });
        }
        Ok(self.cut_room(length).unwrap_or_default())
    }

    /// Moves the last entry towards the front by so many places.
    fn sink_last(&mut self, places: usize) {
        let mut rest = self.table.as_mut_slice();
        for _ in 0..places {
            let Some((last, before)) = rest.split_last_mut() else {
                return;
            };
            if let Some(previous) = before.last_mut() {
                core::mem::swap(previous, last);
            }
            rest = before;
        }
    }
}

impl<'a, S: VecStorage<Param<'a>> + ?Sized> fmt::Debug for ParamsInner<'a, S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.table.iter()).finish()
    }
}
