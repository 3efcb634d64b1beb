/* What a firmware that signs with MD5 and writes the request takes of flash: `check` links it for a
 * Cortex-M4F with nothing else. */
#include "gatekit.h"

volatile uint8_t sent;

static int send_bytes(void *context, const uint8_t *bytes, size_t length) {
    (void)context;
    while (length-- > 0) {
        sent = *bytes++;
    }
    return 0;
}

int entry(int64_t now);

int entry(int64_t now) {
    const gk_top top = {
        .app_key = GK_TEXT("12345678"), .secret = GK_TEXT("helloworld"), .sign_method = &gk_md5};
    const gk_param tid = {GK_TEXT("tid"), GK_TEXT("7091800003790954036")};
    const gk_call call = {.method = GK_TEXT("taobao.trade.get"), .params = &tid, .params_count = 1};
    gk_request request;
    int result = gk_top_sign(&top, &call, now, &request);
    if (result == 0) {
        result = gk_write_query(&request, send_bytes, NULL);
    }
    return result != 0 ? result : gk_write_body(&request, send_bytes, NULL);
}
