//! The platforms' clock: wall time in GMT+8.

use std::time::{SystemTime, UNIX_EPOCH};

const DAY: i64 = 86_400;
const GMT_8: i64 = 8 * 3_600;
/// How far a request's timestamp may be from the platform's clock, in both directions.
const TOLERANCE: u64 = 600;

/// Seconds since 1970, UTC.
pub(crate) fn system() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|time| i64::try_from(time.as_secs()).ok())
        .unwrap_or_default()
}

/// Whether a request's timestamp is readable and near enough.
pub(crate) fn accepts(timestamp: &str, now: i64) -> bool {
    parse(timestamp).is_some_and(|time| time.abs_diff(now) <= TOLERANCE)
}

/// `yyyy-MM-dd HH:mm:ss` in GMT+8, or epoch milliseconds, which some official SDKs send.
fn parse(text: &str) -> Option<i64> {
    if text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text
            .parse::<i64>()
            .ok()
            .map(|milliseconds| milliseconds / 1000);
    }
    let pattern = "dddd-dd-dd dd:dd:dd";
    let fits = text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, wanted)| {
            if wanted == b'd' {
                byte.is_ascii_digit()
            } else {
                byte == wanted
            }
        });
    if !fits {
        return None;
    }
    let number = |from: usize, to: usize| text[from..to].parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let is_time = (1..=12).contains(&month) && hour < 24 && minute < 60 && second < 60;
    let days = days_of(year, month, day);
    // A day beyond its month comes back as another date.
    (is_time && date_of(days) == (year, month, day))
        .then(|| days * DAY + hour * 3_600 + minute * 60 + second - GMT_8)
}

/// `yyyy-MM-dd HH:mm:ss` in GMT+8.
pub(crate) fn gmt_8(now: i64) -> String {
    let local = now.saturating_add(GMT_8);
    let (year, month, day) = date_of(local.div_euclid(DAY));
    let (hour, minute, second) = time_of(local);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// The `Date` field of HTTP.
pub(crate) fn http_date(now: i64) -> String {
    const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let days = now.div_euclid(DAY);
    let (year, month, day) = date_of(days);
    let (hour, minute, second) = time_of(now);
    let weekday = pick(&WEEKDAYS, days.rem_euclid(7));
    let month = pick(&MONTHS, month - 1);
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

fn pick(names: &[&'static str], index: i64) -> &'static str {
    usize::try_from(index)
        .ok()
        .and_then(|index| names.get(index))
        .copied()
        .unwrap_or_default()
}

fn time_of(seconds: i64) -> (i64, i64, i64) {
    let seconds = seconds.rem_euclid(DAY);
    (seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// Days since 1970 of a date. Years begin in March here, so that the leap day comes last.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month < 3 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // 153 days in each five months from March on; 719_468 days from March of year 0 to 1970.
    year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// The date of a number of days since 1970.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let year = era * 400 + year_of_era;
    if month < 10 {
        (year, month + 3, day)
    } else {
        (year + 1, month - 9, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_timestamp_are_read() {
        assert_eq!(parse("2016-01-01 12:00:00"), Some(1_451_620_800));
        assert_eq!(parse("2015-11-04 14:10:13"), Some(1_446_617_413));
        assert_eq!(parse("1451620800000"), Some(1_451_620_800));
        assert_eq!(
            parse("2024-02-29 23:59:59").map(gmt_8).as_deref(),
            Some("2024-02-29 23:59:59")
        );
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "2016-01-01",
            "2016-01-01T12:00:00",
            "2015-02-29 00:00:00",
            "2016-13-01 00:00:00",
            "2016-00-01 00:00:00",
            "2016-01-00 00:00:00",
            "2016-01-01 24:00:00",
            "2016-01-01 00:60:00",
            "2016-01-01 00:00:60",
            " 2016-01-01 0:00:00",
            "145162080000x",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn ten_minutes_are_tolerated_in_both_directions() {
        let now = 1_451_620_800;
        for (timestamp, is_accepted) in [
            ("2016-01-01 11:50:00", true),
            ("2016-01-01 11:49:59", false),
            ("2016-01-01 12:10:00", true),
            ("2016-01-01 12:10:01", false),
        ] {
            assert_eq!(accepts(timestamp, now), is_accepted, "{timestamp}");
        }
    }

    #[test]
    fn wall_time_is_in_gmt_8() {
        assert_eq!(gmt_8(1_797_904_678), "2026-12-22 09:57:58");
    }

    #[test]
    fn dates_of_http_are_in_utc() {
        assert_eq!(http_date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(http_date(1_451_620_800), "Fri, 01 Jan 2016 04:00:00 GMT");
    }

    #[test]
    fn a_day_goes_to_a_date_and_back() {
        for days in -200_000..200_000 {
            let (year, month, day) = date_of(days);
            assert_eq!(days_of(year, month, day), days);
        }
    }
}
