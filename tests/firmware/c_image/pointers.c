/* What C gets wrong: NULL where something must be, text that is none, requests that were not signed. */
#include "check.h"

static const gk_top top = {
    .app_key = GK_TEXT("12345678"), .secret = GK_TEXT("helloworld"), .sign_method = &gk_md5};
static const gk_call call = {.method = GK_TEXT("taobao.time.get")};

#define NOW 1451620800

static bool signing(void) {
    gk_request request;
    return gk_top_sign(NULL, &call, NOW, &request) == GK_POINTER &&
           gk_top_sign(&top, NULL, NOW, &request) == GK_POINTER &&
           gk_top_sign(&top, &call, NOW, NULL) == GK_POINTER &&
           gk_qimen_sign(NULL, &call, NOW, &request) == GK_POINTER &&
           gk_qianmi_sign(NULL, &call, NOW, &request) == GK_POINTER &&
           gk_phalapi_sign(NULL, &call, NOW, &request) == GK_POINTER;
}

static bool described(void) {
    gk_request request;
    gk_top unsure = top;
    unsure.sign_method = NULL;
    bool right = gk_top_sign(&unsure, &call, NOW, &request) == GK_SIGN_METHOD;
    gk_call other = call;
    other.method.start = NULL;
    right = right && gk_top_sign(&top, &other, NOW, &request) == GK_POINTER;
    other = call;
    other.params_count = 1;
    right = right && gk_top_sign(&top, &other, NOW, &request) == GK_POINTER;
    other.params_count = GK_PARAMS_MAX + 1;
    right = right && gk_top_sign(&top, &other, NOW, &request) == GK_PARAM_TABLE_FULL;
    const gk_param broken = {GK_TEXT("a"), GK_TEXT("\xff")};
    other.params = &broken;
    other.params_count = 1;
    right = right && gk_top_sign(&top, &other, NOW, &request) == GK_NOT_UTF8;
    return right && gk_top_sign(&top, &call, INT64_MAX, &request) == GK_TIME &&
           gk_string(NULL).length == 0 && gk_string("abc").length == 3;
}

static bool writing(void) {
    script socket = {"", 0, NEVER, NEVER, 0};
    gk_request request;
    return gk_write_query(NULL, send_bytes, &socket) == GK_POINTER &&
           gk_write_body(NULL, send_bytes, &socket) == GK_POINTER &&
           gk_write_explanation(NULL, send_bytes, &socket) == GK_POINTER &&
           gk_encode_query(NULL, NULL, 0) == GK_POINTER && gk_encode_body(NULL, NULL, 0) == GK_POINTER &&
           gk_top_sign(&top, &call, NOW, &request) == GK_OK &&
           gk_write_query(&request, NULL, NULL) == GK_POINTER &&
           gk_write_body(&request, NULL, NULL) == GK_POINTER &&
           gk_write_explanation(&request, NULL, NULL) == GK_POINTER &&
           gk_encode_query(&request, NULL, request.query_length) == GK_POINTER &&
           gk_encode_query(&request, NULL, 0) == GK_BUFFER_TOO_SMALL &&
           gk_encode_body(&request, NULL, 0) == GK_OK;
}

static bool not_signed(void) {
    script socket = {"", 0, NEVER, NEVER, 0};
    gk_request request;
    gk_top keyless = top;
    keyless.secret.length = 0;
    return gk_top_sign(&keyless, &call, NOW, &request) == GK_SECRET_MISSING &&
           gk_encode_body(&request, NULL, 0) == GK_NOT_SIGNED &&
           gk_write_query(&request, send_bytes, &socket) == GK_NOT_SIGNED;
}

static bool reading(void) {
    const uint8_t body[] = "{}";
    gk_reply reply;
    return gk_top_read(NULL, &call, 200, body, 2, &reply) == GK_POINTER &&
           gk_top_read(&top, NULL, 200, body, 2, &reply) == GK_POINTER &&
           gk_top_read(&top, &call, 200, NULL, 2, &reply) == GK_POINTER &&
           gk_top_read(&top, &call, 200, body, SIZE_MAX, &reply) == GK_POINTER &&
           gk_top_read(&top, &call, 200, NULL, 0, &reply) == GK_REPLY_EMPTY &&
           gk_qimen_read(NULL, &call, 200, body, 2, &reply) == GK_POINTER &&
           gk_qianmi_read(NULL, &call, 200, body, 2, &reply) == GK_POINTER &&
           gk_phalapi_read(NULL, &call, 200, body, 2, &reply) == GK_POINTER;
}

static bool finding(void) {
    const uint8_t number[] = "7";
    const gk_value seven = {.raw = number, .length = 1, .kind = GK_NUMBER};
    gk_value found;
    int64_t read = 0;
    bool yes;
    char out[2];
    return gk_at(NULL, "a", &found) == GK_POINTER && gk_at(&seven, "", NULL) == GK_POINTER &&
           gk_int64_at(NULL, NULL, &read) == GK_POINTER && gk_int64_at(&seven, NULL, NULL) == GK_POINTER &&
           gk_bool_at(NULL, NULL, &yes) == GK_POINTER &&
           gk_text_at(NULL, NULL, out, sizeof out, NULL) == GK_POINTER &&
           gk_text_at(&seven, NULL, NULL, 2, NULL) == GK_POINTER &&
           gk_text_at(&seven, NULL, out, sizeof out, NULL) == GK_OK && out[0] == '7' && out[1] == 0 &&
           gk_int64_at(&seven, NULL, &read) == GK_OK && read == 7;
}

void check_pointers(void) {
    check("pointers", "to sign with", signing());
    check("pointers", "in descriptions", described());
    check("pointers", "to write with", writing());
    check("pointers", "of a request that was not signed", not_signed());
    check("pointers", "to read with", reading());
    check("pointers", "to find with", finding());
}
