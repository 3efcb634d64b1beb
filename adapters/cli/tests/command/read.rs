use crate::support::{Run, gatekit};
use serde_json::json;

fn read<'a>(args: impl IntoIterator<Item = &'a str>, body: impl AsRef<[u8]>) -> Run {
    let run = gatekit(["read"]).args(args).input(body).run();
    assert_eq!(run.err, "");
    run
}

#[test]
fn a_reply_is_printed_as_it_was_written() {
    let body = r#"{"ret":200,"data":{"id":9007199254740993,"price":1.10,"t":"\u53d6\u6d88 \ud83d\ude00"},"msg":""}"#;
    let run = read(["phalapi"], body);
    let reply = r#"{"outcome":"reply","reply":{"id":9007199254740993,"price":1.10,"t":"取消 😀"}}"#;
    assert_eq!((run.code, run.out.trim_end()), (0, reply));
}

#[test]
fn control_characters_of_top_come_out_escaped() {
    let run = read(["top"], "{\"x_response\":{\"result\":\"a\u{1}b\tc\nd\"}}");
    let reply = "{\"outcome\":\"reply\",\"reply\":{\"result\":\"a\\u0001b\\tc\\nd\"}}";
    assert_eq!((run.code, run.out.trim_end()), (0, reply));
}

#[test]
fn xml_and_json_lists_of_top_come_out_alike() {
    let reply = json!({ "items": { "item": [{ "id": "1" }, { "id": "2" }] }, "note": "" });
    let xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?><a_b_response><items list=\"true\">\
        <item><id>1</id></item><item><id>2</id></item></items><note/></a_b_response><!--host-->";
    let json = r#"{"a_b_response":{"items":{"item":[{"id":"1"},{"id":"2"}]},"note":""}}"#;
    for (format, body) in [("xml", xml), ("json", json)] {
        let run = read(["top", "--format", format, "--api", "taobao.a.b"], body);
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(run.json(), json!({ "outcome": "reply", "reply": reply }));
    }
}

#[test]
fn the_format_is_seen_from_the_body_if_it_is_not_given() {
    assert_eq!(
        read(["top"], "<x_response><a>1</a></x_response>").json()["reply"]["a"],
        "1"
    );
    assert_eq!(
        read(["top"], "\u{feff}{\"x_response\":{\"a\":1}}").json()["reply"]["a"],
        1
    );
    let run = read(
        ["top", "--format", "json"],
        "<x_response><a>1</a></x_response>",
    );
    assert_eq!(
        (run.code, run.json()["reason"].as_str()),
        (6, Some("unreadable"))
    );
}

#[test]
fn a_fault_has_every_member() {
    let body = r#"{"code":9,"errorToken":"e","message":"业务逻辑错误","solution":"s","subErrors":[
        {"code":"isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01042002","message":"m"}]}"#;
    let run = read(["qianmi"], body);
    assert_eq!(run.code, 5);
    assert_eq!(
        run.json(),
        json!({
            "outcome": "fault",
            "owner": "business",
            "reason": "business-refused",
            "code": "9",
            "sub_code": "isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01042002",
            "message": "业务逻辑错误",
            "sub_message": "m",
            "solution": "s",
            "request_id": null,
            "repeat": "no",
            "hint": "The order's state does not allow it (shipped, or void already): query the order.",
        })
    );
}

#[test]
fn documented_refusals_are_known_with_the_method() {
    let method = "qimen.taobao.qianniu.cloudkefu.order.self.intercept";
    let body = r#"{"result":{"success":false,"errorCode":"1001","errorMsg":"已发货拦截失败"}}"#;
    let shipped = "The order has been shipped and cannot be locked; offer a return instead.";
    for (args, is_known) in [
        (&["qimen", "--api", method][..], true),
        // Another method's 1001 means something else.
        (&["qimen"], false),
        (&["qimen", "--api", "taobao.qimen.stock.query"], false),
    ] {
        let run = read(args.iter().copied(), body);
        assert_eq!(run.code, 5, "{run:?}");
        assert_eq!(run.json()["sub_code"], "1001");
        assert_eq!(run.json()["hint"] == shipped, is_known, "{run:?}");
    }
}

