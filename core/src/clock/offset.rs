//! How far a device's clock is from the gateway's, learnt from answers.

use super::Timestamp;
use core::fmt;

/// How far the gateways allow a timestamp to be from their clock, in seconds: 10 minutes (TOP
/// document 101617, Qianmi API page).
const TOLERANCE: u64 = 600;

/// The difference between a device's clock and the gateway's. A device without a clock counts from
/// any moment, 1970 for example, and learns the difference from the `Date` header of the answer that
/// refused its timestamp.
///
/// # How far a date is trusted
///
/// It is the clock of whoever answered: the gateway where TLS is checked, anybody on the way where
/// it is not. Whoever can set the clock ahead can keep a signed request and send it when its time
/// has come. Therefore:
///
/// - nothing is learnt but from an answer that refuses the timestamp, and one call learns once;
/// - a date must lie between two moments that the caller names: the day on which the firmware was
///   built, and the end of its service;
/// - dates do not run backwards: one that lies more than 10 minutes before a date learnt earlier is
///   refused, so that an old answer cannot bring an old time back;
/// - a date within 10 minutes of the request's own timestamp changes nothing: then the clock is not
///   what is wrong.
///
/// It is kept in memory only; after a restart the device learns anew.
///
/// ```
/// use gatekit_core::{ClockOffset, Timestamp};
/// let moment = |text: &str| Timestamp::parse(text.as_bytes()).unwrap();
///
/// let mut clock = ClockOffset::between(moment("2026-01-01 00:00:00"), moment("2045-12-31 23:59:59"));
/// let started = Timestamp::from_unix(5).unwrap(); // five seconds after it was switched on
/// let date = Timestamp::from_http_date(b"Mon, 02 Mar 2026 04:00:00 GMT");
/// clock.learn(started, date)?;
/// let later = Timestamp::from_unix(65).unwrap();
/// assert_eq!(clock.time(later).to_string(), "2026-03-02 12:01:00");
/// # Ok::<(), gatekit_core::Skew>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockOffset {
    earliest: Timestamp,
    latest: Timestamp,
    /// The gateway's clock less the device's.
    seconds: i64,
    learnt: Option<Timestamp>,
}

impl ClockOffset {
    /// Nothing learnt yet; dates outside these moments are not believed.
    ///
    /// ```
    /// use gatekit_core::{ClockOffset, Timestamp};
    /// let built = Timestamp::parse(b"2026-01-01 00:00:00").unwrap();
    /// let end = Timestamp::parse(b"2045-12-31 23:59:59").unwrap();
    /// assert_eq!(ClockOffset::between(built, end).seconds(), 0);
    /// ```
    #[must_use]
    pub const fn between(earliest: Timestamp, latest: Timestamp) -> Self {
        Self {
            earliest,
            latest,
            seconds: 0,
            learnt: None,
        }
    }

    /// The gateway's time, as far as it is known, when the device's clock shows `device`.
    ///
    /// ```
    /// # use gatekit_core::{ClockOffset, Timestamp};
    /// # let moment = |text: &str| Timestamp::parse(text.as_bytes()).unwrap();
    /// # let clock = ClockOffset::between(moment("2026-01-01 00:00:00"), moment("2045-12-31 23:59:59"));
    /// let device = moment("2026-03-02 12:00:00");
    /// assert_eq!(clock.time(device), device); // until something is learnt
    /// ```
    #[must_use]
    pub fn time(&self, device: Timestamp) -> Timestamp {
        let seconds = device.unix().saturating_add(self.seconds);
        Timestamp::from_unix(seconds).unwrap_or(device)
    }

