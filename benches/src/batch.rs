//! Requests that are signed together.

use crate::{call, moment, value_for};
use gatekit_core::gateway::Draft;
use gatekit_core::request::sign::SignMethod;
use gatekit_core::{Gateway, Params, TIMESTAMP_BYTES, Top};

/// Bytes that are hashed of requests of mixed lengths, in turn, secret apart: ids, lists of fields,
/// JSON.
pub const MIXED: [usize; 16] = [
    248, 400, 230, 588, 310, 260, 900, 220, 350, 1200, 240, 480, 270, 700, 215, 330,
];

/// Digits of the number that begins a value.
const NUMBER: usize = 4;

/// Lends drafts of the measured call, of these lengths, no two the same.
///
/// ```
/// use gatekit_benches::{SECRET, application, batch::{MIXED, with_drafts}, hashed};
/// use gatekit_core::request::sign::{Layout, Md5};
/// let top = application(Md5::new(SECRET)?)?;
/// let lengths = with_drafts(&top, MIXED, |drafts| {
///     let lengths = drafts.iter().map(|draft| hashed(&draft.canonical(), Layout::KEYED).len());
///     lengths.collect::<Vec<_>>()
/// });
/// assert_eq!(lengths, MIXED);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Panics
/// If a length is less than what the system parameters have.
pub fn with_drafts<M: SignMethod, T>(
    top: &Top<&'static str, M>,
    lengths: impl IntoIterator<Item = usize>,
    then: impl FnOnce(&[Draft<'_>]) -> T,
) -> T {
    let lengths = lengths.into_iter().enumerate();
    let values: Vec<_> = lengths
        .map(|(at, length)| format!("{}{at:0NUMBER$}", value_for(top, length - NUMBER)))
        .collect();
    let params: Vec<_> = values
        .iter()
        .map(|value| [("param", value.as_str())])
        .collect();
    let calls: Vec<_> = params.iter().map(|params| call(params)).collect();
    let mut rooms = vec![[0; TIMESTAMP_BYTES]; calls.len()];
    let mut tables: Vec<_> = rooms
        .iter_mut()
        .map(|room| Params::<1>::new(room))
        .collect();
    let drafts = calls.iter().zip(&mut tables);
    let drafts = drafts.map(|(call, table)| top.draft(call, moment(), table).expect("room for it"));
    then(&drafts.collect::<Vec<_>>())
}
