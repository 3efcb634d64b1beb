//! A request is taken once.

use crate::support::{NOW, SECRET, at, at_noon, query};
use gatekit_core::callback::{CallbackError, Received, ReplayGuard, ReplayGuardView, Verifier};
use gatekit_core::{Params, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

const WINDOW: u32 = 60;

fn verify(query: &str, now: i64, guard: &mut ReplayGuardView) -> Result<(), CallbackError> {
    let verifier = Verifier::spi(SECRET).unwrap().with_window(WINDOW);
    let mut room = [0; 64];
    let mut params = Params::<4>::new(&mut room);
    let received = Received::new(query, b"");
    verifier
        .verify(&received, at(now), &mut params, Some(guard))
        .map(|_| ())
}

fn signed(timestamp: i64, number: u8) -> String {
    let timestamp = Timestamp::from_unix(timestamp).unwrap().to_string();
    query(&[("timestamp", &timestamp), ("n", &number.to_string())], "")
}

/// All that was ever taken, with its timestamp.
struct Naive {
    taken: Vec<(i64, u8)>,
    capacity: usize,
}

impl Naive {
    fn take(&mut self, timestamp: i64, number: u8, now: i64) -> Result<(), Refused> {
        if now.abs_diff(timestamp) > u64::from(WINDOW) {
            return Err(Refused::Outside);
        }
        if self.taken.contains(&(timestamp, number)) {
            return Err(Refused::Replayed);
        }
        let inside = |(taken, _): &&(i64, u8)| taken + i64::from(WINDOW) >= now;
        if self.taken.iter().filter(inside).count() >= self.capacity {
            return Err(Refused::Full);
        }
        self.taken.push((timestamp, number));
        Ok(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Refused {
    Outside,
    Replayed,
    Full,
}

fn kind(error: CallbackError) -> Refused {
    match error {
        CallbackError::TimestampOutside { .. } => Refused::Outside,
        CallbackError::Replayed => Refused::Replayed,
        CallbackError::GuardFull { capacity: 4 } => Refused::Full,
        other => panic!("{other}"),
    }
}

proptest! {
    #[test]
    fn while_the_clock_runs_it_does_what_one_that_never_forgets_does(
        steps in vec((0..40_i64, -70..70_i64, 0..3_u8), 0..60),
    ) {
        let mut guard = ReplayGuard::<4>::new();
        let mut naive = Naive { taken: Vec::new(), capacity: 4 };
        let mut now = NOW;
        for (seconds, offset, number) in steps {
            now += seconds;
            let timestamp = now + offset / 10 * 10;
            let taken = verify(&signed(timestamp, number), now, &mut guard).map_err(kind);
            prop_assert_eq!(taken, naive.take(timestamp, number, now));
        }
    }

    #[test]
    fn whatever_the_clock_does_nothing_is_taken_twice(
        steps in vec((-200..200_i64, -7..7_i64, 0..3_u8), 0..60),
    ) {
        let mut guard = ReplayGuard::<3>::new();
        let mut taken = Vec::new();
        let mut now = NOW;
        for (seconds, tens, number) in steps {
            now += seconds / 10 * 10;
            let request = signed(now + tens * 10, number);
            if verify(&request, now, &mut guard).is_ok() {
                prop_assert!(!taken.contains(&request));
                taken.push(request);
            }
        }
    }
}

#[test]
fn a_request_inside_the_window_is_remembered_to_its_last_second() {
    let mut guard = ReplayGuard::<1>::new();
    let (first, last) = (NOW, NOW + i64::from(WINDOW));
    assert_eq!(verify(&signed(first, 1), NOW, &mut guard), Ok(()));
    assert_eq!(
        verify(&signed(first, 1), last, &mut guard),
        Err(CallbackError::Replayed)
    );
    let full = Err(CallbackError::GuardFull { capacity: 1 });
    assert_eq!(verify(&signed(last, 2), last, &mut guard), full);
    assert_eq!(verify(&signed(last, 2), last + 1, &mut guard), Ok(()));
}

#[test]
fn what_was_let_go_stays_refused_when_the_clock_is_set_back() {
    let mut guard = ReplayGuard::<1>::new();
    assert_eq!(verify(&signed(NOW, 1), NOW, &mut guard), Ok(()));
    assert_eq!(
        verify(&signed(NOW + 1000, 2), NOW + 1000, &mut guard),
        Ok(())
    );
    assert_eq!(
        verify(&signed(NOW, 1), NOW, &mut guard),
        Err(CallbackError::Replayed)
    );
    // It may have been another one of that age.
    assert_eq!(
        verify(&signed(NOW, 3), NOW, &mut guard),
        Err(CallbackError::Replayed)
    );
}

#[test]
fn a_guard_that_starts_late_takes_nothing_from_before() {
    let mut guard = ReplayGuard::<4>::since(at(NOW));
    assert_eq!(
        verify(&signed(NOW - 1, 1), NOW, &mut guard),
        Err(CallbackError::Replayed)
    );
    assert_eq!(
        verify(&signed(NOW, 1), NOW, &mut guard),
        Err(CallbackError::Replayed)
    );
    assert_eq!(verify(&signed(NOW + 1, 1), NOW, &mut guard), Ok(()));
}

#[test]
fn a_guard_that_restarts_has_forgotten_all_and_takes_nothing_from_before() {
    let mut guard = ReplayGuard::<1>::new();
    assert_eq!(verify(&signed(NOW, 1), NOW, &mut guard), Ok(()));
    guard.restart(at(NOW));
    assert_eq!(format!("{guard:?}"), "ReplayGuard(0 of 1)");
    assert_eq!(
        verify(&signed(NOW, 2), NOW, &mut guard),
        Err(CallbackError::Replayed)
    );
    assert_eq!(verify(&signed(NOW + 1, 1), NOW, &mut guard), Ok(()));
}

#[test]
fn a_guard_without_places_takes_nothing() {
    let mut guard = ReplayGuard::<0>::new();
    assert_eq!(
        verify(&signed(NOW, 1), NOW, &mut guard),
        Err(CallbackError::GuardFull { capacity: 0 })
    );
}

#[test]
fn requests_without_a_timestamp_are_remembered_for_ever() {
    let verifier = Verifier::spi(SECRET).unwrap().without_window();
    let mut guard = ReplayGuard::<2>::since(at(NOW));
    let mut verify = |number: &str, now: i64| {
        let query = query(&[("n", number)], "");
        let mut params = Params::<1>::new(&mut []);
        let received = Received::new(&query, b"");
        verifier
            .verify(&received, at(now), &mut params, Some(&mut guard))
            .map(|_| ())
    };
    assert_eq!(verify("1", NOW), Ok(()));
    assert_eq!(verify("1", 4_000_000_000), Err(CallbackError::Replayed));
    assert_eq!(verify("2", NOW), Ok(()));
    assert_eq!(
        verify("3", 4_000_000_000),
        Err(CallbackError::GuardFull { capacity: 2 })
    );
}

#[test]
fn a_full_guard_lets_nothing_go_for_a_request_without_a_timestamp() {
    let mut guard = ReplayGuard::<1>::new();
    assert_eq!(verify(&signed(NOW, 1), NOW, &mut guard), Ok(()));
    let query = query(&[("n", "2")], "");
    let mut params = Params::<1>::new(&mut []);
    let verifier = Verifier::spi(SECRET).unwrap().without_window();
    let received = Received::new(&query, b"");
    let refused = verifier.verify(&received, at(NOW + 1), &mut params, Some(&mut guard));
    let full = CallbackError::GuardFull { capacity: 1 };
    assert_eq!(refused.map(|_| ()), Err(full));
    // What the guard still knows is neither taken twice nor mistaken for it.
    let again = verify(&signed(NOW, 1), NOW + 1, &mut guard);
    assert_eq!(again, Err(CallbackError::Replayed));
    assert_eq!(verify(&signed(NOW, 3), NOW + 1, &mut guard), Err(full));
}

#[test]
fn what_is_refused_for_another_reason_takes_no_place() {
    let mut guard = ReplayGuard::<1>::new();
    let noon = at_noon();
    assert!(verify("timestamp=2016-01-01+12%3A00%3A00&sign=00", NOW, &mut guard).is_err());
    assert!(verify(&noon, NOW + 1000, &mut guard).is_err());
    assert_eq!(format!("{guard:?}"), "ReplayGuard(0 of 1)");
    assert_eq!(verify(&noon, NOW, &mut guard), Ok(()));
    assert_eq!(format!("{guard:?}"), "ReplayGuard(1 of 1)");
}

#[test]
fn a_guard_says_what_it_can_remember_and_nothing_of_what_it_did() {
    let mut guard = ReplayGuard::<4>::new();
    assert_eq!(guard.capacity(), 4);
    let view = &mut *guard;
    assert_eq!(view.capacity(), 4);
    assert_eq!(verify(&signed(NOW, 1), NOW, view), Ok(()));
    assert_eq!(format!("{view:?}"), "ReplayGuard(1 of 4)");
}

#[test]
fn the_shifted_copy_of_a_request_is_a_replay() {
    // The same canonical string, so the same signature.
    let sign = crate::support::md5(
        &[(b"timestamp", b"2016-01-01 12:00:00"), (b"a", b"1b2")],
        b"",
    );
    let mut guard = ReplayGuard::<4>::new();
    let query = |pairs: &str| format!("{pairs}&timestamp=2016-01-01+12%3A00%3A00&sign={sign}");
    assert_eq!(verify(&query("a=1b2"), NOW, &mut guard), Ok(()));
    assert_eq!(
        verify(&query("a=1&b=2"), NOW, &mut guard),
        Err(CallbackError::Replayed)
    );
}

#[test]
fn long_signatures_are_told_apart_too() {
    use gatekit_core::gateway::top;
    use gatekit_core::request::sign::{Canonical, HmacSha256, SignMethod as _};
    let method = HmacSha256::new(SECRET).unwrap();
    let verifier = Verifier::new(&top::DIALECT, method.clone()).without_window();
    let mut guard = ReplayGuard::<2>::default();
    for (value, expected) in [
        ("1", Ok(())),
        ("2", Ok(())),
        ("1", Err(CallbackError::Replayed)),
    ] {
        let mut params = Params::<1>::new(&mut []);
        params.text("a", value).unwrap();
        let sign = method
            .sign(&Canonical::new(params.as_slice(), b""))
            .unwrap();
        let query = format!("a={value}&sign={sign}");
        let received = Received::new(&query, b"");
        let mut params = Params::<1>::new(&mut []);
        let result = verifier.verify(&received, at(NOW), &mut params, Some(&mut guard));
        assert_eq!(result.map(|_| ()), expected);
    }
}
