//! How long Criterion measures.

use criterion::Criterion;
use std::time::Duration;

/// Half a second of warming up, a second of measuring: all groups take a few minutes. Options of the
/// command line (`--measurement-time 5`) count before this.
///
/// ```
/// let criterion = gatekit_benches::timing::criterion();
/// ```
#[must_use]
pub fn criterion() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(1))
}
