/* Replies and refusals of the platforms' documentation and as they were observed, read by path. */
#include "check.h"

#include <string.h>

static const gateway top = {TOP, &(const gk_top){.app_key = GK_TEXT("12345678")}};
static const gateway top_xml = {TOP, &(const gk_top){.app_key = GK_TEXT("12345678"), .xml = 1}};
static const gateway qimen = {
    QIMEN, &(const gk_qimen){.app_key = GK_TEXT("12345678"), .target_app_key = GK_TEXT("23300032")}};
static const gateway qimen_xml = {
    QIMEN,
    &(const gk_qimen){.app_key = GK_TEXT("12345678"), .target_app_key = GK_TEXT("23300032"), .xml = 1}};
static const gateway qianmi = {QIANMI, &(const gk_qianmi){.app_key = GK_TEXT("10000000")}};
static const gateway phalapi = {PHALAPI, &(const gk_phalapi){.protection = GK_PHALAPI_VALUES_MD5}};

#define CANCEL "alibaba.damai.yuntoc.order.cancellockstock"
#define INTERCEPT "qimen.taobao.qianniu.cloudkefu.order.self.intercept"
#define VOID "qianmi.cloudshop.d2p.trade.cancel"
#define WITHDRAW "App.Logistics.CCancelOrder"

/* The text at the end of a path in a value of the gk_reply. */
typedef struct {
    size_t value;
    const char *path;
    const char *text;
} expected;

#define PAYLOAD offsetof(gk_reply, payload)
#define CODE offsetof(gk_reply, code), ""
#define SUB_CODE offsetof(gk_reply, sub_code), ""
#define MESSAGE offsetof(gk_reply, message), ""
#define SUB_MESSAGE offsetof(gk_reply, sub_message), ""
#define SOLUTION offsetof(gk_reply, solution), ""
#define REQUEST_ID offsetof(gk_reply, request_id), ""

#define VALUES 5

typedef struct {
    const char *name;
    const gateway *from;
    const char *method;
    uint16_t http_status;
    gk_status status;
    const char *body;
    expected values[VALUES];
} answer;

