//! Why a parameter cannot be added.

use core::fmt;

/// A parameter that cannot be added: the caller's to mend.
///
/// ```
/// use gatekit_core::request::ParamProblem;
/// let mut params = gatekit_core::Params::<2>::new(&mut []);
/// let error = params.integer("num", 123).unwrap_err();
/// assert_eq!(error.name.to_string(), "num");
/// assert_eq!(error.problem, ParamProblem::RoomTooSmall { needed: 3, available: 0 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParamError {
    /// Which parameter.
    pub name: Name,
    /// What is wrong with it.
    pub problem: ParamProblem,
}

impl ParamError {
    pub(crate) fn new(name: &[u8], problem: ParamProblem) -> Self {
        Self {
            name: Name::new(name),
            problem,
        }
    }
}

/// What is wrong with a parameter.
///
/// ```
/// use gatekit_core::request::ParamProblem;
/// let problem = ParamProblem::RoomTooSmall { needed: 30, available: 20 };
/// assert_eq!(problem.to_string(), "does not fit: the room needs 30 bytes, it has 20");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParamProblem {
    /// The name is empty, or blank: SDKs neither sign nor send that.
    Nameless,
    /// The value is blank, and the gateway cannot do without it.
    Blank,
    /// The name is in the table already; platforms disagree on which value counts.
    Repeated,
    /// The name belongs to the gateway's system parameters.
    Reserved,
    /// The table is full.
    TableFull {
        /// How many parameters it can hold.
        capacity: usize,
    },
    /// The value does not fit into the room.
    RoomTooSmall {
        /// Bytes of room that this and all earlier values need together.
        needed: usize,
        /// Bytes of room that there are.
        available: usize,
    },
    /// JSON cannot hold the value (not a number, infinity, a map whose keys are not text), or a
    /// struct or map was expected.
    NotRepresentable,
    /// An element of a comma-joined list holds a comma: the platform would read two elements.
    CommaInList,
    /// The platform does not sign a parameter of this name as it is sent: PHP renames it or sorts it
    /// as a number (`PhalApi`), or it counts as an upload (Qianmi).
    NotSignable,
    /// A raw body's content type cannot stand in a header: it is more than plain ASCII.
    ContentType,
    /// The platform's signature does not cover a raw body (Qianmi, `PhalApi`): it has to be sent as
    /// parameters.
    Body,
}

impl ParamProblem {
    /// A stable number: 101 nameless, 102 blank, 103 repeated, 104 reserved, 105 table full, 106
    /// room too small, 107 not representable, 108 comma in list, 109 not signable, 110 content type, 115
    /// raw body. The hundreds are those of [`Error::code`](crate::Error::code).
    ///
    /// ```
    /// assert_eq!(gatekit_core::request::ParamProblem::Repeated.code(), 103);
    /// ```
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Nameless => 101,
            Self::Blank => 102,
            Self::Repeated => 103,
            Self::Reserved => 104,
            Self::TableFull { .. } => 105,
            Self::RoomTooSmall { .. } => 106,
            Self::NotRepresentable => 107,
            Self::CommaInList => 108,
            Self::NotSignable => 109,
            Self::ContentType => 110,
            Self::Body => 115,
        }
    }
}

impl fmt::Display for ParamProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Nameless => formatter.write_str("has no name"),
            Self::Blank => formatter.write_str("is blank"),
            Self::Repeated => formatter.write_str("occurs twice"),
            Self::Reserved => formatter.write_str("is a system parameter of this gateway"),
            Self::TableFull { capacity } => {
                write!(
                    formatter,
                    "does not fit: the table holds {capacity} parameters"
                )
            }
            Self::RoomTooSmall { needed, available } => write!(
                formatter,
                "does not fit: the room needs {needed} bytes, it has {available}"
            ),
            Self::NotRepresentable => formatter.write_str("cannot be written as a parameter"),
            Self::CommaInList => {
                formatter.write_str("has a comma inside an element of its comma-joined list")
            }
            Self::NotSignable => formatter
                .write_str("has a name that this platform changes or passes over when it signs"),
            Self::ContentType => formatter.write_str("cannot stand in a header"),
            Self::Body => formatter.write_str("is not covered by this platform's signature"),
        }
    }
}

impl fmt::Display for ParamError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem {
            ParamProblem::Nameless => write!(formatter, "a parameter {}", self.problem),
            // A parameter has a name; this is about the value that should have become several.
            ParamProblem::NotRepresentable if self.name == Name::new(b"") => {
                formatter.write_str("only a struct or a map becomes parameters")
            }
            ParamProblem::ContentType => {
                write!(formatter, "the raw body's content type {}", self.problem)
            }
            ParamProblem::Body => write!(formatter, "the raw body {}", self.problem),
            problem => write!(formatter, "parameter {} {problem}", self.name),
        }
    }
}

impl core::error::Error for ParamError {}

/// The first 32 bytes of a parameter's name, kept inside an error.
///
/// ```
/// # use gatekit_core::request::Name;
/// assert_eq!(Name::new(b"tid").to_string(), "tid");
/// assert_eq!(Name::new(&[b'x'; 40]).to_string().len(), 32 + "...".len());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Name {
    bytes: [u8; Self::KEPT],
    length: u8,
    cut: bool,
}

impl Name {
    const KEPT: usize = 32;

    /// Copies the start of a name.
    ///
    /// ```
    /// # use gatekit_core::request::Name;
    /// assert_eq!(format!("{:?}", Name::new(b"tid")), "\"tid\"");
    /// ```
    #[must_use]
    pub fn new(name: &[u8]) -> Self {
        let mut bytes = [0; Self::KEPT];
        let mut length = 0;
        for (to, from) in bytes.iter_mut().zip(name) {
            *to = *from;
            length += 1;
        }
        Self {
            bytes,
            length,
            cut: name.len() > Self::KEPT,
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self
            .bytes
            .get(..usize::from(self.length))
            .unwrap_or_default();
        for chunk in kept.utf8_chunks() {
            formatter.write_str(chunk.valid())?;
        }
        formatter.write_str(if self.cut { "..." } else { "" })
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{self}\"")
    }
}