#[test]
fn what_turns_the_direction_of_text_comes_out_escaped() {
    let run = read(
        ["phalapi"],
        "{\"ret\":200,\"data\":\"a\u{202e}b\",\"msg\":\"\"}",
    );
    let reply = r#"{"outcome":"reply","reply":"a\u202eb"}"#;
    assert_eq!((run.code, run.out.trim_end()), (0, reply));
}

#[test]
fn an_answer_to_another_method_is_none() {
    for (args, body) in [
        (
            ["top", "--api", "taobao.time.get"],
            r#"{"trade_get_response":{"a":1}}"#,
        ),
        (
            [
                "qimen",
                "--api",
                "qimen.taobao.qianniu.cloudkefu.order.self.intercept",
            ],
            r#"{"stock":[]}"#,
        ),
        (
            ["qianmi", "--api", "qianmi.cloudshop.d2p.trade.cancel"],
            r#"{"a_response":{"b":1}}"#,
        ),
        (
            ["phalapi", "--api", "App.Auth.ApplyToken"],
            r#"{"ret":200,"data":{},"msg":""}"#,
        ),
    ] {
        let run = read(args, body);
        assert_eq!(
            (run.code, &run.json()["reason"]),
            (6, &json!("unreadable")),
            "{args:?}"
        );
        assert!(
            run.json()["hint"]
                .as_str()
                .is_some_and(|hint| !hint.is_empty())
        );
        let any = read([args[0]], body);
        assert_eq!(any.code, 0, "{any:?}");
    }
}

