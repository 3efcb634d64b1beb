//! Refusals: what a platform says when it does not do what was asked, whose fault it is, and
//! whether asking again is safe.

use core::fmt;

/// A refusal. `S` is the type of its texts: `&str` borrowed from the received bytes, or `String`.
///
/// ```
/// use gatekit_core::{Gateway, Top, api::damai::CancelLockStock, reply::{Owner, ReadError, Reason}};
/// let top = Top::md5("12345678", "helloworld")?;
/// let mut body = *br#"{"error_response":{"code":25,"msg":"Invalid signature"}}"#;
/// let Err(ReadError::Refused(fault)) = top.read(&CancelLockStock::order("1"), &mut body) else {
///     unreachable!()
/// };
/// assert_eq!(fault.code, Some("25"));
/// assert_eq!(fault.reason, Reason::SignatureInvalid);
/// assert_eq!(fault.owner(), Owner::Caller);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault<S> {
    /// What the refusal means.
    pub reason: Reason,
    /// The documented refusal of this method that it is, if any.
    pub known: Option<&'static KnownRefusal>,
    /// The platform's code (`25`, `406`).
    pub code: Option<S>,
    /// The finer code (`isv.invalid-parameter`, `PhalApi`'s `data.code`).
    pub sub_code: Option<S>,
    /// The platform's text.
    pub message: Option<S>,
    /// The finer text.
    pub sub_message: Option<S>,
    /// What the platform advises (Qianmi).
    pub solution: Option<S>,
    /// The platform's name for this request: quote it when asking its support.
    pub request_id: Option<S>,
}

impl<S> Fault<S> {
    /// Whose fault it is.
    ///
    /// ```
    /// use gatekit_core::{Gateway, Qianmi, api::d2p, reply::{Owner, ReadError}};
    /// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?;
    /// let mut body = *br#"{"errorToken":"x","code":"7"}"#;
    /// let Err(ReadError::Refused(fault)) = qianmi.read(&d2p::TradeCancel::order("T1"), &mut body) else {
    ///     unreachable!()
    /// };
    /// assert_eq!(fault.owner(), Owner::Gateway);
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub const fn owner(&self) -> Owner {
        match self.known {
            Some(known) => known.owner,
            None => self.reason.owner(),
        }
    }

    /// Whether asking again is safe, and when.
    ///
    /// ```
    /// use gatekit_core::{Gateway, Qianmi, api::d2p, reply::{ReadError, Repeat}};
    /// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?;
    /// let mut body = *br#"{"errorToken":"x","code":"1"}"#; // the service failed
    /// let Err(ReadError::Refused(fault)) = qianmi.read(&d2p::TradeCancel::order("T1"), &mut body) else {
    ///     unreachable!()
    /// };
    /// assert_eq!(fault.repeat(), Repeat::AskFirst);
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub const fn repeat(&self) -> Repeat {
        match self.known {
            Some(known) => known.repeat,
            None => self.reason.repeat(),
        }
    }

    /// What to do about it, in one sentence.
    ///
    /// ```
    /// use gatekit_core::{Gateway, Qianmi, api::d2p, reply::ReadError};
    /// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?;
    /// let mut body = *br#"{"errorToken":"x","code":"25"}"#;
    /// let Err(ReadError::Refused(fault)) = qianmi.read(&d2p::TradeCancel::order("T1"), &mut body) else {
    ///     unreachable!()
    /// };
    /// assert!(fault.hint().starts_with("Check the secret"));
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self.known {
            Some(known) => known.hint,
            None => self.reason.hint(),
        }
    }

    /// The same with texts of another type: `fault.map(String::from)` detaches it from the buffer.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Top, api::damai::CancelLockStock, reply::{Fault, ReadError}};
    /// # let top = Top::md5("12345678", "helloworld")?;
    /// # let mut body = *br#"{"error_response":{"code":25,"msg":"Invalid signature"}}"#;
    /// # let Err(ReadError::Refused(fault)) = top.read(&CancelLockStock::order("1"), &mut body) else {
    /// #     unreachable!()
    /// # };
    /// let owned: Fault<String> = fault.map(String::from);
    /// assert_eq!(owned.message.as_deref(), Some("Invalid signature"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn map<T>(self, mut text: impl FnMut(S) -> T) -> Fault<T> {
        Fault {
            reason: self.reason,
            known: self.known,
            code: self.code.map(&mut text),
            sub_code: self.sub_code.map(&mut text),
            message: self.message.map(&mut text),
            sub_message: self.sub_message.map(&mut text),
            solution: self.solution.map(&mut text),
            request_id: self.request_id.map(&mut text),
        }
    }
}

