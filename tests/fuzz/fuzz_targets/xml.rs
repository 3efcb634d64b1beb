//! XML in every way in which it can be read: as a document, and as the content of an element.
#![no_main]

use gatekit_core::reply::{Format, Leniency};
use gatekit_fuzz::reading;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|document: &[u8]| {
    reading::check(Format::Xml, Leniency::default(), document);
});
