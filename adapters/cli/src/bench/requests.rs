//! The requests that are signed.

use gatekit_core::request::ParamsView;
use gatekit_core::{Call, ParamError};
use serde::de::IgnoredAny;

/// What is signed of each request besides its memo: eight system parameters and the memo's name.
/// The names of the other sign methods are longer than `md5` by 1 and by 8.
const REST: usize = 177;

/// Bytes that are hashed of requests of mixed lengths, in turn: ids, lists of fields, JSON.
const MIXED: [usize; 16] = [
    248, 400, 230, 588, 310, 260, 900, 220, 350, 1200, 240, 480, 270, 700, 215, 330,
];

/// Requests that differ in the memo that they leave at an order.
pub(super) struct Requests(Vec<Memo>);

impl Requests {
    pub(super) fn of_mixed_lengths() -> Self {
        let lengths = MIXED
            .iter()
            .cycle()
            .take(super::AT_ONCE.into_iter().max().unwrap_or(1));
        Self(
            lengths
                .enumerate()
                .map(|(at, length)| Memo::new(at, *length))
                .collect(),
        )
    }

    /// So many bytes are hashed of each of them.
    pub(super) fn of_one_length(bytes: usize) -> Self {
        Self((0..16).map(|at| Memo::new(at, bytes)).collect())
    }

    /// Bytes that are hashed of a request of mixed lengths, on average.
    pub(super) fn average() -> usize {
        MIXED.iter().sum::<usize>() / MIXED.len()
    }

    pub(super) fn all(&self) -> &[Memo] {
        &self.0
    }

    /// Those that are signed in one turn: as many as are there at once, and 16 at least.
    pub(super) fn waiting(&self, turn: usize, at_once: usize) -> &[Memo] {
        let mut turns = self.0.chunks(at_once.max(16));
        let at = turn.checked_rem(turns.len()).unwrap_or_default();
        turns.nth(at).unwrap_or_default()
    }
}

/// A call.
pub(super) struct Memo(String);

impl Memo {
    /// The memo has its number and what is wanting of that many hashed bytes.
    fn new(number: usize, bytes: usize) -> Self {
        const UNIT: &str = "{\"tid\":\"30753531820144197\",\"nick\":\"Suning\"},";
        let length = bytes.saturating_sub(REST);
        let mut memo = format!("{number:05}");
        memo.extend(UNIT.chars().cycle().take(length.saturating_sub(memo.len())));
        Self(memo)
    }
}

impl Call for Memo {
    type Reply<S> = IgnoredAny;

    fn method(&self) -> &'static str {
        "taobao.trade.memo.update"
    }

    fn params<'a>(&'a self, params: &mut ParamsView<'a>) -> Result<(), ParamError> {
        params.text("memo", &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{AT_ONCE, BYTES, signing};

    #[test]
    fn as_many_bytes_are_hashed_as_they_say() {
        let [_, hmac, _] = signing::methods().unwrap();
        let hashed = |requests: &Requests| hmac.strings(requests.all()).unwrap().unwrap();
        let more = "hmac".len() - "md5".len();
        for bytes in BYTES {
            let strings = hashed(&Requests::of_one_length(bytes));
            assert!(strings.iter().all(|string| string.len() == bytes + more));
        }
        let strings = hashed(&Requests::of_mixed_lengths());
        let sum: usize = strings.iter().map(Vec::len).sum();
        assert_eq!(sum / strings.len(), Requests::average() + more);
    }

    #[test]
    fn all_requests_have_their_turn() {
        let requests = Requests::of_mixed_lengths();
        for at_once in AT_ONCE {
            let in_a_turn = at_once.max(16);
            let turns = requests.0.len() / in_a_turn;
            for turn in [0, turns - 1, turns, 2 * turns + 1] {
                let first = &requests.waiting(turn, at_once)[0];
                assert_eq!(requests.waiting(turn, at_once).len(), in_a_turn);
                assert_eq!(first.0[..5], format!("{:05}", turn % turns * in_a_turn));
            }
        }
    }
}
