//! Wall-clock time as the platforms write it: `yyyy-MM-dd HH:mm:ss` in GMT+8.
//!
//! The core never reads a clock. The caller passes Unix seconds; time zones and daylight saving
//! do not exist here, because TOP, Qimen and Qianmi all fix GMT+8 (TOP document 101617, Qianmi
//! API page; the Java SDKs force the zone, several others send local time and are refused).

mod http_date;
mod offset;

pub use offset::{ClockOffset, Skew};

/// Length in bytes of a written timestamp.
///
/// ```
/// assert_eq!(gatekit_core::TIMESTAMP_BYTES, "2016-01-01 12:00:00".len());
/// ```
pub const TIMESTAMP_BYTES: usize = 19;

const OFFSET: i64 = 8 * 3600;
const DAY: i64 = 86_400;
/// 1970-01-01 00:00:00 and 2999-12-31 23:59:59, both GMT+8.
const FIRST: i64 = -OFFSET;
const LAST: i64 = 32_503_680_000 - OFFSET - 1;

/// A moment between 1970-01-01 00:00:00 and 2999-12-31 23:59:59 GMT+8, to the second.
///
/// ```
/// use gatekit_core::Timestamp;
/// let moment = Timestamp::from_unix(1_451_620_800).unwrap();
/// assert_eq!(moment.to_string(), "2016-01-01 12:00:00");
/// assert_eq!(Timestamp::parse(b"2016-01-01 12:00:00"), Some(moment));
/// assert_eq!(Timestamp::parse(b"2016-02-30 12:00:00"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    pub(crate) const EPOCH: Self = Self(0);

    /// The moment that many seconds after 1970-01-01 00:00:00 UTC; `None` outside 1970-2999.
    ///
    /// ```
    /// assert!(gatekit_core::Timestamp::from_unix(40_000_000_000).is_none());
    /// ```
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Option<Self> {
        if seconds < FIRST || seconds > LAST {
            return None;
        }
        Some(Self(seconds))
    }

    /// Seconds since 1970-01-01 00:00:00 UTC.
    ///
    /// ```
    /// # use gatekit_core::Timestamp;
    /// assert_eq!(Timestamp::from_unix(7).unwrap().unix(), 7);
    /// ```
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// Writes `yyyy-MM-dd HH:mm:ss` in GMT+8.
    ///
    /// ```
    /// # use gatekit_core::Timestamp;
    /// assert_eq!(&Timestamp::from_unix(0).unwrap().to_bytes(), b"1970-01-01 08:00:00");
    /// ```
    #[must_use]
    pub fn to_bytes(self) -> [u8; TIMESTAMP_BYTES] {
        let (days, second) = split_days(self.0.saturating_add(OFFSET));
        let (year, month, day) = civil(days);
        let [y1, y2, y3, y4] = digits(year / 100, year % 100);
        let [m1, m2, d1, d2] = digits(month, day);
        let [h1, h2, n1, n2] = digits(second / 3600, second / 60 % 60);
        let [.., s1, s2] = digits(0, second % 60);
        [
            y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b' ', h1, h2, b':', n1, n2, b':', s1, s2,
        ]
    }

    /// Reads exactly `yyyy-MM-dd HH:mm:ss` in GMT+8; `None` for anything else, for dates that do
    /// not exist and for years outside 1970-2999.
    ///
    /// ```
    /// # use gatekit_core::Timestamp;
    /// assert_eq!(Timestamp::parse(b"1970-01-01 08:00:01").map(Timestamp::unix), Some(1));
    /// assert_eq!(Timestamp::parse(b"1451620800000"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let &[
            y1,
            y2,
            y3,
            y4,
            b'-',
            m1,
            m2,
            b'-',
            d1,
            d2,
            b' ',
            h1,
            h2,
            b':',
            n1,
            n2,
            b':',
            s1,
            s2,
        ] = text
        else {
            return None;
        };
        let year = number(y1, y2)? * 100 + number(y3, y4)?;
        let date = (year, number(m1, m2)?, number(d1, d2)?);
        let time = (number(h1, h2)?, number(n1, n2)?, number(s1, s2)?);
        Self::from_unix(seconds_of(date, time)? - OFFSET)
    }
}

impl core::fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let bytes = self.to_bytes();
        formatter.write_str(core::str::from_utf8(&bytes).unwrap_or_default())
    }
}

/// Days and the second within the day of a count that starts at 1970-01-01 00:00:00 GMT+8.
///
/// 86400 = 128 x 675: after the shift the count fits 32 bits, which spares small processors a
/// 64-bit division.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a timestamp's seconds are checked where it is made"
)]
const fn split_days(seconds: i64) -> (u32, u32) {
    let days = (seconds >> 7) as u32 / 675;
    (days, (seconds - days as i64 * DAY) as u32)
}

