/* An image for qemu-system-arm -M mps2-an386 that says how deep the stack gets in each step of a call,
 * and how large the structures are. `check` runs it. */
#include "gatekit.h"

#define DEPTH 6000

extern int stack_top;
int start(void);
const void *const vectors[2] __attribute__((section(".vectors"), used)) = {&stack_top, (void *)start};

static void semihosting(int operation, const void *argument) {
    register int r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

static void say(const char *what, size_t number) {
    char digits[12] = "          \n";
    for (char *digit = digits + 9; number > 0; number /= 10) {
        *--digit = (char)('0' + number % 10);
    }
    semihosting(4, what);
    semihosting(4, digits);
}

static const gk_param params[] = {
    {GK_TEXT("fields"), GK_TEXT("tid,status,payment")}, {GK_TEXT("tid"), GK_TEXT("7091800003790954036")},
    {GK_TEXT("nick"), GK_TEXT("\xe7\xbf\x94_ouyang")},  {GK_TEXT("page_no"), GK_TEXT("1")},
};
static const gk_call call = {.method = GK_TEXT("taobao.trade.get"), .params = params, .params_count = 4};
static gk_top top = {.app_key = GK_TEXT("12345678"), .secret = GK_TEXT("helloworld")};
static const char json[] = "{\"trade_get_response\":{\"trades\":{\"trade\":[{\"tid\":1},{\"tid\":2}]}}}";
static const char xml[] = "<trade_get_response><trades><trade><tid>1</tid></trade><trade><tid>2</tid></trade>"
                          "</trades></trade_get_response>";
static gk_request request;
static gk_reply reply;
static int64_t tid;
static int wrong;

static int swallow(void *context, const uint8_t *bytes, size_t length) {
    (void)context;
    (void)bytes;
    (void)length;
    return 0;
}

static int sign(void) { return gk_top_sign(&top, &call, 1451620800, &request); }
static int write_query(void) { return gk_write_query(&request, swallow, NULL); }
static int write_body(void) { return gk_write_body(&request, swallow, NULL); }
static int read_json(void) {
    return gk_top_read(&top, &call, 200, (const uint8_t *)json, sizeof json - 1, &reply);
}
static int read_xml(void) { return gk_top_read(&top, &call, 200, (const uint8_t *)xml, sizeof xml - 1, &reply); }
static uint64_t guard[GK_GUARD_WORDS(4)];
static gk_param places[8];
static uint8_t room[64];
static gk_verified verified;
static int verify(void) {
    static const char query[] =
        "method=taobao.qimen.itemlack.report&customerId=stub-cust-code&v=2.0"
        "&sign=65CA2B8EB3448A8F458988422EEBBC29";
    static const gk_param headers[] = {{GK_TEXT("X-Ca-Nonce"), GK_TEXT("abc%20d")},
                                       {GK_TEXT("b-key"), GK_TEXT("\xe5\x80\xbc")},
                                       {GK_TEXT("top-sign-list"), GK_TEXT("X-Ca-Nonce,b-key")}};
    static const char body[] = "<request><a>1</a></request>";
    const gk_spi spi = {.secret = GK_TEXT("helloworld"), .without_window = 1};
    const gk_callback callback = {.query = {query, sizeof query - 1},
                                  .content_type = GK_TEXT("text/xml;charset=utf-8"),
                                  .headers = headers,
                                  .headers_count = 3,
                                  .body = (const uint8_t *)body,
                                  .body_length = sizeof body - 1};
    const gk_callback_memory memory = {places, 8, room, sizeof room, guard, GK_GUARD_WORDS(4)};
    return gk_spi_verify(&spi, &callback, 1451620800, &memory, &verified);
}
static int find(void) { return gk_int64_at(&reply.payload, "trades.trade[1].tid", &tid); }

static void __attribute__((noinline)) measure(const char *what, int (*volatile step)(void)) {
    volatile uint8_t *deepest = (volatile uint8_t *)__builtin_frame_address(0) - DEPTH;
    for (size_t at = 0; at < DEPTH - 128; at++) {
        deepest[at] = 0xa5;
    }
    wrong |= step();
    size_t untouched = 0;
    while (deepest[untouched] == 0xa5) {
        untouched++;
    }
    say(what, DEPTH - untouched);
}

int start(void) {
    top.sign_method = &gk_md5;
    measure("sign md5     ", sign);
    measure("write query  ", write_query);
    measure("write body   ", write_body);
    top.sign_method = &gk_hmac_sha256;
    measure("sign sha256  ", sign);
    measure("read JSON    ", read_json);
    measure("find in JSON ", find);
    top.xml = 1;
    measure("read XML     ", read_xml);
    measure("find in XML  ", find);
    wrong |= tid != 2;
    measure("verify       ", verify);
    wrong |= verified.params_count != 5;
    say("gk_request   ", sizeof(gk_request));
    say("gk_reply     ", sizeof(gk_reply));
    say("gk_top       ", sizeof(gk_top));
    say("gk_param     ", sizeof(gk_param));
    semihosting(4, wrong ? "wrong\n" : "right\n");
    semihosting(0x18, (const void *)0x20026);
    return 0;
}
