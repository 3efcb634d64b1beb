//! A document through a window. The first byte of the input tells the format and the leniency (modulo
//! 4: `d` XML, `e` JSON leniently, `j` JSON), the second the size of the window, the third the length of
//! the pieces; the document is the rest.
#![no_main]

use gatekit_core::reply::{Excerpt, Format, Leniency, Node, Progress, Stream, StreamError};
use gatekit_fuzz::guard::guarded;
use libfuzzer_sys::fuzz_target;

const PATHS: [&str; 6] = ["a", "*.b", "*.*.c", "a.b[1]", "*.*[].d", "result.code"];

fuzz_target!(|input: &[u8]| {
    let [mode, size, cuts, document @ ..] = input else {
        return;
    };
    let format = match mode % 4 {
        0 => Format::Xml,
        _ => Format::Json,
    };
    let leniency = Leniency {
        control_characters: mode % 4 == 1,
    };
    let verdict = Node::document(format, leniency, document).map(|_| ());
    let room = document.len() * 2 + 64;
    let read = |size, cuts| stream(format, leniency, document, size, cuts);
    let whole = read(room, 0);
    assert_eq!(whole.1, verdict.map_err(StreamError::from));
    assert_eq!(read(room, *cuts), whole);

    let size = usize::from(*size);
    let narrow = read(size, *cuts);
    assert_eq!(narrow, read(size, 0));
    assert_eq!(narrow, read(size, 1));
    match narrow.1.map_err(|error| error.needed().ok_or(error)) {
        Err(Ok(needed)) => {
            assert!(needed > size && whole.0.starts_with(&narrow.0));
            assert!(narrow.0.len() < read(needed, 0).0.len() || read(needed, 0).1 != narrow.1);
        }
        _ => assert_eq!(narrow, whole),
    }

    let kept = excerpt(format, leniency, document, room, 0);
    assert_eq!(
        kept.as_ref().map(|_| ()),
        verdict.map_err(StreamError::from).as_ref().map(|_| ())
    );
    assert_eq!(excerpt(format, leniency, document, room, *cuts), kept);
    let narrow = excerpt(format, leniency, document, size, *cuts);
    // How much is needed depends on how far names were read to which no path leads.
    let too_small =
        |kept: &Result<_, StreamError>| kept.as_ref().is_err_and(|error| error.needed().is_some());
    let again = excerpt(format, leniency, document, size, 1);
    assert!(narrow == again || (too_small(&narrow) && too_small(&again)));
    match (narrow, kept) {
        (Err(error), _) if error.needed().is_some_and(|needed| needed > size) => {}
        (narrow, kept) => {
            assert_eq!(narrow, kept);
            if let Ok(kept) = kept {
                assert!(Node::document(format, leniency, &kept).is_ok());
            }
        }
    }
});

type Found = (usize, Vec<u8>);

/// Cut into pieces of about this length; 0 is whole.
fn pieces(document: &[u8], cuts: u8) -> impl Iterator<Item = &[u8]> {
    let length = match cuts {
        0 => document.len().max(1),
        cuts => usize::from(cuts),
    };
    document.chunks(length)
}

fn stream(
    format: Format,
    leniency: Leniency,
    document: &[u8],
    size: usize,
    cuts: u8,
) -> (Vec<Found>, Result<(), StreamError>) {
    guarded(&vec![0; size], |window| {
        let mut found = Vec::new();
        let mut stream = Stream::new(format, leniency, &PATHS, window).unwrap();
        for mut piece in pieces(document, cuts) {
            loop {
                match stream.feed(&mut piece) {
                    Ok(Progress::Partial) => break,
                    Ok(Progress::Found(value)) => found.push((value.path(), value.raw().to_vec())),
                    Err(error) => return (found, Err(error)),
                }
            }
        }
        (found, stream.finish())
    })
}

fn excerpt(
    format: Format,
    leniency: Leniency,
    document: &[u8],
    size: usize,
    cuts: u8,
) -> Result<Vec<u8>, StreamError> {
    guarded(&vec![0; size], |buffer| {
        let mut excerpt = Excerpt::new(format, leniency, &PATHS, buffer).unwrap();
        for piece in pieces(document, cuts) {
            excerpt.feed(piece)?;
        }
        excerpt.finish().map(|kept| kept.to_vec())
    })
}
