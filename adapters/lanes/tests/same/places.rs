//! The edges of a batch's interface.

use gatekit_core::gateway::phalapi::Unsigned;
use gatekit_core::request::sign::{Canonical, SignMethod};
use gatekit_lanes::{HmacMd5, InstructionSet, Md5, Sha1, SignBatch, phalapi};

#[test]
fn too_few_places_are_refused_and_nothing_is_written() {
    let requests = [Canonical::new(&[], b""); 3];
    let mut places = [None; 2];
    let error = Md5::new("helloworld")
        .unwrap()
        .sign_batch(&requests, &mut places);
    let error = error.unwrap_err();
    assert_eq!((error.needed, error.available), (3, 2));
    assert_eq!(places, [None; 2]);
    assert!(Unsigned.sign_batch(&requests, &mut places).is_err());
}

#[test]
fn places_that_are_not_needed_stay_as_they_are() {
    let method = Md5::new("helloworld").unwrap();
    let request = Canonical::new(&[], b"");
    let before = Sha1::new("other").unwrap().sign(&request);
    let mut places = [before; 4];
    let written = method.sign_batch(&[request; 3], &mut places).unwrap();
    assert_eq!(written.len(), 3);
    assert_eq!(places[..3], [method.sign(&request); 3]);
    assert_eq!(places[3], before);
}

#[test]
fn an_empty_batch_has_no_signatures() {
    let method = Md5::new("helloworld").unwrap();
    let none: [Canonical<'_>; 0] = [];
    assert!(method.sign_batch(&none, &mut []).unwrap().is_empty());
}

#[test]
fn a_batch_of_unsigned_calls_has_no_signatures() {
    let request = Canonical::new(&[], b"");
    let before = Md5::new("helloworld").unwrap().sign(&request);
    let mut places = [before; 2];
    Unsigned.sign_batch(&[request; 2], &mut places).unwrap();
    assert_eq!(places, [None; 2]);
}

#[test]
fn neither_secrets_nor_states_are_printed() {
    let set = InstructionSet::portable();
    let md5 = Md5::new("helloworld").unwrap().with_instruction_set(set);
    let hmac = HmacMd5::new("helloworld")
        .unwrap()
        .with_instruction_set(set);
    let pro = phalapi::ValuesMd5Secret::new("helloworld").unwrap();
    let engine = gatekit_lanes::hash::Md5::default();
    assert_eq!(format!("{md5:?}"), "Md5(portable, ..)");
    assert_eq!(format!("{hmac:?}"), "HmacMd5(portable, ..)");
    assert!(!format!("{pro:?}").contains("hello"));
    assert_eq!(format!("{engine:?}"), "Md5(..)");
}
