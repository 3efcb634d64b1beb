//! What somebody may have signed: every step from parameters to signature, open to a mistake.

use super::engine::Engine;
use super::method::Method;
use crate::credentials::Secret;
use gatekit_core::Params;
use gatekit_core::request::sign::Signature;
use gatekit_core::request::{Blanks, Order};
use std::rc::Rc;
use zeroize::Zeroizing;

/// Parameters that can be signed at once.
pub(super) const PARAMS_MAX: usize = 256;

/// A parameter, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) value: String,
    /// The value as it stood in a URL or a form.
    pub(super) encoded: Option<String>,
    /// Whether it is one of the gateway's own.
    pub(super) is_system: bool,
    /// Whether nobody gave it: the documented default.
    pub(super) is_assumed: bool,
    /// Its place among those that were given.
    pub(super) place: usize,
}

impl Parameter {
    /// The name of one of the gateway's own, nothing for the others.
    fn name_of_system(&self) -> &str {
        if self.is_system { &self.name } else { "" }
    }

    /// Whether the gateways but PhalApi leave it out.
    pub(super) fn is_blank(&self) -> bool {
        let mut params = Params::<1>::new(&mut []);
        params.text("name", &self.value).is_ok() && params.as_slice().is_empty()
    }
}

/// In which order parameters are signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sorting {
    /// By the rule of the gateway.
    Right(Order),
    AsGiven,
    SystemFirst,
    BusinessFirst,
    /// The gateway's own in order, the others as they were given.
    SortedSystemFirst,
    SortedSystemLast,
    /// Each of the two sorted by itself.
    SystemThenBusiness,
    BusinessThenSystem,
    Descending,
    ByBytes,
    /// By the units of UTF-16, in which Java and JavaScript hold texts.
    Utf16,
    /// As texts `name=value`.
    ByPair,
    ByValue,
    /// Small and capital letters alike, compared as small ones.
    Lower,
    /// The same, compared as capital ones: `_` comes after letters.
    Upper,
    /// As a dictionary has it: marks, digits, letters.
    Dictionary,
}

/// What is written of each parameter, and between them.
#[derive(Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each a choice of its own
pub(super) struct Joints {
    pub(super) names: bool,
    pub(super) equals: &'static str,
    pub(super) ampersand: &'static str,
    /// Whether the latter also stands after the last parameter, and after the secret before them.
    pub(super) closed: bool,
    pub(super) around: bool,
    /// Whether empty values and `0` are passed over.
    pub(super) skips_false: bool,
}

/// How text becomes bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    Gbk,
}

#[derive(Clone)]
pub(super) struct Attempt {
    pub(super) params: Vec<Parameter>,
    /// Blank ones, which are neither signed nor sent.
    pub(super) dropped: Vec<Parameter>,
    pub(super) sorting: Sorting,
    pub(super) joints: Joints,
    pub(super) charset: Charset,
    pub(super) body: String,
    /// One for all that are made of this one, wiped with the last of them.
    pub(super) secret: Rc<Secret>,
    pub(super) secret_before: bool,
    pub(super) secret_after: bool,
    pub(super) engine: Engine,
    pub(super) upper_case: bool,
}

impl Attempt {
    /// What is right: `params` signed as this method and this order have it.
    pub(super) fn right(
        params: Vec<Parameter>,
        blanks: Blanks,
        order: Order,
        body: &str,
        secret: Rc<Secret>,
        method: &Method,
    ) -> Self {
        let drops = blanks == Blanks::Dropped;
        let (dropped, params) = params
            .into_iter()
            .partition(|param| drops && param.is_blank());
        let mut attempt = Self {
            params,
            dropped,
            sorting: Sorting::Right(order),
            joints: method.joints,
            charset: Charset::Utf8,
            body: body.to_owned(),
            secret,
            secret_before: false,
            secret_after: false,
            engine: method.engine,
            upper_case: true,
        };
        attempt.sign_with(method);
        attempt
    }

    pub(super) fn sign_with(&mut self, method: &Method) {
        self.joints = method.joints;
        self.secret_before = method.secret_before;
        self.secret_after = method.secret_after;
        self.engine = method.engine;
        self.upper_case = method.upper_case;
    }

    /// The string that is hashed.
    pub(super) fn string(&self) -> Vec<u8> {
        self.charset.bytes(&self.text(self.secret.reveal()))
    }

    pub(super) fn signature(&self) -> Signature {
        let key = Zeroizing::new(self.charset.bytes(self.secret.reveal()));
        self.engine.sign(&key, &self.string())
    }

