//! `name=value` on the command line.

/// A parameter as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// The value is all that follows the first `=`; it may be empty.
pub(crate) fn parse(text: &str) -> Result<Pair, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok(Pair {
            name: name.to_owned(),
            value: value.to_owned(),
        }),
        _ => Err("expected name=value, for example tid=12345".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_equals_sign_ends_the_name() {
        let pair = parse("q=a=b").unwrap();
        assert_eq!((pair.name.as_str(), pair.value.as_str()), ("q", "a=b"));
        assert_eq!(parse("empty=").unwrap().value, "");
    }

    #[test]
    fn a_pair_has_a_name_and_an_equals_sign() {
        for text in ["", "tid", "=1"] {
            assert!(parse(text).unwrap_err().contains("name=value"), "{text}");
        }
    }
}
