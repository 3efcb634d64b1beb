//! JSON in every way in which it can be read. An input that starts with an even byte (`l`) is read
//! leniently, with an odd one (`s`) strictly; the document is the rest.
#![no_main]

use gatekit_core::reply::{Format, Leniency, Node};
use gatekit_fuzz::reading;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&mode, document)) = input.split_first() else {
        return;
    };
    let lenient = Leniency {
        control_characters: true,
    };
    if mode % 2 == 0 {
        reading::check(Format::Json, lenient, document);
    } else {
        reading::check(Format::Json, Leniency::default(), document);
        if Node::document(Format::Json, Leniency::default(), document).is_ok() {
            assert!(Node::document(Format::Json, lenient, document).is_ok());
        }
    }
});
