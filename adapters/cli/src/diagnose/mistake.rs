//! The mistakes that are known, as data: what each is called, what is said of it, and what
//! signatures it makes.

use super::attempt::Attempt;
use super::given::Facts;
use super::mistakes::{encoding, json, method, order, parameters, secret, time};

/// A kind of mistake.
pub(super) struct Mistake {
    pub(super) slug: &'static str,
    /// What is wrong; `{}` stands for what the variant is about.
    pub(super) what: &'static str,
    pub(super) remedy: &'static str,
    /// The ways to make it, given what is right.
    pub(super) variants: for<'a> fn(&'a Attempt, &'a Facts) -> Vec<Variant<'a>>,
}

/// A mistake that was found.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) mistake: &'static Mistake,
    pub(super) about: String,
}

impl Found {
    pub(super) fn new(mistake: &'static Mistake, about: String) -> Self {
        Self { mistake, about }
    }

    /// Adds it to others; two of a kind become one about both.
    pub(super) fn join(&self, others: &mut Vec<Self>) {
        let alike = |other: &&mut Self| other.mistake.slug == self.mistake.slug;
        match others.iter_mut().find(alike) {
            Some(other) => other.about = format!("{}, {}", other.about, self.about),
            None => others.push(self.clone()),
        }
    }

    /// What is wrong, in words.
    pub(super) fn what(&self) -> String {
        self.mistake.what.replace("{}", &self.about)
    }
}

/// One way to make a mistake.
pub(super) struct Variant<'v> {
    /// The parameter, the method or whatever else the mistake is about.
    pub(super) about: String,
    /// Whether it is not looked for beside a second mistake.
    pub(super) is_rare: bool,
    change: Box<dyn Fn(&mut Attempt) + 'v>,
}

impl<'v> Variant<'v> {
    pub(super) fn new(about: impl Into<String>, change: impl Fn(&mut Attempt) + 'v) -> Self {
        Self {
            about: about.into(),
            is_rare: false,
            change: Box::new(change),
        }
    }

    pub(super) fn rare(mut self) -> Self {
        self.is_rare = true;
        self
    }

    pub(super) fn rare_if(mut self, is_rare: bool) -> Self {
        self.is_rare |= is_rare;
        self
    }

    /// What becomes of an attempt.
    pub(super) fn of(&self, attempt: &Attempt) -> Attempt {
        let mut attempt = attempt.clone();
        (self.change)(&mut attempt);
        attempt
    }
}

/// Found by the letters of the signature alone.
pub(super) static LOWER_CASE: Mistake = Mistake {
    slug: "lower-case-hex",
    what: "The digest is written in lower-case hexadecimal.",
    remedy: "Write it in upper case: the gateway compares letter by letter.",
    variants: none,
};

/// The same.
pub(super) static UPPER_CASE: Mistake = Mistake {
    slug: "upper-case-hex",
    what: "The digest is written in upper-case hexadecimal.",
    remedy: "Write it in lower case: SimpleMD5Filter compares letter by letter.",
    variants: none,
};

/// Found by comparing what was given with the gateway's defaults.
pub(super) static SYSTEM_LEFT_OUT: Mistake = Mistake {
    slug: "system-parameter-left-out",
    what: "The signature does not cover {}.",
    remedy: "Send every system parameter that the gateway requires, and sign all that is sent.",
    variants: parameters::system_left_out,
};

/// Found by comparing the timestamp that was given with the time.
pub(super) static LOCAL_TIME: Mistake = Mistake {
    slug: "local-time",
    what: "The timestamp is {} the right one.",
    remedy: "Write it in GMT+8, whatever time zone the program runs in; sign and send the same text.",
    variants: time::local_time,
};

/// The same.
pub(super) static EPOCH: Mistake = Mistake {
    slug: "epoch-milliseconds",
    what: "The timestamp is written as {}.",
    remedy: "Write yyyy-MM-dd HH:mm:ss in GMT+8; sign and send the same text.",
    variants: time::epoch,
};

/// Found by comparing a string but for its ends.
pub(super) static WRONG_SECRET: Mistake = Mistake {
    slug: "wrong-secret",
    what: "The string is right, but another secret than the one that was given stands in it.",
    remedy: "Sign with the secret of the application whose key is sent, and give that one here.",
    variants: none,
};

