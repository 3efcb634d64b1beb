//! The encoded request: on top of its signature, and against the percent-encoding crate.

use gatekit_benches::interleaved::Candidate;
use gatekit_benches::report::Report;
use gatekit_benches::{
    SECRET, SIZES, application, call, json_value, sends_what_was_signed, value_for, with_signed,
};
use gatekit_core::request::Request;
use gatekit_core::request::sign::Md5;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::hint::black_box;

/// Forms have a `+` for a space, which this value does not contain.
const ESCAPED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_');

pub(crate) fn ratios(report: &mut Report) {
    let top = application(Md5::new(SECRET).unwrap()).unwrap();

    let value = value_for(&top, SIZES[0].1);
    let params = [("param", value.as_str())];
    let short = call(&params);
    let mut out = [0; 1024];
    let query_and_body = |request: &Request<'_>, out: &mut [u8]| {
        let query = request.encode_query(out).unwrap().len();
        query + black_box(request.encode_body(&mut out[query..]).unwrap()).len()
    };
    with_signed(&top, &short, |request| {
        let length = query_and_body(request, &mut out);
        let (query, body) = out[..length].split_at(request.query_length());
        assert!(sends_what_was_signed(request, query, body));
    });
    let sign: Candidate<'_> = Box::new(|| {
        with_signed(&top, &short, |request| {
            request.signature().map_or(0, str::len)
        })
    });
    let both: Candidate<'_> =
        Box::new(|| with_signed(&top, &short, |request| query_and_body(request, &mut out)));
    report.ratios([("sign_and_encode_s", both)], sign);

    let value = json_value(400);
    let params = [("param", value.as_str())];
    let mut body = [0; 1024];
    with_signed(&top, &call(&params), |request| {
        let ours = request.encode_body(&mut body).unwrap();
        let theirs = utf8_percent_encode(&value, &ESCAPED).to_string();
        assert_eq!(ours.strip_prefix(b"param="), Some(theirs.as_bytes()));
        let ours: Candidate<'_> =
            Box::new(|| black_box(request).encode_body(&mut body).unwrap().len());
        let theirs: Candidate<'_> = Box::new(|| {
            utf8_percent_encode(black_box(&value), &ESCAPED)
                .to_string()
                .len()
        });
        report.ratios([("encode_vs_percent_encoding", ours)], theirs);
    });
}