#[test]
fn simplified_answers_are_read_where_they_were_asked_for() {
    let run = read(
        ["top", "--simplify", "--api", "taobao.a.b"],
        r#"{"items":[1],"request_id":"r"}"#,
    );
    assert_eq!((run.code, &run.json()["reply"]["items"]), (0, &json!([1])));
    assert_eq!(read(["top"], r#"{"items":[1],"request_id":"r"}"#).code, 6);
}

#[test]
fn what_is_no_answer_is_unreadable_on_every_gateway() {
    let deep = "[".repeat(100) + &"]".repeat(100);
    for gateway in ["top", "qimen", "qianmi", "phalapi", "phalapi-pro"] {
        for (body, problem) in [
            (&b""[..], "empty"),
            (b" \r\n", "empty"),
            (b"{}", "not what this gateway sends"),
            (b"{\"ret\":200,", "cut off"),
            (b"{\"ret\":200} x", "goes on after its end"),
            (b"{\"a\":\"\xb5\xea\"}", "not UTF-8"),
            (b"<html><body>oops</body></html>", "web page"),
            (deep.as_bytes(), "nested too deep"),
        ] {
            let run = read([gateway], body);
            assert_eq!(
                (run.code, &run.json()["reason"]),
                (6, &json!("unreadable")),
                "{run:?}"
            );
            let found = run.json()["message"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            assert!(found.contains(problem), "{gateway} {problem}: {found}");
        }
    }
}

#[test]
fn xml_is_no_format_of_qianmi_and_phalapi() {
    for gateway in ["qianmi", "phalapi"] {
        let run = gatekit(["read", gateway, "--format", "xml"]).run();
        run.assert_fails(2, "answers in JSON only");
    }
    gatekit(["read", "top", "--format", "yaml"])
        .run()
        .assert_fails(2, "json, xml");
}

#[test]
fn a_large_answer_is_read_and_a_huge_one_refused() {
    let text = "取消".repeat(400_000);
    let run = read(
        ["phalapi"],
        format!(r#"{{"ret":200,"data":"{text}","msg":""}}"#),
    );
    assert_eq!((run.code, &run.json()["reply"]), (0, &json!(text)));
    let huge = vec![b' '; (64 << 20) + 1];
    gatekit(["read", "top"])
        .input(huge)
        .run()
        .assert_fails(6, "more than 64 MiB");
}

#[test]
fn an_unreadable_body_is_a_fault_with_every_member() {
    let run = read(["qianmi"], "{}");
    assert_eq!(run.code, 6);
    assert_eq!(
        run.json(),
        json!({
            "outcome": "fault",
            "owner": "gateway",
            "reason": "unreadable",
            "code": null,
            "sub_code": null,
            "message": "it is not what this gateway sends",
            "sub_message": null,
            "solution": null,
            "request_id": null,
            "repeat": "ask-first",
            "hint": "Check the gateway's name and address. Ask for the order's state before calling again.",
        })
    );
    let of_top = read(["top"], "{}");
    assert!(of_top.out.contains("--simplify"), "{of_top:?}");
}

#[test]
fn whatever_cannot_be_read_is_asked_about_first() {
    let of_qianmi = ["qianmi", "--api", "qianmi.cloudshop.d2p.trade.cancel"];
    for (args, body) in [
        (&["top"][..], "{}"),
        (&["top"], "[]"),
        (&["qimen"], "[]"),
        (&["phalapi"], "[]"),
        (&of_qianmi, r#"{"d2p_trade_cancel_response":{}}"#),
        (&of_qianmi, r#"{"d2p_trade_void_response":{}}"#),
        (&["top", "--format", "xml"], "{}"),
    ] {
        let run = read(args.iter().copied(), body);
        assert_eq!((run.code, &run.json()["repeat"]), (6, &json!("ask-first")));
        assert!(
            run.out.contains("state before calling again."),
            "{args:?} {run:?}"
        );
    }
}

#[test]
fn hints_name_no_option_that_read_does_not_have() {
    let method = "qianmi.cloudshop.d2p.trade.cancel";
    let body = r#"{"trade_cancel_response":{"trade":{"is_success":5}}}"#;
    let run = read(["qianmi", "--api", method], body);
    assert_eq!((run.code, &run.json()["reason"]), (6, &json!("unreadable")));
    assert!(!run.out.contains("--dry-run"), "{run:?}");
}

#[test]
fn only_top_simplifies() {
    for gateway in ["qimen", "qianmi", "phalapi", "phalapi-pro"] {
        let run = gatekit(["read", gateway, "--simplify"]).run();
        run.assert_fails(2, "has no simplified answers");
        let run = gatekit(["call", gateway, "x", "--simplify", "--dry-run"]).with_keys();
        run.run().assert_fails(2, "has no simplified answers");
    }
}

#[test]
fn a_business_that_refuses_exits_5_and_a_platform_that_fails_4() {
    for code in ["01042001", "01042003"] {
        let sub_code = format!("isv.qianmi-cloudshop-d2p-trade-cancel-service-error:{code}");
        let body = format!(
            r#"{{"code":9,"errorToken":"e","message":"m","subErrors":[{{"code":"{sub_code}","message":"m"}}]}}"#
        );
        let run = read(["qianmi"], body);
        assert_eq!(
            (run.code, &run.json()["reason"]),
            (5, &json!("business-refused")),
            "{run:?}"
        );
    }
    for (code, exit, reason) in [
        ("400", 5, "business-refused"),
        ("unknown", 5, "business-refused"),
        ("isp.http-read-timeout", 4, "service-failed"),
    ] {
        let body =
            format!(r#"{{"result":{{"success":false,"errorCode":"{code}","errorMsg":"m"}}}}"#);
        let run = read(["qimen"], body);
        let told = (run.code, &run.json()["reason"]);
        assert_eq!(told, (exit, &json!(reason)), "{run:?}");
    }
    let busy =
        r#"{"error_response":{"code":15,"msg":"m","sub_code":"isp.remote-service-timeout"}}"#;
    assert_eq!(read(["top"], busy).code, 4);
}