/// Year, month and day of a day count: in years that start in March the leap day is the last one
/// (Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms").
const fn civil(days: u32) -> (u32, u32, u32) {
    let quarters = 4 * (days + 719_468) + 3;
    let of_century = (quarters % 146_097) | 3;
    let year = quarters / 146_097 * 100 + of_century / 1461;
    let day_of_year = of_century % 1461 / 4;
    let months = 2141 * day_of_year + 197_913;
    let (month, day) = (months >> 16, (months & 0xffff) / 2141 + 1);
    if day_of_year < 306 {
        (year, month, day)
    } else {
        (year + 1, month - 12, day)
    }
}

/// The inverse of [`civil`], for a date that exists.
const fn days_since_epoch(year: u32, month: u32, day: u32) -> u32 {
    let (year, shifted_month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let year_of_era = year % 400;
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    year / 400 * 146_097 + day_of_era - 719_468
}

/// Seconds since 1970-01-01 00:00:00 of a date and a time in the same zone, if they exist.
fn seconds_of(
    (year, month, day): (u32, u32, u32),
    (hour, minute, second): (u32, u32, u32),
) -> Option<i64> {
    if !(1970..=2999).contains(&year)
        || !(1..=12).contains(&month)
        || !(1..=days_in_month(year, month)).contains(&day)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    let days = i64::from(days_since_epoch(year, month, day));
    Some(days * DAY + i64::from(hour * 3600 + minute * 60 + second))
}

const fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Two numbers below 100 in two digits each, side by side in the halves of a word.
const fn digits(first: u32, second: u32) -> [u8; 4] {
    let both = first | second << 16;
    let tens = ((both * 103) >> 10) & 0x000f_000f;
    // The ones stand above the tens.
    let digits = (both << 8) - tens * (10 * 256 - 1);
    (digits | 0x3030_3030).to_le_bytes()
}

fn number(tens: u8, ones: u8) -> Option<u32> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    Some(digit(tens)? * 10 + digit(ones)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{Timestamp as Instant, tz};
    use proptest::prelude::*;
    use std::{format, string::ToString};

    fn independent(seconds: i64) -> std::string::String {
        Instant::from_second(seconds)
            .unwrap()
            .to_zoned(tz::Offset::constant(8).to_time_zone())
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string()
    }

    #[test]
    fn every_day_of_1970_to_2999_agrees_with_jiff() {
        // Under Miri they would take hours.
        let step = if cfg!(miri) { 9973 * DAY } else { DAY };
        let mut seconds = FIRST;
        while seconds <= LAST {
            let moment = Timestamp::from_unix(seconds).unwrap();
            assert_eq!(moment.to_string(), independent(seconds));
            assert_eq!(Timestamp::parse(&moment.to_bytes()), Some(moment));
            seconds += step;
        }
    }

    proptest! {
        #[test]
        fn any_second_agrees_with_jiff_and_returns(seconds in FIRST..=LAST) {
            let moment = Timestamp::from_unix(seconds).unwrap();
            prop_assert_eq!(moment.to_string(), independent(seconds));
            prop_assert_eq!(Timestamp::parse(&moment.to_bytes()), Some(moment));
        }

        #[test]
        fn what_parses_is_what_is_written(
            (year, month, day) in (0..10_000, 0..40, 0..40),
            (hour, minute, second) in (0..30, 0..70, 0..70),
        ) {
            let text =
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
            if let Some(moment) = Timestamp::parse(text.as_bytes()) {
                prop_assert_eq!(moment.to_string(), text);
            }
        }
    }

    #[test]
    fn the_bounds_are_the_first_and_last_second() {
        assert_eq!(
            Timestamp::from_unix(FIRST).unwrap().to_string(),
            "1970-01-01 00:00:00"
        );
        assert_eq!(
            Timestamp::from_unix(LAST).unwrap().to_string(),
            "2999-12-31 23:59:59"
        );
        assert_eq!(Timestamp::from_unix(FIRST - 1), None);
        assert_eq!(Timestamp::from_unix(LAST + 1), None);
        assert_eq!(Timestamp::from_unix(i64::MIN), None);
        assert_eq!(Timestamp::from_unix(i64::MAX), None);
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        for text in [
            "2015-02-29 00:00:00",
            "2100-02-29 00:00:00",
            "2016-13-01 00:00:00",
            "2016-00-01 00:00:00",
            "2016-01-00 00:00:00",
            "2016-04-31 00:00:00",
            "2016-01-01 24:00:00",
            "2016-01-01 00:60:00",
            "2016-01-01 00:00:60",
            "1969-12-31 23:59:59",
            "3000-01-01 00:00:00",
            "2016-01-01T00:00:00",
            "2016-01-01 00:00:0",
            "2016-01-01 00:00:000",
            "",
        ] {
            assert_eq!(Timestamp::parse(text.as_bytes()), None, "{text}");
        }
    }
}
