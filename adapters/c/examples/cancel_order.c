/* Cancels an order on TOP: signs the call, writes the HTTP request, reads the answer. Arrays stand for
 * the socket. */
#include "gatekit.h"
#include <stdio.h>
#include <string.h>

/* Where the request goes: in firmware, a TLS session. */
typedef struct {
    char bytes[1024];
    size_t length;
} sent_bytes;

static int send_bytes(void *context, const uint8_t *bytes, size_t length) {
    sent_bytes *sent = context;
    if (length > sizeof sent->bytes - sent->length) {
        return -1; /* gk_write_query and gk_write_body return it */
    }
    memcpy(sent->bytes + sent->length, bytes, length);
    sent->length += length;
    return 0;
}

static int send_text(sent_bytes *sent, const char *text) {
    return send_bytes(sent, (const uint8_t *)text, strlen(text));
}

static int send_request(sent_bytes *sent, const gk_request *request) {
    char length[32];
    sprintf(length, "Content-Length: %lu\r\n", (unsigned long)request->body_length);
    int result = send_text(sent, "POST /router/rest?");
    if (result == 0) result = gk_write_query(request, send_bytes, sent);
    if (result == 0) result = send_text(sent, " HTTP/1.1\r\nHost: gw.api.taobao.com\r\nContent-Type: ");
    if (result == 0) result = send_bytes(sent, (const uint8_t *)request->content_type.start, request->content_type.length);
    if (result == 0) result = send_text(sent, "\r\n");
    if (result == 0) result = send_text(sent, length);
    if (result == 0) result = send_text(sent, "\r\n");
    if (result == 0) result = gk_write_body(request, send_bytes, sent);
    return result;
}

/* The answer that the method's documentation shows. */
static const char received[] =
    "{\"alibaba_damai_yuntoc_order_cancellockstock_response\":{\"result\":{"
    "\"cancel_stock_lock_result_body\":{\"order_id\":\"12345\"},"
    "\"head\":{\"return_code\":\"0\",\"return_desc\":\"\\u6210\\u529f\"}}}}";

int main(void) {
    const gk_top top = {
        .app_key = GK_TEXT("12345678"), .secret = GK_TEXT("helloworld"), .sign_method = &gk_md5};
    const gk_param order = {
        GK_TEXT("param_cancel_stock_lock_request"),
        GK_TEXT("{\"cancel_stock_lock_request_body\":{\"cancel_stock_lock_req_param\":"
                "{\"order_id\":\"12345\"}},\"head\":{\"msg_id\":\"1\",\"signed\":\"1\","
                "\"supplier_key\":\"1\",\"supplier_secret\":\"1\",\"time_stamp\":\"1\","
                "\"version\":\"1\"}}")};
    const gk_call call = {.method = GK_TEXT("alibaba.damai.yuntoc.order.cancellockstock"),
                          .params = &order,
                          .params_count = 1};
    gk_request request;
    gk_status status = gk_top_sign(&top, &call, 1451620800, &request);
    if (status != GK_OK) {
        printf("not signed: %s\n", gk_status_text(status));
        return 1;
    }
    printf("%s\n", request.signature);

    static sent_bytes sent;
    int result = send_request(&sent, &request);
    if (result != 0 && sent.length == 0) {
        printf("not sent: %d\n", result);
        return 1;
    }
    if (result != 0) {
        printf("perhaps sent: query the order (%d)\n", result);
        return 1;
    }
    printf("%.*s\n", (int)sent.length, sent.bytes);

    gk_reply reply;
    status = gk_top_read(&top, &call, 200, (const uint8_t *)received, sizeof received - 1, &reply);
    if (status != GK_OK) {
        char message[64] = "";
        gk_text_at(&reply.message, "", message, sizeof message, NULL);
        printf("%s %s\n", gk_status_text(status), message);
        /* 1xx: it was not even looked at. */
        if (status < 200 || gk_status_repeat(status) == GK_REPEAT_ASK_FIRST) {
            printf("perhaps cancelled: query the order\n");
        }
        return 1;
    }
    int64_t code = -1;
    char text[32];
    status = gk_int64_at(&reply.payload, "result.head.return_code", &code);
    if (status == GK_OK) {
        status = gk_text_at(&reply.payload, "result.head.return_desc", text, sizeof text, NULL);
    }
    if (status != GK_OK) {
        printf("%s\nperhaps cancelled: query the order\n", gk_status_text(status));
        return 1;
    }
    printf("return code %d: %s\n", (int)code, text);
    return 0;
}