impl<S: fmt::Display> fmt::Display for Fault<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = match self.reason {
            Reason::BusinessRefused => "the business refused",
            _ => "the gateway refused",
        };
        formatter.write_str(who)?;
        let texts = [
            ("code ", &self.code),
            ("", &self.message),
            ("", &self.sub_code),
            ("", &self.sub_message),
            ("request ", &self.request_id),
        ];
        let mut separator = ": ";
        for (label, text) in texts {
            if let Some(text) = text {
                write!(formatter, "{separator}{label}{text}")?;
                separator = ", ";
            }
        }
        Ok(())
    }
}

impl<S: fmt::Debug + fmt::Display> core::error::Error for Fault<S> {}

/// Whose fault a refusal is.
///
/// ```
/// assert_eq!(gatekit_core::reply::Owner::Business.as_str(), "business");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The program that called, its settings or its permissions: mend them.
    Caller,
    /// The platform or a service behind it.
    Gateway,
    /// The business said no ("already shipped"): a regular answer to act on.
    Business,
}

impl Owner {
    /// The lower-case name.
    ///
    /// ```
    /// assert_eq!(gatekit_core::reply::Owner::Caller.as_str(), "caller");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Gateway => "gateway",
            Self::Business => "business",
        }
    }
}

/// Whether asking again is safe.
///
/// ```
/// assert_eq!(gatekit_core::reply::Repeat::AskFirst.as_str(), "ask-first");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It would be refused again until something changes.
    No,
    /// Nothing was executed: safe after a pause.
    Later,
    /// It may have been executed: ask the platform for the order's state first.
    AskFirst,
}

impl Repeat {
    /// The lower-case name.
    ///
    /// ```
    /// assert_eq!(gatekit_core::reply::Repeat::No.as_str(), "no");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Later => "later",
            Self::AskFirst => "ask-first",
        }
    }
}

/// A refusal that a method's documentation lists, as a named value to compare with.
///
/// ```
/// use gatekit_core::api::d2p;
/// assert!(d2p::TRADE_NOT_FOUND.code.ends_with("service-error:01042001"));
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct KnownRefusal {
    /// The platform's sub code, or its code where there is no sub code.
    pub code: &'static str,
    /// Whose fault it is.
    pub owner: Owner,
    /// Whether asking again is safe.
    pub repeat: Repeat,
    /// What to do about it.
    pub hint: &'static str,
}

macro_rules! reasons {
    ($($name:ident, $owner:ident, $repeat:ident, $meaning:literal, $hint:literal;)*) => {
        /// What a refusal means, the same for all gateways.
        ///
        /// ```
        /// use gatekit_core::reply::Reason;
        /// assert_eq!(Reason::SignatureInvalid.name().to_string(), "signature-invalid");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Reason {
            $(#[doc = $meaning] $name,)*
        }

        impl Reason {
            /// All of them.
            ///
            /// ```
            /// use gatekit_core::reply::Reason;
            /// assert!(Reason::ALL.contains(&Reason::Unknown));
            /// ```
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Whose fault it is.
            ///
            /// ```
            /// # use gatekit_core::reply::{Owner, Reason};
            /// assert_eq!(Reason::ServiceBusy.owner(), Owner::Gateway);
            /// ```
            #[must_use]
            pub const fn owner(self) -> Owner {
                match self { $(Self::$name => Owner::$owner,)* }
            }

            /// Whether asking again is safe.
            ///
            /// ```
            /// # use gatekit_core::reply::{Reason, Repeat};
            /// assert_eq!(Reason::SignatureInvalid.repeat(), Repeat::No);
            /// ```
            #[must_use]
            pub const fn repeat(self) -> Repeat {
                match self { $(Self::$name => Repeat::$repeat,)* }
            }

            /// What to do about it, in one sentence.
            ///
            /// ```
            /// # use gatekit_core::reply::Reason;
            /// assert!(Reason::SessionInvalid.hint().contains("token"));
            /// ```
            #[must_use]
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$name => $hint,)* }
            }

            /// A stable number: the place in [`Self::ALL`] counted from 1, and 400 if it is the
            /// caller's fault, 500 if the gateway's, 600 if the business refused, as in
            /// [`Error::code`](crate::Error::code).
            ///
            /// ```
            /// # use gatekit_core::reply::Reason;
            /// assert_eq!(Reason::SignatureInvalid.code(), 402);
            /// assert_eq!(Reason::ServiceBusy.code(), 523);
            /// ```
            #[must_use]
            pub const fn code(self) -> u16 {
                let hundreds = match (self, self.owner()) {
                    (Self::BusinessRefused, _) => 600,
                    (_, Owner::Gateway) => 500,
                    _ => 400,
                };
                hundreds + 1 + self as u16
            }

            const fn variant(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }
    };
}

