//! The real answers of the PhalApi 2.23 framework, numbered as in the transcripts.

use crate::support::gatekit;

/// Number, gateway, body, exit code, what the outcome holds.
const ANSWERS: &[(u8, &str, &str, i32, &str)] = &[
    (
        1,
        "phalapi",
        r#"{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":""}"#,
        0,
        r#""data":"取消成功""#,
    ),
    (
        2,
        "phalapi",
        r#"{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":""}"#,
        0,
        r#""data":"取消成功""#,
    ),
    (
        3,
        "phalapi",
        r#"{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":""}"#,
        0,
        r#""data":"取消成功""#,
    ),
    (
        4,
        "phalapi",
        r#"{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":""}"#,
        0,
        r#""data":"取消成功""#,
    ),
    (
        5,
        "phalapi",
        r#"{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":""}"#,
        0,
        r#""data":"取消成功""#,
    ),
    (
        6,
        "phalapi",
        r#"{"ret":400,"data":{},"msg":"\u975e\u6cd5\u8bf7\u6c42\uff1a\u7f3a\u5c11\u5fc5\u8981\u53c2\u6570cancelMsg"}"#,
        4,
        "argument-missing",
    ),
    (
        7,
        "phalapi",
        r#"{"ret":400,"data":{},"msg":"\u975e\u6cd5\u8bf7\u6c42\uff1a\u7f3a\u5c11\u5fc5\u8981\u53c2\u6570cancelMsg"}"#,
        4,
        "argument-missing",
    ),
    (
        8,
        "phalapi",
        r#"{"ret":406,"data":{},"msg":"\u975e\u6cd5\u8bf7\u6c42\uff1a\u7b7e\u540d\u9519\u8bef"}"#,
        4,
        "signature-invalid",
    ),
    (
        9,
        "phalapi",
        r#"{"ret":406,"data":{},"msg":"\u975e\u6cd5\u8bf7\u6c42\uff1a\u7b7e\u540d\u9519\u8bef"}"#,
        4,
        "signature-invalid",
    ),
    (
        10,
        "phalapi",
        r#"{"ret":406,"data":{},"msg":"\u975e\u6cd5\u8bf7\u6c42\uff1a\u7b7e\u540d\u9519\u8bef"}"#,
        4,
        "signature-invalid",
    ),
    (
        11,
        "phalapi",
        r#"{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":""}"#,
        0,
        r#""data":"取消成功""#,
    ),
    (
        12,
        "phalapi",
        r#"{"ret":404,"data":{},"msg":"\u975e\u6cd5\u8bf7\u6c42\uff1a\u63a5\u53e3\u670d\u52a1App.Nope.X\u4e0d\u5b58\u5728"}"#,
        4,
        "method-unknown",
    ),
    (
        13,
        "phalapi",
        r#"{"ret":404,"data":{},"msg":"\u975e\u6cd5\u8bf7\u6c42\uff1a\u63a5\u53e3\u670d\u52a1App.Logistics.CCancelOrderx\u4e0d\u5b58\u5728"}"#,
        4,
        "method-unknown",
    ),
    (
        14,
        "phalapi",
        r#"{"ret":400,"data":{},"msg":"\u975e\u6cd5\u8bf7\u6c42\uff1a\u975e\u6cd5\u670d\u52a1\uff1aApp.Logistics."}"#,
        4,
        "argument-invalid",
    ),
    (
        15,
        "phalapi",
        r#"{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":""}"#,
        0,
        r#""data":"取消成功""#,
    ),
    (
        16,
        "phalapi",
        r#"{"ret":404,"data":{},"msg":"\u975e\u6cd5\u8bf7\u6c42\uff1a\u8bf7\u6c42\u65b9\u5f0f\u9519\u8bef\uff0c\u4ec5\u652f\u6301\uff1aPOST *\/"}"#,
        4,
        "method-unknown",
    ),
    (
        17,
        "phalapi",
        r#"{"ret":503,"data":{},"msg":"\u670d\u52a1\u5668\u8fd0\u884c\u9519\u8bef: carrier down"}"#,
        4,
        "service-failed",
    ),
    (
        18,
        "phalapi",
        r#"{"ret":401,"data":{},"msg":"\u975e\u6cd5\u8bf7\u6c42\uff1aorder not yours"}"#,
        4,
        "not-permitted",
    ),
    (19, "phalapi", "", 6, "empty"),
    (20, "phalapi", "", 6, "empty"),
    (
        21,
        "phalapi",
        r#"{"ret":200,"data":{"code":500,"message":"\u8ba2\u5355\u5df2\u63fd\u6536\uff0c\u65e0\u6cd5\u53d6\u6d88","data":null},"msg":""}"#,
        5,
        "订单已揽收，无法取消",
    ),
    (
        22,
        "phalapi",
        r#"{"ret":200,"data":{},"msg":""}"#,
        0,
        r#""reply":{}"#,
    ),
    (
        23,
        "phalapi",
        r#"{"ret":200,"data":null,"msg":""}"#,
        0,
        r#""reply":null"#,
    ),
    (
        24,
        "phalapi",
        r#"{"ret":200,"data":[{"lengthPre":14,"comCode":"zhongtong","noPre":"75351","noCount":548102}],"msg":""}"#,
        0,
        r#""noCount":548102"#,
    ),
    (
        25,
        "phalapi",
        r#"{"ret":200,"data":"\u53d6\u6d88\u6210\u529f","msg":""}"#,
        0,
        r#""reply":"取消成功""#,
    ),
    (
        26,
        "phalapi",
        r#"<br />
<b>Notice</b>: junk before json<br />
{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":""}"#,
        6,
        "web page",
    ),
    (
        28,
        "phalapi",
        r#"{"ret":200,"data":{"all":{"s":"App.Logistics.Echo","a_b":"x y","n":"1","sign":"2aecde6e158d4a0ee7160fc7d7ea4ff0"},"method":"GET","ctype":""},"msg":""}"#,
        0,
        r#""a_b":"x y""#,
    ),
    (29, "phalapi", "<h1>404 Not Found</h1>", 6, "web page"),
    (
        30,
        "phalapi",
        r#"{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":"","debug":{"stack":["[#1 - 0ms - 432.2KB - PHALAPI_INIT]\/srv\/app\/public\/index.php(6)","[#2 - 0.3ms - 445.1KB - PHALAPI_RESPONSE]\/srv\/app\/vendor\/phalapi\/kernal\/src\/PhalApi.php(46)","[#3 - 1ms - 448.9KB - PHALAPI_FINISH]\/srv\/app\/vendor\/phalapi\/kernal\/src\/PhalApi.php(74)"],"sqls":[],"version":"2.23.0"}}"#,
        0,
        r#""data":"取消成功""#,
    ),
    (
        32,
        "phalapi-pro",
        r#"{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":""}"#,
        0,
        r#""data":"取消成功""#,
    ),
    (
        33,
        "phalapi-pro",
        r#"{"ret":400,"data":{},"msg":"\u975e\u6cd5\u8bf7\u6c42\uff1a\u7b7e\u540d\u9519\u8bef"}"#,
        4,
        "signature-invalid",
    ),
    (
        34,
        "phalapi",
        r#"{"ret":200,"data":{"access_token":"test-access-token","expire_at":1797904678,"expire_time":"2026-12-22 09:57:58"},"msg":""}"#,
        0,
        "expire_at",
    ),
    (
        35,
        "phalapi",
        r#"{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":""}"#,
        0,
        r#""data":"取消成功""#,
    ),
    (
        36,
        "phalapi",
        r#"{"ret":406,"data":{},"msg":"\u975e\u6cd5\u8bf7\u6c42\uff1aaccess_token\u6821\u9a8c\u4e0d\u901a\u8fc7"}"#,
        4,
        "session-invalid",
    ),
    (
        37,
        "phalapi",
        r#"{"ret":200,"data":{"code":200,"message":"success","data":"取消成功"},"msg":""}"#,
        0,
        r#""data":"取消成功""#,
    ),
    (
        38,
        "phalapi",
        r#"{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":""}"#,
        0,
        r#""data":"取消成功""#,
    ),
];

#[test]
fn every_answer_gets_a_careful_verdict() {
    assert_eq!(ANSWERS.len(), 36);
    for (number, gateway, body, code, holds) in ANSWERS {
        let run = gatekit(["read", gateway]).input(body).run();
        assert_eq!(run.code, *code, "{number}: {run:?}");
        assert!(run.out.contains(holds), "{number}: {run:?}");
    }
}

/// Any method's replies, and none to a cancellation.
const UNCONFIRMED: [u8; 5] = [22, 23, 24, 25, 28];

#[test]
fn with_the_method_the_verdicts_are_the_same() {
    let apply_token = 34;
    // Replies of another method, or such as do not say that the order is cancelled.
    let says_nothing = |number: u8| number == apply_token || UNCONFIRMED.contains(&number);
    for (number, gateway, body, code, _) in ANSWERS {
        let api = ["--api", "App.Logistics.CCancelOrder"];
        let run = gatekit(["read", gateway]).args(api).input(body).run();
        let code = if says_nothing(*number) { 6 } else { *code };
        assert_eq!(run.code, code, "{number}: {run:?}");
    }
}

/// Number 27: the transcript shows its beginning.
#[test]
fn a_body_of_two_megabytes_is_read() {
    let text = "\\u53d6\\u6d88".repeat(200_000);
    let body = format!(
        r#"{{"ret":200,"data":{{"code":200,"message":"success","data":"{text}"}},"msg":""}}"#
    );
    let run = gatekit(["read", "phalapi"]).input(body).run();
    assert_eq!(run.code, 0);
    assert!(run.out.contains("取消取消"));
}

/// Number 31: the transcript shows its beginning, so that is what a broken connection leaves.
#[test]
fn an_exception_with_its_trace_is_the_gateways_and_half_of_it_is_unreadable() {
    let whole = r#"{"ret":42,"data":{},"msg":"boom","debug":{"exception":[{"function":"CCancelOrder","class":"App\\Api\\Logistics","type":"->"}]}}"#;
    let run = gatekit(["read", "phalapi"]).input(whole).run();
    assert_eq!((run.code, &run.json()["repeat"]), (4, &"ask-first".into()));
    assert_eq!(run.json()["message"], "boom");
    let run = gatekit(["read", "phalapi"]).input(&whole[..80]).run();
    assert_eq!(run.code, 6, "{run:?}");
    assert!(run.out.contains("cut off"));
}
