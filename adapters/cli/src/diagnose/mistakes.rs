//! The families of mistakes: each makes of what is right what is signed wrongly.

pub(super) mod encoding;
pub(super) mod json;
pub(super) mod json_text;
pub(super) mod method;
pub(super) mod order;
pub(super) mod parameters;
pub(super) mod secret;
pub(super) mod time;
