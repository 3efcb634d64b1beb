//! Heads, near right and wrong, as httparse reads them.

use crate::socket::{Script, exchange};
use gatekit_core::transport::TransportError;
use proptest::prelude::*;

/// What httparse makes of a head: the status, if it is one.
fn theirs(head: &str) -> Result<u16, ()> {
    let mut fields = [httparse::EMPTY_HEADER; 32];
    let mut response = httparse::Response::new(&mut fields);
    match response.parse(head.as_bytes()) {
        Ok(httparse::Status::Complete(length)) if length == head.len() => {
            Ok(response.code.unwrap())
        }
        Ok(_) | Err(_) => Err(()),
    }
}

fn ours(head: &str) -> Result<u16, ()> {
    match exchange(Script::new(head), 64).0 {
        Ok((answer, _)) => Ok(answer.status),
        Err(TransportError::Unreadable(_) | TransportError::Unclear(_)) => Err(()),
        Err(other) => panic!("{other}"),
    }
}

/// Words from which heads are put together.
fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "HTTP/1.1 200 OK",
        "HTTP/1.0 404",
        "HTTP/1.1 ",
        "500",
        " ",
        "\r\n",
        "\r\n",
        "\r\n",
        "\n",
        "\r",
        ":",
        ": ",
        "Server",
        "Server: x",
        "X-1: 取消",
        "X: \t 1 ",
        "a",
        "é",
        "\0",
        "\t",
        "Date: now",
        "(",
        "\"",
        "Content-Type: text/xml",
        "Connection: close",
        "\x7f",
        ",",
        ";",
    ])
}

/// A right head in which some words were put in or left out.
fn near_head() -> impl Strategy<Value = String> {
    let start = Just(vec![
        "HTTP/1.1 200 OK",
        "\r\n",
        "Server: x",
        "\r\n",
        "A:",
        "1",
        "\r\n",
        "\r\n",
    ]);
    let edits = prop::collection::vec((0_usize..9, prop::option::of(word())), 0..3);
    (start, edits).prop_map(|(mut words, edits)| {
        for (place, word) in edits {
            let place = place.min(words.len());
            match word {
                Some(word) => words.insert(place, word),
                None if place < words.len() => {
                    words.remove(place);
                }
                None => {}
            }
        }
        words.concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn heads_are_read_as_httparse_reads_them(head in near_head()) {
        // It passes over empty lines before a status line, and takes a status below 100.
        prop_assume!(!head.starts_with(['\r', '\n']));
        // An answer without a length goes on until the end.
        prop_assume!(head.find("\r\n\r\n").is_none_or(|end| end + 4 == head.len()));
        prop_assume!(head.find("\n\n").is_none_or(|end| end + 2 == head.len()));
        prop_assume!(head.find("\n\r\n").is_none_or(|end| end + 3 == head.len()));
        prop_assert_eq!(ours(&head), theirs(&head), "{:?}", head);
    }
}
