//! Moments, in whatever way they are written.

use gatekit_core::Timestamp;

/// A moment to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(super) time: Timestamp,
    fraction: i64,
    pub(super) written: Written,
}

/// How it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Date,
    Seconds,
    Milliseconds,
}

impl Moment {
    /// `yyyy-MM-dd HH:mm:ss` in GMT+8 (also with a `T`, and with `Z` for UTC), seconds or
    /// milliseconds since 1970.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(number) = text.parse::<i64>() {
            // Seconds of the next 20,000 years have fewer digits.
            let is_seconds = text.len() < 12;
            let written = if is_seconds {
                Written::Seconds
            } else {
                Written::Milliseconds
            };
            let (seconds, fraction) = if is_seconds {
                (number, 0)
            } else {
                (number.div_euclid(1000), number.rem_euclid(1000))
            };
            let time = Timestamp::from_unix(seconds)?;
            return Some(Self {
                time,
                fraction,
                written,
            });
        }
        let (date, is_utc) = match text.strip_suffix('Z') {
            Some(date) => (date, true),
            None => (text.strip_suffix("+08:00").unwrap_or(text), false),
        };
        let time = Timestamp::parse(date.replace('T', " ").as_bytes())?;
        let offset = if is_utc { 8 * 3600 } else { 0 };
        Some(Self {
            time: Timestamp::from_unix(time.unix() + offset)?,
            fraction: 0,
            written: Written::Date,
        })
    }

    pub(super) fn milliseconds(self) -> i64 {
        self.time.unix() * 1000 + self.fraction
    }
}

/// For options.
pub(super) fn option(text: &str) -> Result<Moment, String> {
    Moment::parse(text).ok_or_else(|| {
        "expected seconds since 1970, milliseconds, or \"yyyy-MM-dd HH:mm:ss\" in GMT+8".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_is_written_in_many_ways() {
        for text in [
            "2016-01-01 12:00:00",
            "2016-01-01T12:00:00",
            "2016-01-01T12:00:00+08:00",
            "2016-01-01T04:00:00Z",
            "1451620800",
            "1451620800000",
        ] {
            let moment = Moment::parse(text).unwrap();
            assert_eq!(moment.time.unix(), 1_451_620_800, "{text}");
            assert_eq!(moment.milliseconds(), 1_451_620_800_000);
        }
        assert_eq!(
            Moment::parse("1451620800123").unwrap().milliseconds(),
            1_451_620_800_123
        );
        for text in ["", "now", "2016-02-30 12:00:00", "99999999999999999"] {
            assert!(Moment::parse(text).is_none(), "{text}");
        }
    }
}