    /// The string with something in the secret's place.
    pub(super) fn text(&self, secret: &str) -> String {
        let Joints {
            names,
            equals,
            ampersand,
            closed,
            around,
            skips_false,
        } = self.joints;
        let mut text = String::new();
        if self.secret_before {
            text.push_str(secret);
            text.push_str(if around { ampersand } else { "" });
        }
        let is_signed = |param: &&Parameter| !(skips_false && matches!(&*param.value, "" | "0"));
        let mut separator = "";
        for param in self.sorted().into_iter().filter(is_signed) {
            text.push_str(separator);
            if names {
                text.push_str(&param.name);
                text.push_str(equals);
            }
            text.push_str(&param.value);
            separator = ampersand;
        }
        if closed {
            text.push_str(separator);
        }
        text.push_str(&self.body);
        if self.secret_after {
            text.push_str(if around { ampersand } else { "" });
            text.push_str(secret);
        }
        text
    }

    /// The parameter of that name.
    pub(super) fn param(&self, name: &str) -> Option<&Parameter> {
        self.params.iter().find(|param| param.name == name)
    }

    /// Gives the parameter of that name another value, if there is one.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        for param in self.params.iter_mut().filter(|param| param.name == name) {
            value.clone_into(&mut param.value);
        }
    }

    /// Whether somebody's secret counts.
    pub(super) fn has_secret(&self) -> bool {
        self.secret_before || self.secret_after || self.engine.has_key()
    }

    fn sorted(&self) -> Vec<&Parameter> {
        let mut sorted: Vec<_> = self.params.iter().collect();
        sorted.sort_by_key(|param| param.place);
        match self.sorting {
            Sorting::Right(order) => return self.in_order(order),
            Sorting::AsGiven => {}
            Sorting::SystemFirst => sorted.sort_by_key(|param| !param.is_system),
            Sorting::BusinessFirst => sorted.sort_by_key(|param| param.is_system),
            Sorting::SortedSystemFirst => {
                sorted.sort_by_key(|param| (!param.is_system, param.name_of_system()));
            }
            Sorting::SortedSystemLast => {
                sorted.sort_by_key(|param| (param.is_system, param.name_of_system()));
            }
            Sorting::SystemThenBusiness => {
                sorted.sort_by_key(|param| (!param.is_system, &*param.name));
            }
            Sorting::BusinessThenSystem => {
                sorted.sort_by_key(|param| (param.is_system, &*param.name));
            }
            Sorting::Descending => sorted.sort_by(|left, right| right.name.cmp(&left.name)),
            Sorting::ByBytes => sorted.sort_by_key(|param| &*param.name),
            Sorting::Utf16 => {
                sorted.sort_by_cached_key(|param| param.name.encode_utf16().collect::<Vec<_>>());
            }
            Sorting::ByPair => {
                sorted.sort_by_cached_key(|param| format!("{}={}", param.name, param.value));
            }
            Sorting::ByValue => sorted.sort_by_key(|param| &*param.value),
            Sorting::Lower => sorted.sort_by_cached_key(|param| param.name.to_lowercase()),
            Sorting::Upper => sorted.sort_by_cached_key(|param| param.name.to_uppercase()),
            Sorting::Dictionary => sorted.sort_by_cached_key(|param| dictionary_key(&param.name)),
        }
        sorted
    }

    /// As the core sorts.
    fn in_order(&self, order: Order) -> Vec<&Parameter> {
        let mut table = Params::<PARAMS_MAX>::new(&mut []);
        table.set_blanks(Blanks::Kept);
        table.set_order(order);
        for param in &self.params {
            // Names occur once and are few enough: the input was checked.
            let _ = table.text(&param.name, &param.value);
        }
        let by_name = |name: &[u8]| {
            let mut params = self.params.iter();
            params.find(|param| param.name.as_bytes() == name)
        };
        let table = table.as_slice().iter();
        table.filter_map(|param| by_name(param.name())).collect()
    }
}

impl Charset {
    pub(super) fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Gbk => encoding_rs::GBK.encode(text).0.into_owned(),
        }
    }
}

fn dictionary_key(name: &str) -> Vec<(u8, char)> {
    let class = |letter: char| match letter {
        _ if letter.is_alphabetic() => 2,
        _ if letter.is_numeric() => 1,
        _ => 0,
    };
    let letters = name.chars().flat_map(char::to_lowercase);
    letters.map(|letter| (class(letter), letter)).collect()
}
