//! The TOML file with keys and tokens. No message quotes a value of it.

use crate::failure::Failure;
use crate::file;
use crate::platform::{self, Platform};
use std::collections::BTreeMap;
use std::path::Path;
use toml::{Table, Value};

/// What may stand in the file, at its top for all gateways or in a gateway's table.
const KEYS: [&str; 11] = [
    "access_token",
    "app_key",
    "app_secret",
    "customer_id",
    "partner_id",
    "separator",
    "session",
    "sign_method",
    "target_app_key",
    "url",
    "user_id",
];

/// The entries that count for one gateway.
#[derive(Default)]
pub(crate) struct Config(BTreeMap<String, String>);

impl Config {
    pub(crate) fn read(file: &Path, platform: Platform) -> Result<Self, Failure> {
        let shown = file.display();
        let hint = "Check the path after --config and the file's permissions.";
        let text = file::text(file, hint)?;
        Self::parse(&text, platform)
            .map_err(|(message, hint)| Failure::usage(format!("{shown}: {message}"), hint))
    }

    pub(crate) fn get(&self, key: &str) -> Option<String> {
        self.0.get(key).cloned()
    }

    /// The separator, where a method has one.
    pub(crate) fn separator(&self, platform: Platform) -> Option<String> {
        self.get("separator")
            .filter(|_| platform == Platform::Phalapi)
    }

    fn parse(text: &str, platform: Platform) -> Result<Self, (String, String)> {
        let table: Table = text.parse().map_err(|error| not_toml(text, &error))?;
        let mut entries = BTreeMap::new();
        let mut own = None;
        for (key, value) in table {
            match value {
                Value::Table(table) if Platform::named(&key).is_some() => {
                    let checked = entries_of(table, &format!("[{key}] "))?;
                    if key == platform.name() {
                        own = Some(checked);
                    }
                }
                value => entries.extend(entries_of(Table::from_iter([(key, value)]), "")?),
            }
        }
        entries.extend(own.unwrap_or_default());
        entries.retain(|_, value| !value.is_empty());
        Ok(Self(entries))
    }
}

fn entries_of(table: Table, place: &str) -> Result<BTreeMap<String, String>, (String, String)> {
    let entries = table.into_iter().map(|(key, value)| match value {
        _ if !KEYS.contains(&key.as_str()) => Err((
            format!("unknown entry {place}{key}"),
            format!(
                "Known entries: {}; known tables: {}.",
                KEYS.join(", "),
                platform::known()
            ),
        )),
        Value::String(text) => Ok((key, text)),
        _ => Err((
            format!("{place}{key} is no text"),
            format!("Put it in quotes: {key} = \"...\""),
        )),
    });
    entries.collect()
}

/// The parser's own message quotes the line, which may hold a secret.
fn not_toml(text: &str, error: &toml::de::Error) -> (String, String) {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    (
        format!("line {line} is not TOML"),
        "Write entries as app_key = \"...\", each on its own line.".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, (String, String)> {
        Config::parse(text, Platform::Top)
    }

    #[test]
    fn a_gateways_table_counts_before_the_top_of_the_file() {
        let config =
            parse("app_key = '1'\nsession = 's'\n[top]\napp_key = '2'\n[qianmi]\napp_key = '3'");
        let config = config.unwrap_or_default();
        assert_eq!(config.get("app_key").as_deref(), Some("2"));
        assert_eq!(config.get("session").as_deref(), Some("s"));
    }

    #[test]
    fn what_is_wrong_is_named_without_its_value() {
        for (text, message) in [
            ("app_key = '1'\napp_secret = hidden", "line 2 is not TOML"),
            ("app_secret = 123456", "app_secret is no text"),
            (
                "[top]\napp_sceret = 'hidden'",
                "unknown entry [top] app_sceret",
            ),
            ("[taobao]\napp_key = '1'", "unknown entry taobao"),
        ] {
            let (found, hint) = parse(text).err().unwrap_or_default();
            assert_eq!(found, message);
            assert!(!hint.is_empty() && !hint.contains("hidden") && !hint.contains("123456"));
        }
    }
}
