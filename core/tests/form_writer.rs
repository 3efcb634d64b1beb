//! A form whose writer fails.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::call::Generic;
use gatekit_core::{Gateway, Params, PhalApi, Timestamp};

/// Writes two pairs to a writer that fails when it is asked so often: its bytes, how often it was
/// asked, and whether that was an error.
fn written(name: &str, fails_at: usize) -> (Vec<u8>, usize, bool) {
    let pairs = [(name, "1 中 "), ("~", name)];
    let call = Generic::new("App.Site.Index", &pairs);
    let (site, now) = (PhalApi::unsigned(), Timestamp::from_unix(0).unwrap());
    let mut params = Params::<2>::new(&mut []);
    let request = site.sign(&call, now, &mut params).unwrap();
    let (mut wire, mut asked) = (Vec::new(), 0);
    let result = request.write_body(|block| {
        asked += 1;
        if asked == fails_at {
            return Err("line is down");
        }
        wire.extend_from_slice(block);
        Ok(())
    });
    (wire, asked, result == Err("line is down"))
}

#[test]
fn an_error_ends_the_form_wherever_the_block_is_full() {
    for length in (1..=130).step_by(if cfg!(miri) { 13 } else { 1 }) {
        let name = "n".repeat(length);
        let (whole, blocks, failed) = written(&name, usize::MAX);
        assert!(!failed);
        assert_eq!(
            String::from_utf8(whole.clone()).unwrap(),
            format!("{name}=1+%E4%B8%AD+&%7E={name}")
        );
        for fails_at in 1..=blocks {
            let (start, asked, failed) = written(&name, fails_at);
            assert!(failed && whole.starts_with(&start), "{length} {fails_at}");
            assert_eq!(asked, fails_at);
        }
    }
}
