//! The `Date` header of HTTP.

use super::{Timestamp, number, seconds_of};

impl Timestamp {
    /// Reads the value of a `Date` header: `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate of RFC 9110,
    /// 5.6.7, the form that servers must write). The day of the week is not compared; the two
    /// obsolete forms, a leap second and years outside 1970-2999 are `None`.
    ///
    /// ```
    /// use gatekit_core::Timestamp;
    /// let date = Timestamp::from_http_date(b"Fri, 01 Jan 2016 04:00:00 GMT").unwrap();
    /// assert_eq!(date.to_string(), "2016-01-01 12:00:00"); // GMT+8
    /// assert_eq!(Timestamp::from_http_date(b"Sunday, 06-Nov-94 08:49:37 GMT"), None);
    /// ```
    #[must_use]
    pub fn from_http_date(text: &[u8]) -> Option<Self> {
        let &[
            _,
            _,
            _,
            b',',
            b' ',
            d1,
            d2,
            b' ',
            m1,
            m2,
            m3,
            b' ',
            y1,
            y2,
            y3,
            y4,
            b' ',
            h1,
            h2,
            b':',
            n1,
            n2,
            b':',
            s1,
            s2,
            b' ',
            b'G',
            b'M',
            b'T',
        ] = text
        else {
            return None;
        };
        let date = (
            number(y1, y2)? * 100 + number(y3, y4)?,
            month([m1, m2, m3])?,
            number(d1, d2)?,
        );
        let time = (number(h1, h2)?, number(n1, n2)?, number(s1, s2)?);
        Self::from_unix(seconds_of(date, time)?)
    }
}

fn month(name: [u8; 3]) -> Option<u32> {
    let names = b"JanFebMarAprMayJunJulAugSepOctNovDec".chunks_exact(3);
    names
        .zip(1..)
        .find_map(|(known, number)| (known == name).then_some(number))
}

#[cfg(test)]
mod tests {
    use super::super::{DAY, LAST};
    use super::*;
    use jiff::Timestamp as Instant;

    #[test]
    fn every_day_agrees_with_jiff() {
        let step = if cfg!(miri) { 9973 * DAY } else { DAY };
        let mut seconds = 49_777;
        while seconds <= LAST {
            let instant = Instant::from_second(seconds).unwrap();
            let text = std::format!("{}", instant.strftime("%a, %d %b %Y %H:%M:%S GMT"));
            let read = Timestamp::from_http_date(text.as_bytes());
            assert_eq!(read.map(Timestamp::unix), Some(seconds), "{text}");
            seconds += step;
        }
    }

    #[test]
    fn every_place_takes_its_own_characters_only() {
        let text = *b"Sun, 06 Nov 1994 08:49:37 GMT";
        for at in 3..text.len() {
            let mut changed = text;
            changed[at] = b'?';
            assert_eq!(Timestamp::from_http_date(&changed), None, "{at}");
        }
        assert_eq!(Timestamp::from_http_date(&text[..28]), None);
        assert_eq!(Timestamp::from_http_date(b""), None);
    }

    #[test]
    fn dates_that_do_not_exist_and_obsolete_forms_are_refused() {
        for text in [
            "Sun, 31 Nov 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, 06 Nov 3000 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:49:60 GMT",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(Timestamp::from_http_date(text.as_bytes()), None, "{text}");
        }
    }
}