/// In the order in which they are thought of, and made if there are two of them: where two make the
/// same string, the first counts.
pub(super) static KNOWN: [&Mistake; 29] = [
    &Mistake {
        slug: "wrong-method",
        what: "The signature was made with {}, which is not what the parameters or options say.",
        remedy: "Sign with the method that is named to the gateway, or name the one that signs.",
        variants: method::other,
    },
    &Mistake {
        slug: "secret-missing",
        what: "The secret is not in what was hashed.",
        remedy: "Put it where the method wants it: `gatekit sign --explain` shows the place.",
        variants: secret::missing,
    },
    &Mistake {
        slug: "secret-prefix-only",
        what: "The secret stands before the parameters only.",
        remedy: "Put it where the method wants it: `gatekit sign --explain` shows the place.",
        variants: secret::prefix_only,
    },
    &Mistake {
        slug: "secret-suffix-only",
        what: "The secret stands after the parameters only.",
        remedy: "Put it before them too.",
        variants: secret::suffix_only,
    },
    &Mistake {
        slug: "hmac-over-wrapped",
        what: "The secret is the key of the HMAC and stands in the text too{}.",
        remedy: "Hash the parameters alone: with HMAC the secret is the key and nothing else.",
        variants: secret::hmac_over_wrapped,
    },
    &Mistake {
        slug: "wrong-secret-whitespace",
        what: "The secret was used with white space around it: {}.",
        remedy: "Trim it after reading it from its file or variable.",
        variants: secret::whitespace,
    },
    &Mistake {
        slug: "session-left-out",
        what: "`{}` is sent but was not signed.",
        remedy: "Add the token before signing: it is signed like every other parameter.",
        variants: parameters::session_left_out,
    },
    &Mistake {
        slug: "sign-included",
        what: "The parameter `sign` itself was signed{}.",
        remedy: "Leave `sign` out of what is signed, also an empty one and one of an earlier try.",
        variants: parameters::sign_included,
    },
    &Mistake {
        slug: "blank-included",
        what: "A blank value was signed: {}.",
        remedy: "Neither sign nor send parameters without a value or with white space alone.",
        variants: parameters::blank_included,
    },
    &Mistake {
        slug: "blank-dropped",
        what: "A value was left out as blank: {}.",
        remedy: "PhalApi signs every value that arrives: sign blank ones and `0` too, or do not send them.",
        variants: parameters::blank_dropped,
    },
    &SYSTEM_LEFT_OUT,
    &Mistake {
        slug: "business-parameter-left-out",
        what: "The signature does not cover {}.",
        remedy: "Sign every parameter that is sent, those in the query and those in the body.",
        variants: parameters::business_left_out,
    },
    &Mistake {
        slug: "upload-included",
        what: "{} was signed, which the platform passes over when it checks.",
        remedy: "Leave it out of what is signed: parameters of this name count as uploads.",
        variants: parameters::upload_included,
    },
    &Mistake {
        slug: "body-left-out",
        what: "The raw body was not signed.",
        remedy: "Append its bytes to the parameters, exactly as they are sent.",
        variants: parameters::body_left_out,
    },
    &Mistake {
        slug: "case-insensitive-order",
        what: "The names were sorted without regard to case, or by the rules of a language.",
        remedy: "Sort by the names' bytes: capital letters come before `_`, and `_` before small ones.",
        variants: order::case_insensitive,
    },
    &Mistake {
        slug: "utf16-order",
        what: "The names were sorted by their UTF-16 units, as Java and JavaScript compare texts.",
        remedy: "Give parameters names without characters beyond U+FFFF, where SDKs in other languages sort otherwise, or sort by the names' bytes in UTF-8.",
        variants: order::utf16,
    },
    &Mistake {
        slug: "unsorted",
        what: "The parameters are not in order of their names, but {}.",
        remedy: "Sort all of them, system and business together, by the bytes of their names.",
        variants: order::unsorted,
    },
    &Mistake {
        slug: "names-left-out",
        what: "The values were signed without their names.",
        remedy: "Write each name before its value.",
        variants: encoding::names_left_out,
    },
    &Mistake {
        slug: "names-included",
        what: "The names were signed.",
        remedy: "Sign the values alone: this method takes no names.",
        variants: encoding::names_included,
    },
    &Mistake {
        slug: "separators-added",
        what: "Separators were signed: {}.",
        remedy: "Join the parameters as the method has it; `=` and `&` belong to the wire.",
        variants: encoding::separators_added,
    },
    &Mistake {
        slug: "object-object",
        what: "An object was signed as {} instead of the JSON that is sent.",
        remedy: "Make its JSON once, and sign and send that text.",
        variants: json::printed_objects,
    },
    &Mistake {
        slug: "json-spaces",
        what: "The JSON that was signed has other white space than the one that is sent.",
        remedy: "Make the JSON once, and sign and send that text, best without spaces.",
        variants: json::spaces,
    },
    &Mistake {
        slug: "json-unicode-escapes",
        what: "The JSON that was signed writes characters as \\u escapes where the one that is sent does not, or the other way round.",
        remedy: "Make the JSON once, and sign and send that text.",
        variants: json::unicode_escapes,
    },
    &Mistake {
        slug: "json-slash-escapes",
        what: "The JSON that was signed writes `/` as `\\/` where the one that is sent does not, or the other way round.",
        remedy: "Make the JSON once, and sign and send that text.",
        variants: json::slash_escapes,
    },
    &EPOCH,
    &LOCAL_TIME,
    &Mistake {
        slug: "timestamp-taken-twice",
        what: "The timestamp that was signed is {} the one that is sent.",
        remedy: "Read the clock once, and sign and send the same text.",
        variants: time::taken_twice,
    },
    &Mistake {
        slug: "url-encoded-values",
        what: "The values were percent-encoded before they were signed.",
        remedy: "Sign the raw values; encode them for sending only.",
        variants: encoding::url_encoded,
    },
    &Mistake {
        slug: "gbk-bytes",
        what: "The text was hashed in GBK.",
        remedy: "Hash its UTF-8 bytes.",
        variants: encoding::gbk,
    },
];

fn none<'a>(_: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    Vec::new()
}
