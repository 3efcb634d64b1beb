/* The documented requests, byte for byte, as `core/tests/requests.rs` has them. */
#include "check.h"

#include <string.h>

typedef struct {
    const char *name;
    gateway to;
    gk_call call;
    int64_t unix_seconds;
    const char *query;
    const char *body;
} documented;

static const documented requests[] = {
    {"TOP, hmac-sha256",
     {TOP, &(const gk_top){.app_key = GK_TEXT("12345678"),
                           .secret = GK_TEXT("helloworld"),
                           .sign_method = &gk_hmac_sha256}},
     {.method = GK_TEXT("alibaba.damai.yuntoc.order.cancellockstock"),
      .params = (const gk_param[]){{GK_TEXT("param_cancel_stock_lock_request"),
                                    GK_TEXT("{\"cancel_stock_lock_request_body\":{"
                                            "\"cancel_stock_lock_req_param\":{\"order_id\":\"12345\"}},"
                                            "\"head\":{\"msg_id\":\"1\",\"signed\":\"1\","
                                            "\"supplier_key\":\"1\",\"supplier_secret\":\"1\","
                                            "\"time_stamp\":\"1\",\"version\":\"1\"}}")}},
      .params_count = 1},
     1451620800,
     "app_key=12345678&format=json&method=alibaba.damai.yuntoc.order.cancellockstock"
     "&sign_method=hmac-sha256&timestamp=2016-01-01+12%3A00%3A00&v=2.0"
     "&sign=9B809D222EAD856CB67E30352F266475FCEE132F34E1FAD7BC464B9C96E1F171",
     "param_cancel_stock_lock_request=%7B%22cancel_stock_lock_request_body%22%3A%7B%22"
     "cancel_stock_lock_req_param%22%3A%7B%22order_id%22%3A%2212345%22%7D%7D%2C%22head%22"
     "%3A%7B%22msg_id%22%3A%221%22%2C%22signed%22%3A%221%22%2C%22supplier_key%22%3A%221"
     "%22%2C%22supplier_secret%22%3A%221%22%2C%22time_stamp%22%3A%221%22%2C%22version%22"
     "%3A%221%22%7D%7D"},
    {"Qimen, md5",
     {QIMEN, &(const gk_qimen){.app_key = GK_TEXT("12345678"),
                               .secret = GK_TEXT("helloworld"),
                               .sign_method = &gk_md5,
                               .target_app_key = GK_TEXT("23300032")}},
     {.method = GK_TEXT("qimen.taobao.qianniu.cloudkefu.order.self.intercept"),
      .params = (const gk_param[]){{GK_TEXT("sellerNick"), GK_TEXT("苏宁易购官方旗舰店")},
                                   {GK_TEXT("buyerNick"), GK_TEXT("翔_ouyang")},
                                   {GK_TEXT("bizOrder"),
                                    GK_TEXT("{\"tid\":\"30753531820144197\",\"subOrderIds\":"
                                            "\"30753531820144191,30753531820144192,"
                                            "30753531820144193\"}")},
                                   {GK_TEXT("callType"), GK_TEXT("synchronous")},
                                   {GK_TEXT("buyer_open_uid"), GK_TEXT("1")}},
      .params_count = 5},
     1451620800,
     "app_key=12345678&format=json&method=qimen.taobao.qianniu.cloudkefu.order.self.intercept"
     "&sign_method=md5&target_app_key=23300032&timestamp=2016-01-01+12%3A00%3A00&v=2.0"
     "&sign=F7276CF1A3B7FB81CA5A18FA745C49DF",
     "bizOrder=%7B%22tid%22%3A%2230753531820144197%22%2C%22subOrderIds%22%3A%22"
     "30753531820144191%2C30753531820144192%2C30753531820144193%22%7D"
     "&buyerNick=%E7%BF%94_ouyang&buyer_open_uid=1&callType=synchronous"
     "&sellerNick=%E8%8B%8F%E5%AE%81%E6%98%93%E8%B4%AD%E5%AE%98%E6%96%B9%E6%97%97"
     "%E8%88%B0%E5%BA%97"},
    {"Qianmi, sha1",
     {QIANMI, &(const gk_qianmi){.app_key = GK_TEXT("10000000"),
                                 .secret = GK_TEXT("0123456789abcdef0123456789ABCDEF"),
                                 .access_token = GK_TEXT("00112233445566778899aabbccddeeff"),
                                 .partner_id = GK_TEXT("qianmi-open-sdk-java-20160108")}},
     {.method = GK_TEXT("qianmi.cloudshop.d2p.trade.cancel"),
      .params = (const gk_param[]){{GK_TEXT("tid"), GK_TEXT("T2015 110&4+不")}},
      .params_count = 1},
     1446617413,
     "access_token=00112233445566778899aabbccddeeff&appKey=10000000&format=json"
     "&method=qianmi.cloudshop.d2p.trade.cancel&partner_id=qianmi-open-sdk-java-20160108"
     "&timestamp=2015-11-04+14%3A10%3A13&v=1.1&sign=446CB662F54442F45D96F124A91F34FB6C11ED27",
     "tid=T2015+110%264%2B%E4%B8%8D"},
    {"PhalApi, values-md5",
     {PHALAPI, &(const gk_phalapi){.protection = GK_PHALAPI_VALUES_MD5}},
     {.method = GK_TEXT("App.Logistics.CCancelOrder"),
      .params = (const gk_param[]){{GK_TEXT("orderId"), GK_TEXT("100012021107633")},
                                   {GK_TEXT("taskId"), GK_TEXT("BAB7EDF04019A6C7876096B88B611769")},
                                   {GK_TEXT("cancelMsg"), GK_TEXT("不要了")}},
      .params_count = 3},
     1451620800,
     "service=App.Logistics.CCancelOrder",
     "cancelMsg=%E4%B8%8D%E8%A6%81%E4%BA%86&orderId=100012021107633"
     "&taskId=BAB7EDF04019A6C7876096B88B611769&sign=372a4cb6873fcba6a9daa8de27aad192"},
};