static const answer answers[] = {
    {"TOP, JSON", &top, CANCEL, 200, GK_OK,
     "{\"alibaba_damai_yuntoc_order_cancellockstock_response\":{\"result\":{"
     "\"cancel_stock_lock_result_body\":{\"order_id\":\"12345\"},"
     "\"head\":{\"return_code\":\"1\",\"return_desc\":\"\\u5df2\\u53d6\\u6d88\"}},"
     "\"request_id\":\"r1\"}}",
     {{PAYLOAD, "result.cancel_stock_lock_result_body.order_id", "12345"},
      {PAYLOAD, "result.head.return_code", "1"},
      {PAYLOAD, "result.head.return_desc", "已取消"},
      {PAYLOAD, "request_id", "r1"}}},
    {"TOP, XML", &top_xml, CANCEL, 200, GK_OK,
     "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n"
     "<alibaba_damai_yuntoc_order_cancellockstock_response>\n  <result>\n"
     "    <cancel_stock_lock_result_body><order_id>12345</order_id></cancel_stock_lock_result_body>\n"
     "    <head><return_code>1</return_code><return_desc>&#x5df2;取消</return_desc></head>\n"
     "  </result>\n  <request_id>r1</request_id>\n"
     "</alibaba_damai_yuntoc_order_cancellockstock_response><!--top010179031191.s.et2-->",
     {{PAYLOAD, "result.cancel_stock_lock_result_body.order_id", "12345"},
      {PAYLOAD, "result.head.return_code", "1"},
      {PAYLOAD, "result.head.return_desc", "已取消"},
      {PAYLOAD, "request_id", "r1"}}},
    {"Qimen", &qimen, INTERCEPT, 200, GK_OK,
     "{\"result\":{\"errorMsg\":\"\",\"errorCode\":\"\",\"success\":true}}",
     {{PAYLOAD, "result.success", "true"}}},
    {"Qianmi", &qianmi, VOID, 200, GK_OK,
     "{\"d2p_trade_cancel_response\":{\"trade\":{\"is_success\":true}}}",
     {{PAYLOAD, "trade.is_success", "true"}}},
    {"PhalApi", &phalapi, WITHDRAW, 200, GK_OK,
     "{\"ret\":200,\"data\":{\"code\":200,\"message\":\"success\","
     "\"data\":\"\\u53d6\\u6d88\\u6210\\u529f\"},\"msg\":\"\"}",
     {{PAYLOAD, "code", "200"}, {PAYLOAD, "message", "success"}, {PAYLOAD, "data", "取消成功"}}},
    {"TOP, JSON", &top, CANCEL, 200, GK_REFUSED_ARGUMENT_INVALID,
     "{\"error_response\":{\"code\":15,\"msg\":\"Remote service error\","
     "\"sub_code\":\"isv.invalid-parameter\",\"sub_msg\":\"非法参数\",\"request_id\":\"r1\"}}",
     {{CODE, "15"},
      {MESSAGE, "Remote service error"},
      {SUB_CODE, "isv.invalid-parameter"},
      {SUB_MESSAGE, "非法参数"},
      {REQUEST_ID, "r1"}}},
    {"TOP, XML", &top_xml, CANCEL, 200, GK_REFUSED_ARGUMENT_INVALID,
     "<?xml version=\"1.0\" encoding=\"utf-8\" ?><error_response><code>15</code>"
     "<msg>Remote service error</msg><sub_code>isv.invalid-parameter</sub_code>"
     "<sub_msg>非法参数</sub_msg><request_id>r1</request_id></error_response>",
     {{CODE, "15"},
      {MESSAGE, "Remote service error"},
      {SUB_CODE, "isv.invalid-parameter"},
      {SUB_MESSAGE, "非法参数"},
      {REQUEST_ID, "r1"}}},
    {"Qimen", &qimen, INTERCEPT, 200, GK_REFUSED_SIGNATURE_INVALID,
     "{\"response\":{\"flag\":\"failure\",\"code\":\"25\",\"message\":\"Invalid signature\","
     "\"sub_code\":\"isv.sig\",\"sub_message\":\"\\u7b7e\\u540d\",\"request_id\":\"r9\"}}",
     {{CODE, "25"},
      {MESSAGE, "Invalid signature"},
      {SUB_CODE, "isv.sig"},
      {SUB_MESSAGE, "签名"},
      {REQUEST_ID, "r9"}}},
    {"Qimen's provider", &qimen_xml, INTERCEPT, 200, GK_REFUSED_BY_BUSINESS,
     "<result>\n    <errorMsg>已发货拦截失败</errorMsg>\n    <errorCode>1001</errorCode>\n"
     "    <success>false</success>\n</result>",
     {{SUB_CODE, "1001"}, {MESSAGE, "已发货拦截失败"}}},
    {"Qianmi", &qianmi, VOID, 200, GK_REFUSED_ARGUMENT_INVALID,
     "{\"errorToken\":\"@@$-ERROR_TOKEN$-@@\",\"code\":\"33\","
     "\"message\":\"\\u975e\\u6cd5\\u7684\\u53c2\\u6570\","
     "\"solution\":\"请查看根据服务接口对参数格式的要求\",\"subErrors\":{\"subError\":[{"
     "\"code\":\"isv.invalid-paramete:XXXX\","
     "\"message\":\"参数XXXX无效,格式不对、非法值、越界等\"}]}}",
     {{CODE, "33"},
      {MESSAGE, "非法的参数"},
      {SUB_CODE, "isv.invalid-paramete:XXXX"},
      {SUB_MESSAGE, "参数XXXX无效,格式不对、非法值、越界等"},
      {SOLUTION, "请查看根据服务接口对参数格式的要求"}}},
    {"PhalApi", &phalapi, WITHDRAW, 200, GK_REFUSED_SIGNATURE_INVALID,
     "{\"ret\":406,\"data\":{},"
     "\"msg\":\"\\u975e\\u6cd5\\u8bf7\\u6c42\\uff1a\\u7b7e\\u540d\\u9519\\u8bef\"}",
     {{CODE, "406"}, {MESSAGE, "非法请求：签名错误"}}},
    {"another method", &top, CANCEL, 200, GK_REPLY_OTHER_METHOD,
     "{\"taobao_time_get_response\":{\"time\":\"x\"}}", {{0}}},
    {"cut", &qianmi, VOID, 200, GK_REPLY_TRUNCATED,
     "{\"d2p_trade_cancel_response\":{\"trade\":{", {{0}}},
    {"a web page", &phalapi, WITHDRAW, 502, GK_REPLY_HTML, "<html>502</html>",
     {{0}}},
    {"empty", &qimen, INTERCEPT, 200, GK_REPLY_EMPTY, "", {{0}}},
};