    /// Learns from an answer that refused the timestamp of a request made when the device's clock
    /// showed `device`. An error says how far apart the clocks are, and why that is not believed; it
    /// changes nothing.
    ///
    /// ```
    /// # use gatekit_core::{ClockOffset, Skew, Timestamp};
    /// # let moment = |text: &str| Timestamp::parse(text.as_bytes()).unwrap();
    /// # let mut clock = ClockOffset::between(moment("2026-01-01 00:00:00"), moment("2045-12-31 23:59:59"));
    /// let device = moment("2026-03-02 12:00:00");
    /// assert_eq!(clock.learn(device, None), Err(Skew::Unknown { signed: device }));
    /// clock.learn(device, Some(moment("2026-03-02 15:00:00")))?;
    /// assert_eq!(clock.time(device), moment("2026-03-02 15:00:00"));
    /// # Ok::<(), Skew>(())
    /// ```
    pub fn learn(&mut self, device: Timestamp, date: Option<Timestamp>) -> Result<(), Skew> {
        let signed = self.time(device);
        let Some(date) = date else {
            return Err(Skew::Unknown { signed });
        };
        if date.unix().abs_diff(signed.unix()) <= TOLERANCE {
            return Err(Skew::None { signed, date });
        }
        let is_before =
            |other: Timestamp| date < other && date.unix().abs_diff(other.unix()) > TOLERANCE;
        if date < self.earliest || date > self.latest || self.learnt.is_some_and(is_before) {
            return Err(Skew::Unbelievable { signed, date });
        }
        self.seconds = date.unix().saturating_sub(device.unix());
        self.learnt = self.learnt.max(Some(date));
        Ok(())
    }

    /// The gateway's clock less the device's, in seconds.
    ///
    /// ```
    /// # use gatekit_core::{ClockOffset, Timestamp};
    /// # let moment = |text: &str| Timestamp::parse(text.as_bytes()).unwrap();
    /// # let mut clock = ClockOffset::between(moment("2026-01-01 00:00:00"), moment("2045-12-31 23:59:59"));
    /// let (device, date) = (moment("2026-03-02 15:00:00"), moment("2026-03-02 12:00:00"));
    /// clock.learn(device, Some(date))?;
    /// assert_eq!(clock.seconds(), -3 * 3600);
    /// # Ok::<(), gatekit_core::Skew>(())
    /// ```
    #[must_use]
    pub const fn seconds(&self) -> i64 {
        self.seconds
    }
}

/// The gateway refused a timestamp, and its answer does not help to correct the clock.
///
/// ```
/// use gatekit_core::{Skew, Timestamp};
/// let signed = Timestamp::from_unix(0).unwrap();
/// assert_eq!(
///     Skew::Unknown { signed }.to_string(),
///     "the request says 1970-01-01 08:00:00 (GMT+8), more than 10 minutes from the gateway's \
///      clock; its answer has no Date to learn the time from"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skew {
    /// The answer has no `Date`, or one that cannot be read.
    Unknown {
        /// The request's timestamp.
        signed: Timestamp,
    },
    /// The answer's `Date` is within 10 minutes of the request's timestamp: something else is wrong.
    None {
        /// The request's timestamp.
        signed: Timestamp,
        /// The answer's.
        date: Timestamp,
    },
    /// The answer's `Date` lies outside the moments that the caller named, or more than 10 minutes
    /// before one that was learnt earlier.
    Unbelievable {
        /// The request's timestamp.
        signed: Timestamp,
        /// The answer's.
        date: Timestamp,
    },
}

impl fmt::Display for Skew {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { signed } => write!(
                formatter,
                "the request says {signed} (GMT+8), more than 10 minutes from the gateway's clock; \
                 its answer has no Date to learn the time from"
            ),
            Self::None { signed, date } => write!(
                formatter,
                "the request says {signed}, the answer {date} (GMT+8): the clock is not what the \
                 gateway refuses"
            ),
            Self::Unbelievable { signed, date } => {
                let apart = date.unix().abs_diff(signed.unix());
                write!(
                    formatter,
                    "the request says {signed}, the answer {date} (GMT+8), {apart} s apart; that \
                     date is not believed"
                )
            }
        }
    }
}

