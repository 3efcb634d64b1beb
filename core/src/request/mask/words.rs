//! Names that nobody listed, told by their words: `top_session`, `userPassword`.

/// The first or the last word of a secret's name.
const SECRETS: [&str; 13] = [
    "authorization",
    "bearer",
    "cookie",
    "credential",
    "credentials",
    "jwt",
    "passphrase",
    "passwd",
    "password",
    "pwd",
    "secret",
    "session",
    "token",
];
/// The last word of a secret's name; as the first one it tells of something else: `pass_rate`.
const LAST: [&str; 2] = ["auth", "pass"];
/// What stands before `key` in names that are no secret: they say who calls.
const PUBLIC: [&str; 4] = ["app", "partner", "public", "supplier"];
/// Longer words are none of these.
const LONGEST: usize = 13;

/// Whether a name's words say that its value is a secret. They are parted by `_`, `-`, `.` and
/// digits, and where a capital letter follows a small one. A version is no word: `tokenV2`.
pub(super) fn tell(name: impl Iterator<Item = u8>) -> bool {
    let mut first = None;
    let (mut earlier, mut before, mut last) = (Word::EMPTY, Word::EMPTY, Word::EMPTY);
    let (mut is_over, mut was_small) = (false, false);
    for byte in name {
        if matches!(byte, b'_' | b'-' | b'.' | b'0'..=b'9') {
            is_over = true;
            continue;
        }
        if is_over || was_small && byte.is_ascii_uppercase() {
            if last.length > 0 {
                first = first.or(Some(last));
                (earlier, before, last) = (before, last, Word::EMPTY);
            }
            is_over = false;
        }
        last.push(byte.to_ascii_lowercase());
        was_small = byte.is_ascii_lowercase();
    }
    if last.is_any(&["v"]) {
        (before, last) = (earlier, before);
    }
    let is_key = last.is_any(&["key"]) && before.length > 0 && !before.is_any(&PUBLIC);
    let is_last = last.is_any(&SECRETS) || last.is_any(&LAST);
    is_key || is_last || first.is_some_and(|first| first.is_any(&SECRETS))
}

#[derive(Clone, Copy)]
struct Word {
    letters: [u8; LONGEST],
    length: usize,
}

impl Word {
    const EMPTY: Self = Self {
        letters: [0; LONGEST],
        length: 0,
    };

    fn push(&mut self, letter: u8) {
        if let Some(place) = self.letters.get_mut(self.length) {
            *place = letter;
        }
        self.length = self.length.saturating_add(1);
    }

    fn is_any(&self, words: &[&str]) -> bool {
        let letters = self.letters.get(..self.length);
        letters.is_some_and(|letters| words.iter().any(|word| word.as_bytes() == letters))
    }
}

#[cfg(test)]
mod tests {
    use super::tell;

    #[test]
    fn the_first_or_the_last_word_tells_a_secret() {
        for name in [
            "top_session",
            "auth_session",
            "userToken",
            "id_token",
            "partner_secret",
            "api_key",
            "apiKey",
            "userPassword",
            "jwt",
            "X-Api-Key",
            "session.id",
            "TOKEN_",
            "_pwd",
            "proxy-authorization",
            "sign_key",
            "apiKeyV2",
            "accessTokenV2",
            "access_token_v2",
            "token2",
            "md5Key",
            "user_pass",
            "auth",
            "aws_credentials",
        ] {
            assert!(tell(name.bytes()), "{name}");
        }
        for name in [
            "app_key",
            "appKey",
            "target_app_key",
            "supplier_key",
            "partner_key",
            "key",
            "_key",
            "app_key2",
            "appKeyV2",
            "pass_rate",
            "auth_type",
            "v",
            "v2",
            "key1",
            "tid",
            "sessions",
            "mytokenizer",
            "authorizations",
            "is_token_ok",
            "",
            "__",
        ] {
            assert!(!tell(name.bytes()), "{name}");
        }
    }
}
