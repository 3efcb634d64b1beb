//! `name=value` on the command line.

use crate::failure::Failure;

/// A parameter as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// All parameters; what is none is told by its place, because it may be a secret.
pub(crate) fn all(texts: &[String]) -> Result<Vec<Pair>, Failure> {
    let pairs = texts.iter().zip(1..).map(|(text, place)| {
        parse(text).ok_or_else(|| {
            Failure::usage(
                format!("parameter {place}: expected name=value"),
                "Write each parameter as name=value, for example tid=12345, in quotes if the shell would split it.",
            )
        })
    });
    pairs.collect()
}

/// The value is all that follows the first `=`; it may be empty.
pub(crate) fn parse(text: &str) -> Option<Pair> {
    let (name, value) = text.split_once('=')?;
    (!name.is_empty()).then(|| Pair {
        name: name.to_owned(),
        value: value.to_owned(),
    })
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
        for text in ["", "tid", "=1", "session:hidden"] {
            let failure = all(&["a=1".to_owned(), text.to_owned()]).unwrap_err();
            let told = failure.to_string();
            assert!(told.contains("parameter 2: expected name=value"), "{told}");
            assert!(!told.contains("hidden"), "{told}");
        }
    }
}
