//! Moments as the platforms write them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::Timestamp;

#[test]
fn a_moment_keeps_its_unix_seconds() {
    for seconds in [-28_800, -1, 0, 1_451_620_800, 32_503_651_199] {
        let moment = Timestamp::from_unix(seconds).unwrap();
        assert_eq!(moment.unix(), seconds);
        assert_eq!(
            Timestamp::parse(&moment.to_bytes()).map(Timestamp::unix),
            Some(seconds)
        );
    }
    assert_eq!(Timestamp::from_unix(-28_801), None);
    assert_eq!(Timestamp::from_unix(32_503_651_200), None);
}

#[test]
fn unix_time_begins_at_eight_in_the_morning() {
    let text = b"1970-01-01 08:00:00";
    assert_eq!(Timestamp::parse(text).map(Timestamp::unix), Some(0));
}

#[test]
fn moments_are_ordered_as_their_texts_are() {
    let texts = [
        "1970-01-01 00:00:00",
        "2015-12-31 23:59:59",
        "2016-01-01 00:00:00",
        "2016-02-29 12:00:00",
        "2016-03-01 00:00:00",
        "2999-12-31 23:59:59",
    ];
    let moments = texts.map(|text| Timestamp::parse(text.as_bytes()).unwrap());
    assert!(moments.is_sorted_by(|earlier, later| earlier < later));
}

#[test]
fn every_place_of_a_text_takes_its_own_characters_only() {
    let text = *b"2016-01-01 12:00:00";
    assert!(Timestamp::parse(&text).is_some());
    for at in 0..text.len() {
        let others = if text[at].is_ascii_digit() {
            [b'/', b':', b'x', b' ']
        } else {
            [b'0', b'/', b'T', 0]
        };
        for other in others {
            let mut changed = text;
            changed[at] = other;
            assert_eq!(
                Timestamp::parse(&changed),
                None,
                "{}",
                changed.escape_ascii()
            );
        }
    }
}