impl core::error::Error for Skew {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    fn moment(text: &str) -> Timestamp {
        Timestamp::parse(text.as_bytes()).unwrap()
    }

    fn clock() -> ClockOffset {
        ClockOffset::between(moment("2026-01-01 00:00:00"), moment("2045-12-31 23:59:59"))
    }

    #[test]
    fn a_clock_that_is_ahead_is_put_back_and_one_of_1970_forward() {
        let date = moment("2026-03-02 12:00:00");
        for device in [
            moment("2026-03-02 15:00:00"),
            Timestamp::from_unix(0).unwrap(),
        ] {
            let mut clock = clock();
            assert_eq!(clock.learn(device, Some(date)), Ok(()));
            assert_eq!(clock.time(device), date);
        }
    }

    #[test]
    fn a_date_within_ten_minutes_is_not_what_is_wrong() {
        let (mut clock, date) = (clock(), moment("2026-03-02 12:00:00"));
        for (signed, agrees) in [
            ("2026-03-02 11:50:00", true),
            ("2026-03-02 12:10:00", true),
            ("2026-03-02 11:49:59", false),
        ] {
            let signed = moment(signed);
            let agreed = clock.learn(signed, Some(date)) == Err(Skew::None { signed, date });
            assert_eq!(agreed, agrees, "{signed}");
        }
    }

    #[test]
    fn dates_outside_the_bounds_are_not_believed() {
        for (date, believed) in [
            ("2025-12-31 23:59:59", false),
            ("2026-01-01 00:00:00", true),
            ("2045-12-31 23:59:59", true),
            ("2046-01-01 00:00:00", false),
        ] {
            let (mut clock, signed) = (clock(), Timestamp::from_unix(0).unwrap());
            let learnt = clock.learn(signed, Some(moment(date)));
            assert_eq!(learnt.is_ok(), believed, "{date}");
            assert_eq!(clock.seconds() != 0, believed, "{date}");
        }
    }

    #[test]
    fn dates_do_not_run_backwards() {
        let (mut clock, device) = (clock(), Timestamp::from_unix(0).unwrap());
        let newest = moment("2026-03-02 12:00:00");
        clock.learn(device, Some(newest)).unwrap();
        // The device was switched off and on: its own clock says 1980 now.
        let device = moment("1980-01-01 00:00:00");
        let old = moment("2026-03-02 11:49:59");
        let signed = clock.time(device);
        let date = old;
        assert_eq!(
            clock.learn(device, Some(old)),
            Err(Skew::Unbelievable { signed, date })
        );
        assert_eq!(
            clock.learn(device, Some(moment("2026-03-02 11:50:00"))),
            Ok(())
        );
        assert_eq!(
            clock.learn(Timestamp::from_unix(0).unwrap(), Some(newest)),
            Ok(())
        );
    }

    #[test]
    fn without_a_date_the_request_s_own_time_is_named() {
        let mut clock = clock();
        let skew = clock
            .learn(Timestamp::from_unix(5).unwrap(), None)
            .unwrap_err();
        assert!(skew.to_string().contains("1970-01-01 08:00:05"), "{skew}");
        assert_eq!(clock, self::clock());
    }

    #[test]
    fn a_skew_that_is_not_believed_is_named_in_seconds() {
        let signed = moment("2026-03-02 12:00:00");
        let date = moment("2025-03-02 12:00:00");
        let text = clock().learn(signed, Some(date)).unwrap_err().to_string();
        assert!(text.contains("31536000 s apart"), "{text}");
    }

    #[test]
    fn a_time_outside_all_calendars_is_the_device_s_own() {
        let (mut clock, last) = (clock(), moment("2999-12-31 23:59:59"));
        clock
            .learn(
                Timestamp::from_unix(0).unwrap(),
                Some(moment("2026-03-02 12:00:00")),
            )
            .unwrap();
        assert_eq!(clock.time(last), last);
    }
}