typedef int part(const gk_request *request, gk_write write, void *context);

/* Whether the part arrives at a socket that takes so many bytes at a time. */
static bool arrives(part *write, const gk_request *request, const char *expected, size_t piece) {
    script socket = {expected, strlen(expected), piece, NEVER, 0};
    return write(request, send_bytes, &socket) == 0 && socket.sent == socket.length;
}

/* Whether the writing ends where the socket fails, behind any byte, and says what the socket said. */
static bool fails(part *write, const gk_request *request, const char *expected) {
    size_t length = strlen(expected);
    for (size_t end = 0; end < length; end++) {
        script socket = {expected, length, NEVER, end, 0};
        if (write(request, send_bytes, &socket) != BROKEN || socket.sent != end) {
            return false;
        }
    }
    return true;
}

static gk_status encode(bool query, const gk_request *request, char *out, size_t size) {
    return query ? gk_encode_query(request, out, size) : gk_encode_body(request, (uint8_t *)out, size);
}

/* Whether the part fits into its length, and nothing is written into one byte less or behind it. */
static bool fits(bool query, const gk_request *request, const char *expected) {
    static char out[512];
    static char untouched[sizeof out];
    size_t length = strlen(expected);
    memset(untouched, '#', sizeof untouched);
    memset(out, '#', sizeof out);
    return length < sizeof out && encode(query, request, out, length - 1) == GK_BUFFER_TOO_SMALL &&
           memcmp(out, untouched, sizeof out) == 0 && encode(query, request, out, length) == GK_OK &&
           memcmp(out, expected, length) == 0 &&
           memcmp(out + length, untouched, sizeof out - length) == 0;
}

static void check_request(const documented *given) {
    gk_request request;
    const char *query = given->query;
    const char *body = given->body;
    bool is_signed = sign(&given->to, &given->call, given->unix_seconds, &request) == GK_OK &&
                     request.query_length == strlen(query) && request.body_length == strlen(body);
    check("request", given->name,
          is_signed && arrives(gk_write_query, &request, query, NEVER) &&
              arrives(gk_write_body, &request, body, NEVER));
    check("request byte by byte", given->name,
          arrives(gk_write_query, &request, query, 1) && arrives(gk_write_body, &request, body, 1));
    check("request that breaks behind any byte", given->name,
          fails(gk_write_query, &request, query) && fails(gk_write_body, &request, body));
    check("request in memory of its length", given->name,
          fits(true, &request, query) && fits(false, &request, body));
}

void check_requests(void) {
    for (size_t at = 0; at < sizeof requests / sizeof *requests; at++) {
        check_request(&requests[at]);
    }
}
