//! The parameters that arrived, decoded.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::http::Request;

const FORM: &str = "application/x-www-form-urlencoded";
/// What PHP casts an array to.
const ARRAY: &str = "Array";

pub(crate) struct Params(Vec<(String, String)>);

/// As many of a form, or of a query, does PHP read (`max_input_vars`).
const PHP_VARIABLES: usize = 1000;

impl Params {
    /// Those of the query, then those of the form body, as they came.
    pub(crate) fn of(request: &Request) -> Self {
        let mut pairs = decoded(request.query.as_bytes());
        if request.content_type() == FORM {
            pairs.extend(decoded(&request.body));
        }
        Self(pairs)
    }

    /// As PHP and PhalApi see them: the body wins over the query, a later value over an earlier
    /// one, any body that is a JSON object counts, and an array is cast to `Array`. So a signature
    /// over names and values as they were sent does not fit where PHP changes them. Of very many, the
    /// first ones count.
    pub(crate) fn of_php(request: &Request) -> Self {
        let mut members = BTreeMap::new();
        for (name, value) in Self::of(request).0.into_iter().take(PHP_VARIABLES) {
            if let Some((name, is_array)) = php_name(&name) {
                let value = if is_array { ARRAY.to_owned() } else { value };
                members.insert(name, value);
            }
        }
        if let Ok(Value::Object(json)) = serde_json::from_slice(&request.body) {
            members.extend(
                json.into_iter()
                    .take(PHP_VARIABLES)
                    .map(|(name, value)| (name, php_text(value))),
            );
        }
        Self(members.into_iter().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    }

    /// As [`Self::get`], but a blank value counts as none.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }

    /// A name that came twice.
    pub(crate) fn repeated(&self) -> Option<&str> {
        let mut names: Vec<&str> = self.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        names
            .windows(2)
            .find(|pair| pair[0] == pair[1])
            .map(|pair| pair[0])
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

#[cfg(test)]
impl FromIterator<(String, String)> for Params {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// The body that is signed as it is: every one that is no form.
pub(crate) fn signed_body(request: &Request) -> &[u8] {
    if request.content_type() == FORM {
        &[]
    } else {
        &request.body
    }
}

fn decoded(bytes: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(bytes).into_owned().collect()
}

/// What PHP makes of a name, and whether it is that of an array; `None` if PHP drops it.
fn php_name(sent: &str) -> Option<(String, bool)> {
    let (name, _) = sent.split_once('\0').unwrap_or((sent, ""));
    let name = name.trim_start_matches(' ');
    let (start, is_array) = match name.split_once('[') {
        Some((start, rest)) if start.is_empty() || rest.contains(']') => (start, true),
        _ => (name, false),
    };
    // A bracket that is never closed is renamed too.
    let name = start.replace(['.', ' ', '['], "_");
    (!name.is_empty()).then_some((name, is_array))
}

/// A JSON value as PHP casts it to a string.
fn php_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Bool(true) => "1".to_owned(),
        Value::Bool(false) | Value::Null => String::new(),
        Value::Array(_) | Value::Object(_) => ARRAY.to_owned(),
        // Display writes 1.0 as "1", as PHP does.
        Value::Number(number) if number.is_f64() => number.as_f64().unwrap_or_default().to_string(),
        Value::Number(number) => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(query: &str, content_type: &str, body: &str) -> Request {
        Request {
            line: String::new(),
            method: "POST".to_owned(),
            path: "/".to_owned(),
            query: query.to_owned(),
            headers: vec![("content-TYPE".to_owned(), content_type.to_owned())],
            body: body.as_bytes().to_vec(),
            keep_alive: true,
        }
    }

    fn pairs(params: &Params) -> Vec<(&str, &str)> {
        params.iter().collect()
    }

    #[test]
    fn query_and_form_are_decoded() {
        let form = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
        let params = Params::of(&request("a=%E4%B8%8D+%2B&b", form, "c=%26&&d=x=y"));
        assert_eq!(
            pairs(&params),
            [("a", "不 +"), ("b", ""), ("c", "&"), ("d", "x=y")]
        );
        assert_eq!(params.given("b"), None);
        assert_eq!(params.get("b"), Some(""));
    }

    #[test]
    fn a_repeated_name_is_found_wherever_it_stands() {
        let params = Params::of(&request("a=1&b=2", FORM, "c=3&a=1"));
        assert_eq!(params.repeated(), Some("a"));
        assert_eq!(
            Params::of(&request("a=1", "text/xml", "a=1")).repeated(),
            None
        );
    }

    #[test]
    fn php_renames_and_lets_the_body_win() {
        let params = Params::of_php(&request("a.b=1&c=2&c=3&d=4", FORM, "d=5"));
        assert_eq!(pairs(&params), [("a_b", "1"), ("c", "3"), ("d", "5")]);
    }

    #[test]
    fn php_makes_arrays_and_renames() {
        // parse_str of PHP 8.2
        for (sent, seen) in [
            ("a", Some(("a", false))),
            ("a.b c", Some(("a_b_c", false))),
            ("  .a", Some(("_a", false))),
            ("a]", Some(("a]", false))),
            ("a[]", Some(("a", true))),
            ("a.b[c.d]", Some(("a_b", true))),
            ("a[b]c.d", Some(("a", true))),
            ("a[b.c", Some(("a_b_c", false))),
            ("a[[b", Some(("a__b", false))),
            ("a\0b", Some(("a", false))),
            ("a\0[]", Some(("a", false))),
            ("[a]", None),
            ("[", None),
            (" ", None),
            ("", None),
        ] {
            let found = php_name(sent);
            let found = found.as_ref().map(|(name, array)| (name.as_str(), *array));
            assert_eq!(found, seen, "{sent}");
        }
        let params = Params::of_php(&request("a[]=1&a[]=2&b=1&b[c]=2&c[]=1&c=2", FORM, ""));
        assert_eq!(pairs(&params), [("a", "Array"), ("b", "Array"), ("c", "2")]);
    }

    #[test]
    fn of_very_many_the_first_ones_count() {
        let many: Vec<_> = (0..2000).map(|name| format!("-{name}=")).collect();
        assert_eq!(
            Params::of_php(&request(&many.join("&"), FORM, ""))
                .iter()
                .count(),
            1000
        );
        let json: Vec<_> = (0..2000).map(|name| format!("\"-{name}\":1")).collect();
        let json = format!("{{{}}}", json.join(","));
        let params = Params::of_php(&request("", "application/json", &json));
        assert_eq!(params.iter().count(), 1000);
    }

    #[test]
    fn php_casts_json_values() {
        let json = r#"{"a":true,"b":null,"c":1.0,"d":[1],"e":12,"f":"x","g":1.5}"#;
        let params = Params::of_php(&request("f=query", "text/plain", json));
        for (name, value) in [
            ("a", "1"),
            ("b", ""),
            ("c", "1"),
            ("d", "Array"),
            ("e", "12"),
            ("f", "x"),
            ("g", "1.5"),
        ] {
            assert_eq!(params.get(name), Some(value), "{name}");
        }
    }
}
