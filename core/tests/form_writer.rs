//! A form whose writer fails.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::request::form::Encoder;

/// Writes two pairs to a writer that fails when it is asked so often: its bytes, how often it was
/// asked, and whether that was an error.
fn written(name: &[u8], fails_at: usize) -> (Vec<u8>, usize, bool) {
    let (mut wire, mut asked) = (Vec::new(), 0);
    let mut encoder = Encoder::new(|chunk: &[u8]| {
        asked += 1;
        if asked == fails_at {
            return Err("line is down");
        }
        wire.extend_from_slice(chunk);
        Ok(())
    });
    let result = encoder
        .pair(name, "1 中 ".as_bytes())
        .and_then(|()| encoder.pair(b" ", name))
        .and_then(|()| encoder.finish());
    (wire, asked, result == Err("line is down"))
}

#[test]
fn an_error_ends_the_form_wherever_the_chunk_is_full() {
    for length in 0..=130 {
        let name = vec![b'n'; length];
        let (whole, chunks, failed) = written(&name, usize::MAX);
        assert!(!failed);
        let text = String::from_utf8(name.clone()).unwrap();
        assert_eq!(whole, format!("{text}=1+%E4%B8%AD+&+={text}").as_bytes());
        for fails_at in 1..=chunks {
            let (start, asked, failed) = written(&name, fails_at);
            assert!(failed && whole.starts_with(&start), "{length} {fails_at}");
            assert_eq!(asked, fails_at);
        }
    }
}
