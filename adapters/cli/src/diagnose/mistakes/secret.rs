//! Where the secret stands, and what it is.

use crate::credentials::Secret;
use crate::diagnose::attempt::Attempt;
use crate::diagnose::given::Facts;
use crate::diagnose::mistake::Variant;
use std::rc::Rc;

pub(in crate::diagnose) fn missing<'a>(right: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    if !right.has_secret() {
        return Vec::new();
    }
    let without = |attempt: &mut Attempt| {
        (attempt.secret_before, attempt.secret_after) = (false, false);
        attempt.secret = Rc::new(Secret::new(""));
    };
    vec![
        Variant::new("", without),
        Variant::new("", move |attempt| {
            without(attempt);
            attempt.engine = attempt.engine.plain();
        }),
    ]
}

pub(in crate::diagnose) fn prefix_only<'a>(right: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    placed(right, true, false)
}

pub(in crate::diagnose) fn suffix_only<'a>(right: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    placed(right, false, true)
}

fn placed(right: &Attempt, before: bool, after: bool) -> Vec<Variant<'_>> {
    let is_right = (right.secret_before, right.secret_after) == (before, after);
    if is_right || !right.has_secret() {
        return Vec::new();
    }
    vec![Variant::new("", move |attempt| {
        if attempt.secret_before || attempt.secret_after {
            (attempt.secret_before, attempt.secret_after) = (before, after);
        }
    })]
}

pub(in crate::diagnose) fn hmac_over_wrapped<'a>(
    right: &'a Attempt,
    _: &'a Facts,
) -> Vec<Variant<'a>> {
    if !right.has_secret() {
        return Vec::new();
    }
    let placed = |about: &str, before, after| {
        Variant::new(about, move |attempt| {
            if attempt.engine.has_key() {
                (attempt.secret_before, attempt.secret_after) = (before, after);
            }
        })
    };
    // An English page of the platform has hmac_md5(md5(secret + parameters + secret)).
    let of_digest = |is_upper: bool| {
        Variant::new(" (whose digest was taken first)", move |attempt| {
            if !attempt.engine.has_key() {
                return;
            }
            let mut wrapped = attempt.clone();
            wrapped.engine = wrapped.engine.plain();
            (wrapped.secret_before, wrapped.secret_after) = (true, true);
            let digest = wrapped.signature().to_string();
            attempt.params.clear();
            attempt.body = if is_upper {
                digest
            } else {
                digest.to_ascii_lowercase()
            };
        })
    };
    vec![
        placed("", true, true),
        placed(" (before the parameters)", true, false),
        placed(" (after the parameters)", false, true),
        of_digest(false).rare(),
        of_digest(true).rare(),
    ]
}

pub(in crate::diagnose) fn whitespace<'a>(
    right: &'a Attempt,
    facts: &'a Facts,
) -> Vec<Variant<'a>> {
    /// Before and after the secret; a byte order mark and a no-break space among them.
    const AROUND: [(&str, &str); 13] = [
        ("", "\n"),
        ("", " "),
        ("", "\r\n"),
        ("", "\r"),
        ("", "\t"),
        ("", "  "),
        ("\n", ""),
        (" ", ""),
        ("\t", ""),
        (" ", " "),
        ("\n", "\n"),
        ("\u{feff}", ""),
        ("", "\u{a0}"),
    ];
    if !right.has_secret() {
        return Vec::new();
    }
    let given = facts.secret.reveal();
    let mut variants = vec![Variant::new("as it was given", move |attempt| {
        attempt.secret = Rc::new(Secret::new(given));
    })];
    variants.extend(
        AROUND
            .into_iter()
            .enumerate()
            .map(|(index, (before, after))| {
                let about = format!("{before:?} before it, {after:?} after it");
                let about = about
                    .replace("\"\" before it, ", "")
                    .replace(", \"\" after it", "");
                let surround = move |attempt: &mut Attempt| {
                    let secret = format!("{before}{}{after}", attempt.secret.reveal());
                    attempt.secret = Rc::new(Secret::new(secret));
                };
                Variant::new(about, surround).rare_if(index > 2)
            }),
    );
    variants
}