// Codes count from the first: a new one comes last.
reasons! {
    SignatureMissing, Caller, No, "The request has no signature.",
        "Send the parameter sign: choose the signature that this gateway expects.";
    SignatureInvalid, Caller, No, "The signature does not fit the request.",
        "Check the secret (no stray space or line end) and the sign method; `gatekit sign --explain` shows what is signed.";
    TimestampMissing, Caller, No, "The request has no timestamp.",
        "Send the parameter timestamp.";
    TimestampInvalid, Caller, No, "The timestamp is too far from the gateway's clock.",
        "Set the clock: the gateway allows 10 minutes of difference; the time is written in GMT+8.";
    AppKeyMissing, Caller, No, "The request names no application.",
        "Give the application key.";
    AppKeyInvalid, Caller, No, "The gateway does not know the application.",
        "Check the application key, and that it belongs to this environment (production or sandbox).";
    SessionMissing, Caller, No, "The method needs a user's token and none was sent.",
        "Authorise the shop and send its token (session, access_token).";
    SessionInvalid, Caller, No, "The user's token is wrong or has expired.",
        "Refresh or apply for the token, then call again.";
    MethodMissing, Caller, No, "The request names no method.",
        "Give the method's name.";
    MethodUnknown, Caller, No, "The gateway does not know the method.",
        "Check the spelling of the method and that it exists on this gateway.";
    MethodObsolete, Caller, No, "The method has been withdrawn.",
        "Use the method that replaces it; see the platform's documentation.";
    VersionInvalid, Caller, No, "The protocol version is missing, wrong or not supported.",
        "Send the documented version: 2.0 for TOP and Qimen, 1.1 for Qianmi.";
    FormatInvalid, Caller, No, "The reply format is not supported.",
        "Ask for json or xml (Qianmi and PhalApi: json).";
    EncodingInvalid, Caller, No, "The request is not in the expected character encoding.",
        "Send UTF-8.";
    HttpMethodInvalid, Caller, No, "The HTTP method is not allowed.",
        "Use POST.";
    ArgumentMissing, Caller, No, "A required argument is missing.",
        "Give the argument that the message names; blank values count as absent.";
    ArgumentInvalid, Caller, No, "An argument is wrong.",
        "Correct the argument that the message names.";
    UploadFailed, Caller, No, "A file could not be taken.",
        "Check the file's size and type.";
    NotPermitted, Caller, No, "The application or user may not do this.",
        "Apply for the permission on the platform's console, or add this address to its allow-list.";
    FlowLimited, Caller, Later, "Too many calls in a short time.",
        "Wait for the time that the message names, then call more slowly.";
    QuotaExhausted, Caller, No, "The calls of this period are used up.",
        "Wait for the quota to be renewed, or buy a larger one.";
    ServiceRefused, Caller, No, "The service behind the gateway refuses the request (`isv.*`).",
        "Correct what the sub code and its message name.";
    ServiceBusy, Gateway, Later, "The platform or its service is busy or not available.",
        "Call again after a pause; lengthen the pause each time.";
    ServiceFailed, Gateway, AskFirst, "The service failed; it may have done what was asked.",
        "Query the order's state before calling again.";
    BusinessRefused, Business, No, "The business refused: a regular answer.",
        "Act on the code and message of the answer; calling again changes nothing.";
    Unknown, Gateway, AskFirst, "A code that is not documented.",
        "Look the code up in the platform's documentation; query the order's state before calling again.";
}

impl Reason {
    /// The name in lower case with hyphens.
    ///
    /// ```
    /// # use gatekit_core::reply::Reason;
    /// assert_eq!(Reason::AppKeyMissing.name().to_string(), "app-key-missing");
    /// ```
    #[must_use]
    pub const fn name(self) -> ReasonName {
        ReasonName(self)
    }
}

/// Displays a [`Reason`]'s name.
///
/// ```
/// use gatekit_core::reply::Reason;
/// assert_eq!(format!("reason={}", Reason::FlowLimited.name()), "reason=flow-limited");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ReasonName(Reason);

impl ReasonName {
    fn characters(self) -> impl Iterator<Item = char> {
        self.0.variant().char_indices().flat_map(|(at, character)| {
            let hyphen = (at > 0 && character.is_ascii_uppercase()).then_some('-');
            hyphen.into_iter().chain([character.to_ascii_lowercase()])
        })
    }
}

impl fmt::Display for ReasonName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        self.characters()
            .try_for_each(|character| formatter.write_char(character))
    }
}
