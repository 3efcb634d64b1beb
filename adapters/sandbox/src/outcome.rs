//! What an order id means: its last four characters choose the outcome.

use crate::answer::{Answer, Delivery};

/// One row of [`OUTCOMES`].
///
/// ```
/// let busy = gatekit_sandbox::OUTCOMES.iter().find(|outcome| outcome.order == "...0503");
/// assert_eq!(busy.map(|outcome| outcome.meaning), Some("platform busy, try again later"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How the order id ends: three dots and its last four characters, or `any other`. Appended to
    /// any digits it gives an id with this outcome.
    pub order: &'static str,
    /// What the gateway does.
    pub meaning: &'static str,
    verdict: Verdict,
    wire: Wire,
}

/// The order ids and their outcomes.
///
/// ```
/// for outcome in gatekit_sandbox::OUTCOMES {
///     println!("{:10} {}", outcome.order, outcome.meaning);
/// }
/// ```
pub const OUTCOMES: &[Outcome] = &[
    row("any other", "cancelled", Verdict::Cancelled, Wire::Whole),
    row(
        "...0404",
        "no such order",
        Verdict::NoSuchOrder,
        Wire::Whole,
    ),
    row(
        "...0409",
        "already shipped, cannot be cancelled any more",
        Verdict::AlreadyShipped,
        Wire::Whole,
    ),
    row(
        "...0403",
        "no permission for this order",
        Verdict::NoPermission,
        Wire::Whole,
    ),
    row(
        "...0503",
        "platform busy, try again later",
        Verdict::Busy,
        Wire::Whole,
    ),
    row(
        "...0408",
        "cancelled, but the answer is slow",
        Verdict::Cancelled,
        Wire::Late,
    ),
    row(
        "...0500",
        "cancelled, but the answer is broken off",
        Verdict::Cancelled,
        Wire::Cut,
    ),
    row(
        "...0502",
        "not cancelled, an HTML page with status 502",
        Verdict::Busy,
        Wire::BadGateway,
    ),
    row(
        "...0204",
        "cancelled, but the answer is empty",
        Verdict::Cancelled,
        Wire::Empty,
    ),
    row(
        "...0444",
        "cancelled, but the connection closes without an answer",
        Verdict::Cancelled,
        Wire::Closed,
    ),
];

/// What the platform decides about the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Cancelled,
    NoSuchOrder,
    AlreadyShipped,
    NoPermission,
    Busy,
}

/// What happens to the answer on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wire {
    Whole,
    Late,
    Cut,
    BadGateway,
    Empty,
    Closed,
}

impl Outcome {
    pub(crate) fn of(order: &str) -> Self {
        let is_chosen = |row: &&Self| {
            row.order
                .strip_prefix("...")
                .is_some_and(|ending| order.ends_with(ending))
        };
        OUTCOMES
            .iter()
            .find(is_chosen)
            .copied()
            .unwrap_or(OUTCOMES[0])
    }

    pub(crate) fn busy() -> Self {
        Self::of("0503")
    }

    /// The platform's answer as it leaves the sandbox.
    pub(crate) fn deliver(self, say: impl FnOnce(Verdict) -> Answer) -> Answer {
        let mut answer = match self.wire {
            Wire::Whole | Wire::Late | Wire::Closed => say(self.verdict),
            Wire::Cut => say(self.verdict).cut(),
            Wire::Empty => say(self.verdict).without_body(),
            Wire::BadGateway => Answer::html(
                502,
                "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
                 <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n",
            ),
        };
        answer.executed = self.verdict == Verdict::Cancelled;
        answer.delivery = match self.wire {
            Wire::Late => Delivery::Late,
            Wire::Closed => Delivery::Never,
            _ => Delivery::Whole,
        };
        answer
    }
}

const fn row(order: &'static str, meaning: &'static str, verdict: Verdict, wire: Wire) -> Outcome {
    Outcome {
        order,
        meaning,
        verdict,
        wire,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_four_characters_choose() {
        assert_eq!(
            Outcome::of("T20151104141010404").verdict,
            Verdict::NoSuchOrder
        );
        assert_eq!(Outcome::of("0409").verdict, Verdict::AlreadyShipped);
        assert_eq!(Outcome::of("04041").verdict, Verdict::Cancelled);
        assert_eq!(Outcome::of("").verdict, Verdict::Cancelled);
    }

    #[test]
    fn a_row_appended_to_digits_is_an_id_with_that_outcome() {
        for row in OUTCOMES {
            assert_eq!(Outcome::of(&format!("1000{}", row.order)), *row);
        }
    }
}