/* Whether the text is there, and is told not to fit into a buffer that is one byte too small for it
 * and its NUL. */
static bool holds(const gk_reply *reply, const expected *given) {
    static char out[128];
    const gk_value *value = (const gk_value *)((const char *)reply + given->value);
    size_t length = strlen(given->text);
    size_t small = 0;
    size_t whole = 0;
    return gk_text_at(value, given->path, out, length, &small) == GK_BUFFER_TOO_SMALL &&
           small == length && memcmp(out, given->text, strlen(out)) == 0 &&
           gk_text_at(value, given->path, out, length + 1, &whole) == GK_OK && whole == length &&
           strcmp(out, given->text) == 0;
}

static const char *kind(gk_status status) {
    return status == GK_OK ? "reply of" : status < 700 ? "refusal of" : "no reply:";
}

static bool is_read(const answer *given) {
    gk_call call = {.method = gk_string(given->method)};
    gk_reply reply;
    bool right = read_reply(given->from, &call, given->http_status, given->body, &reply) == given->status &&
                 (reply.payload.kind == GK_ABSENT) == (given->status != GK_OK);
    for (size_t at = 0; right && at < VALUES && given->values[at].text != NULL; at++) {
        right = holds(&reply, &given->values[at]);
    }
    return right;
}

/* Values that are no texts, and values in values. */
static bool is_found(void) {
    const char *body = "{\"ret\":200,\"data\":{\"ids\":[1,-9223372036854775808],\"yes\":true,\"no\":null}}";
    gk_call call = {.method = GK_TEXT(WITHDRAW)};
    gk_reply reply;
    gk_value ids;
    int64_t number = 7;
    bool yes = false;
    return read_reply(&phalapi, &call, 200, body, &reply) == GK_OK &&
           gk_at(&reply.payload, "ids", &ids) == GK_OK && ids.kind == GK_LIST &&
           gk_int64_at(&ids, "[1]", &number) == GK_OK && number == INT64_MIN &&
           gk_int64_at(&ids, "[2]", &number) == GK_REPLY_NO_VALUE && number == INT64_MIN &&
           gk_bool_at(&reply.payload, "yes", &yes) == GK_OK && yes &&
           gk_bool_at(&reply.payload, "ids", &yes) == GK_REPLY_WRONG_TYPE &&
           gk_text_at(&reply.payload, "no", NULL, 0, NULL) == GK_REPLY_NO_VALUE;
}

static bool is_judged(void) {
    return gk_status_repeat(GK_REPLY_TRUNCATED) == GK_REPEAT_ASK_FIRST &&
           gk_status_repeat(GK_REFUSED_SIGNATURE_INVALID) == GK_REPEAT_NO &&
           gk_status_owner(GK_REFUSED_SIGNATURE_INVALID) == GK_CALLER &&
           gk_status_owner(GK_REPLY_HTML) == GK_GATEWAY && gk_status_text(GK_OK)[0] != 0;
}

void check_replies(void) {
    for (size_t at = 0; at < sizeof answers / sizeof *answers; at++) {
        check(kind(answers[at].status), answers[at].name, is_read(&answers[at]));
    }
    check("values", "found by path", is_found());
    check("status", "whose fault it is, and whether to repeat", is_judged());
}
