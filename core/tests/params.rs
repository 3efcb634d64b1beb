//! The parameter table: order, names, blanks, and memory that is too small.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::call::Generic;
use gatekit_core::request::{Blanks, ParamProblem, ParamsView};
use gatekit_core::{Gateway, ParamError, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn noon() -> Timestamp {
    Timestamp::from_unix(1_451_620_800).unwrap()
}

fn pairs<'a>(params: &'a ParamsView<'_>) -> Vec<(&'a str, &'a str)> {
    let text = |bytes| core::str::from_utf8(bytes).unwrap();
    params
        .as_slice()
        .iter()
        .map(|param| (text(param.name()), text(param.value())))
        .collect()
}

proptest! {
    #[test]
    fn parameters_stand_in_byte_order_however_they_come(
        names in proptest::collection::btree_set("[a-zA-Z_.\u{e000}\u{1f600}不0-9]{1,4}", 1..20)
            .prop_map(|names| names.into_iter().collect::<Vec<_>>())
            .prop_shuffle()
    ) {
        let mut params = Params::<20>::new(&mut []);
        for name in &names {
            params.text(name, name).unwrap();
        }
        let sorted: BTreeMap<&[u8], &[u8]> =
            names.iter().map(|name| (name.as_bytes(), name.as_bytes())).collect();
        let found: Vec<_> =
            params.as_slice().iter().map(|param| (param.name(), param.value())).collect();
        prop_assert_eq!(found, sorted.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn capital_letters_come_first_and_digits_do_not_count() {
    let mut params = Params::<8>::new(&mut []);
    for name in ["a10", "Z", "a2", "_", "a_b", "a1", "a-b", "a.b"] {
        params.text(name, "x").unwrap();
    }
    let names: Vec<_> = pairs(&params).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Z", "_", "a-b", "a.b", "a1", "a10", "a2", "a_b"]);
}

#[test]
fn a_name_occurs_once_whatever_stands_between() {
    let mut room = [0; 64];
    let mut params = Params::<8>::new(&mut room);
    for name in ["b", "z", "a", "m"] {
        params.text(name, "1").unwrap();
    }
    for name in ["a", "b", "m", "z"] {
        let error = params.text(name, "2").unwrap_err();
        assert_eq!(error.problem, ParamProblem::Repeated);
        assert_eq!(error.to_string(), format!("parameter {name} occurs twice"));
    }
    assert_eq!(
        params.integer("b", 2).unwrap_err().to_string(),
        "parameter b occurs twice"
    );
}

#[test]
fn a_refused_parameter_is_not_added() {
    let mut params = Params::<8>::new(&mut []);
    params.text("tid", "1").unwrap();
    params.text("v", "1").unwrap();
    params.text("tid", "2").unwrap_err();
    assert_eq!(pairs(&params), [("tid", "1"), ("v", "1")]);
}

#[test]
fn a_blank_value_does_not_occur() {
    let mut params = Params::<8>::new(&mut []);
    params.text("tid", " ").unwrap();
    params.text("tid", "1").unwrap();
    params.text("tid", "").unwrap();
    assert_eq!(pairs(&params), [("tid", "1")]);
}

#[test]
fn a_name_is_needed() {
    let error = Params::<2>::new(&mut []).text("", "1").unwrap_err();
    assert_eq!(error.problem, ParamProblem::Nameless);
    assert!(error.to_string().ends_with("has no name"), "{error}");
}

/// Java's white space from Unicode's: less the four that do not break, more the four separators.
fn is_java_whitespace(character: char) -> bool {
    let unicode_only = ['\u{85}', '\u{a0}', '\u{2007}', '\u{202f}'];
    (character.is_whitespace() && !unicode_only.contains(&character))
        || ('\u{1c}'..='\u{1f}').contains(&character)
}

#[test]
fn every_character_is_blank_as_java_has_it() {
    // The blank ones are below U+3001; under Miri, all others would take hours.
    let above = ('\u{3001}'..=char::MAX).step_by(if cfg!(miri) { 9973 } else { 1 });
    for character in ('\0'..='\u{3000}').chain(above) {
        let value = character.to_string();
        let mut params = Params::<1>::new(&mut []);
        params.text("a", &value).unwrap();
        assert_eq!(
            params.as_slice().is_empty(),
            is_java_whitespace(character),
            "{character:?}"
        );
    }
}

#[test]
fn mixed_blanks_are_dropped_and_everything_else_is_kept_as_it_is() {
    let kept = [
        "\u{a0}",
        "\u{200b}",
        "\u{3000}\u{a0}",
        " x ",
        "0",
        "false",
        "null",
        "\u{feff}",
        "\0",
    ];
    for value in kept {
        let mut params = Params::<1>::new(&mut []);
        params.text("a", value).unwrap();
        assert_eq!(pairs(&params), [("a", value)]);
    }
    for value in [
        "",
        " ",
        "\t\r\n",
        "\u{3000}",
        " \u{3000}\u{2028}\u{1c}",
        "\u{2006}\u{1680}",
    ] {
        let mut params = Params::<1>::new(&mut []);
        params.text("a", value).unwrap();
        assert!(params.as_slice().is_empty(), "{value:?}");
        params.set_blanks(Blanks::Kept);
        params.text("a", value).unwrap();
        assert_eq!(pairs(&params), [("a", value)]);
    }
}

#[test]
fn bytes_that_are_no_text_are_not_blank() {
    let mut params = Params::<1>::new(&mut []);
    params.bytes(b"a", b" \xff").unwrap();
    assert_eq!(params.as_slice().len(), 1);
}

#[test]
fn a_full_table_says_what_did_not_fit_and_how_much_it_holds() {
    let mut params = Params::<2>::new(&mut []);
    params.text("a", "1").unwrap();
    params.text("b", "2").unwrap();
    params.text("blank", "").unwrap();
    let error = params.text("buyer_open_uid", "3").unwrap_err();
    assert_eq!(error.problem, ParamProblem::TableFull { capacity: 2 });
    assert_eq!(
        error.to_string(),
        "parameter buyer_open_uid does not fit: the table holds 2 parameters"
    );
    assert_eq!(pairs(&params), [("a", "1"), ("b", "2")]);
}

/// Every system parameter, sent or not, is the gateway's.
fn assert_reserved(gateway: &impl Gateway, names: &[&str]) {
    let listed: Vec<_> = gateway
        .dialect()
        .system
        .iter()
        .map(|row| row.name)
        .collect();
    assert_eq!(listed, names);
    for name in names {
        let business = [("aa", "1"), (name, "x"), ("zz", "1")];
        let call = Generic::new("some.method", &business);
        let mut room = [0; 19];
        let mut params = Params::<4>::new(&mut room);
        let error = gateway.sign(&call, noon(), &mut params).unwrap_err();
        assert_eq!(error.problem, ParamProblem::Reserved, "{name}");
        let expected = format!("parameter {name} is a system parameter of this gateway");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn system_parameters_cannot_be_given_as_business_parameters() {
    let top = [
        "app_key",
        "format",
        "method",
        "partner_id",
        "session",
        "sign",
        "sign_method",
        "simplify",
        "target_app_key",
        "timestamp",
        "v",
    ];
    assert_reserved(&Top::new("12345678", "helloworld").unwrap(), &top);
    let set = Top::md5("12345678", "helloworld")
        .unwrap()
        .with_session("s")
        .with_simplify();
    assert_reserved(&set.with_partner_id("p").with_target_app_key("t"), &top);
    let qimen = [
        "app_key",
        "customerId",
        "format",
        "method",
        "partner_id",
        "session",
        "sign",
        "sign_method",
        "target_app_key",
        "timestamp",
        "v",
    ];
    assert_reserved(
        &Qimen::new("12345678", "helloworld", "23300032").unwrap(),
        &qimen,
    );
    assert_reserved(
        &Qimen::standard("12345678", "helloworld", "c").unwrap(),
        &qimen,
    );
    let qianmi = [
        "access_token",
        "appKey",
        "format",
        "method",
        "partner_id",
        "sign",
        "simplify",
        "timestamp",
        "v",
    ];
    assert_reserved(
        &Qianmi::new("10000000", "0123456789abcdef").unwrap(),
        &qianmi,
    );
    let phalapi = ["access_token", "s", "service", "sign"];
    assert_reserved(&PhalApi::unsigned(), &phalapi);
    assert_reserved(&PhalApi::simple_md5().with_access_token("t"), &phalapi);
    let pro = ["access_token", "app_key", "s", "service", "sign", "uid"];
    assert_reserved(&PhalApi::pro("testAppKey", "testAppSecret").unwrap(), &pro);
}

#[test]
fn names_are_compared_with_their_case() {
    let call = Generic::new(
        "m",
        &[("Session", "x"), ("APP_KEY", "y"), ("sessions", "z")],
    );
    let top = Top::new("12345678", "helloworld").unwrap();
    let mut room = [0; 19];
    assert!(
        top.sign(&call, noon(), &mut Params::<4>::new(&mut room))
            .is_ok()
    );
}

#[test]
fn long_names_are_cut_in_messages() {
    let name = "不".repeat(40);
    let error = Params::<0>::new(&mut []).text(&name, "1").unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with("parameter 不不不不不不不不不不... does not fit"),
        "{message}"
    );
}

#[test]
fn what_a_call_before_left_in_the_table_is_not_sent_again() {
    let qianmi = Qianmi::new("1", "s").unwrap();
    let now = Timestamp::from_unix(0).unwrap();
    let mut room = [0; 38];
    let mut params = Params::<2>::new(&mut room);
    for (call, body) in [
        (Generic::new("a.b", &[("tid", "1")]), "tid=1"),
        (Generic::new("a.c", &[("oid", "2")]), "oid=2"),
    ] {
        // The table lives longer than the call.
        let call = Box::leak(Box::new(call));
        let request = qianmi.sign(call, now, &mut params).unwrap();
        assert_eq!(request.encode_body(&mut [0; 16]).unwrap(), body.as_bytes());
    }
}

#[test]
fn a_name_that_a_platform_does_not_sign_as_it_is_sent_is_refused() {
    let now = Timestamp::from_unix(0).unwrap();
    let problem = |gateway: &dyn Fn(&Generic<'_>) -> Result<(), ParamError>, name| {
        let params = [(name, "1")];
        gateway(&Generic::new("App.Site.Index", &params)).map_err(|error| error.problem)
    };
    let signed_by = |call: &Generic<'_>| {
        let site = PhalApi::simple_md5();
        site.sign(call, now, &mut Params::<1>::new(&mut []))
            .map(drop)
    };
    let unsigned = |call: &Generic<'_>| {
        let site = PhalApi::unsigned();
        site.sign(call, now, &mut Params::<1>::new(&mut []))
            .map(drop)
    };
    let qianmi = |call: &Generic<'_>| {
        let qianmi = Qianmi::new("1", "s").unwrap();
        let mut room = [0; 19];
        qianmi
            .sign(call, now, &mut Params::<1>::new(&mut room))
            .map(drop)
    };
    let refused = Err(ParamProblem::NotSignable);
    for name in ["a.b", "a b", "a[]", "a[0]", "a[", "a\0"] {
        assert_eq!(problem(&signed_by, name), refused, "{name}");
        assert_eq!(problem(&unsigned, name), Ok(()), "{name}");
        assert_eq!(problem(&qianmi, name), Ok(()), "{name}");
    }
    assert_eq!(problem(&signed_by, "a]_-1"), Ok(()));
    for name in [
        "01",
        "1e3",
        "+5",
        "1a",
        "-0",
        "-1x",
        "\t5",
        "00",
        "1234567890123456789",
    ] {
        assert_eq!(problem(&signed_by, name), refused, "{name}");
        assert_eq!(problem(&unsigned, name), Ok(()), "{name}");
        assert_eq!(problem(&qianmi, name), Ok(()), "{name}");
    }
    for name in ["0", "-1", "10", "123456789012345678", "a1", "-", "-a", "+"] {
        assert_eq!(problem(&signed_by, name), Ok(()), "{name}");
    }
    for name in [" ", "\t", "\u{3000}"] {
        let nameless = Err(ParamProblem::Nameless);
        assert_eq!(problem(&signed_by, name), nameless);
        assert_eq!(problem(&unsigned, name), nameless);
        assert_eq!(problem(&qianmi, name), nameless);
    }
    for name in ["file", "image", "logo"] {
        assert_eq!(problem(&qianmi, name), refused, "{name}");
        assert_eq!(problem(&signed_by, name), Ok(()), "{name}");
    }
    assert_eq!(problem(&qianmi, "logos"), Ok(()));
}
