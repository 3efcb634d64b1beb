//! Parameters from a URL, a body and the command line.

use super::Options;
use super::attempt::Parameter;
use crate::endpoint::query;
use crate::failure::Failure;
use crate::json;
use crate::pair;
use crate::platform::Platform;
use crate::sign::body_of;
use serde_json::Value;

pub(super) struct Captured {
    pub(super) params: Vec<Parameter>,
    /// A raw body that is signed.
    pub(super) body: String,
    /// Whether a URL was given: then nothing is missing that was sent.
    pub(super) is_complete: bool,
}

/// Those on the command line count before those that were captured: of these each name must occur once,
/// because gateways differ in which one they take.
pub(super) fn all(options: &Options, platform: Platform) -> Result<Captured, Failure> {
    let mut params = Params {
        platform,
        all: Vec::new(),
    };
    let mut captured = options
        .url
        .as_deref()
        .map_or_else(Vec::new, |url| form(query(url)));
    let mut raw = String::new();
    let body = match (&options.body, &options.body_file) {
        (Some(body), _) => body.clone(),
        (None, Some(file)) => text(&body_of(file, platform)?)?,
        (None, None) => String::new(),
    };
    match Body::of(&body, platform) {
        Body::Form => captured.extend(form(body.trim())),
        Body::Json(members) => {
            if let Some(name) = json::repeated(&body) {
                return Err(twice(&name));
            }
            captured.extend(members);
        }
        Body::Raw => raw = body,
    }
    let given = pair::all(&options.params)?;
    let given: Vec<Pair> = given
        .into_iter()
        .map(|pair| (pair.name, pair.value, None))
        .collect();
    for pairs in [captured, given] {
        refuse_repeated(&pairs)?;
        params.add(pairs);
    }
    Ok(Captured {
        params: params.all,
        body: raw,
        is_complete: options.url.is_some(),
    })
}

/// Name, value, and the value as it stood there.
type Pair = (String, String, Option<String>);

fn refuse_repeated(pairs: &[Pair]) -> Result<(), Failure> {
    let mut names: Vec<_> = pairs.iter().map(|(name, ..)| name).collect();
    names.sort_unstable();
    let repeated = names.windows(2).find_map(|pair| match pair {
        [left, right] if left == right => Some(left),
        _ => None,
    });
    repeated.map_or(Ok(()), |name| Err(twice(name)))
}

fn twice(name: &str) -> Failure {
    Failure::usage(
        format!("parameter {name} occurs twice"),
        "Give each name once, and let the program send it once: gateways differ in which one counts.",
    )
}

struct Params {
    platform: Platform,
    all: Vec<Parameter>,
}

impl Params {
    fn add(&mut self, pairs: Vec<Pair>) {
        let system = self.platform.dialect().system;
        for (name, value, encoded) in pairs {
            self.all.retain(|param| param.name != name);
            let is_system = system.iter().any(|row| row.name == name);
            self.all.push(Parameter {
                is_system,
                name,
                value,
                encoded,
                is_assumed: false,
                place: self.all.len(),
            });
        }
        for (place, param) in self.all.iter_mut().enumerate() {
            param.place = place;
        }
    }
}

/// What a body is.
enum Body {
    Form,
    /// What PHP makes parameters of.
    Json(Vec<Pair>),
    Raw,
}

impl Body {
    fn of(body: &str, platform: Platform) -> Self {
        if platform.signs_bodies() {
            let is_form = !body.trim_start().starts_with(['<', '{', '['])
                && body.contains('=')
                && !body.trim().contains(char::is_whitespace);
            return if is_form { Self::Form } else { Self::Raw };
        }
        match serde_json::from_str(body) {
            Ok(Value::Object(members)) => Self::Json(
                members
                    .into_iter()
                    .map(|(name, value)| (name, php_text(&value), None))
                    .collect(),
            ),
            _ => Self::Form,
        }
    }
}

/// A JSON value as PHP casts it to a string.
fn php_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "1".to_owned(),
        Value::Bool(false) | Value::Null => String::new(),
        Value::Array(_) | Value::Object(_) => "Array".to_owned(),
        Value::Number(number) => number.to_string(),
    }
}

fn form(text: &str) -> Vec<Pair> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let decoded = |pair: &str| {
        let (name, value) = form_urlencoded::parse(pair.as_bytes()).next()?;
        let encoded = pair.split_once('=').map(|(_, encoded)| encoded.to_owned());
        Some((name.into_owned(), value.into_owned(), encoded))
    };
    pairs.filter_map(decoded).collect()
}

fn text(bytes: &[u8]) -> Result<String, Failure> {
    let text = str::from_utf8(bytes).map(str::to_owned);
    text.map_err(|_| {
        Failure::usage(
            "the body is not UTF-8",
            "Give the body that is sent, in UTF-8.",
        )
    })
}
