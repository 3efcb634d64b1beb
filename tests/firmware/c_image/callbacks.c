/* A callback of callbacks.jsonl is taken once, and not with any byte of it changed. */
#include "check.h"

#include <string.h>

#define NOW 1451620800

static const char query[] =
    "a=1&b=%E4%B8%AD%E6%96%87&empty=&method=x.y&timestamp=2016-01-01+12%3A00%3A00"
    "&app_key=12345678&sign_method=md5&sign=E09730E1068F1718D003465EE0E30CC3";
static const char form[] = "f1=%E8%A1%A8%E5%8D%95%E5%80%BC&f2=";

static gk_param params[24];
static uint8_t room[160];
static uint64_t guard[GK_GUARD_WORDS(2)];

static gk_status verify(const char *given_query, const char *body, bool once, gk_verified *verified) {
    const gk_spi spi = {.secret = GK_TEXT("helloworld")};
    const gk_callback callback = {
        .query = gk_string(given_query),
        .content_type = GK_TEXT("application/x-www-form-urlencoded;charset=UTF-8"),
        .body = (const uint8_t *)body,
        .body_length = strlen(body)};
    const gk_callback_memory memory = {params, sizeof params / sizeof *params,
                                       room,   sizeof room,
                                       once ? guard : NULL,
                                       once ? sizeof guard / sizeof *guard : 0};
    return gk_spi_verify(&spi, &callback, NOW, &memory, verified);
}

static bool is(gk_text text, const char *expected) {
    return text.length == strlen(expected) && memcmp(text.start, expected, text.length) == 0;
}

static bool taken(void) {
    gk_verified verified;
    return verify(query, form, true, &verified) == GK_OK && verified.params_count == 9 &&
           verified.signed_at == NOW && verified.body == NULL && is(params[2].name, "b") &&
           is(params[2].value, "中文") && is(params[4].name, "f1") && is(params[4].value, "表单值") &&
           verify(query, form, true, &verified) == GK_CALLBACK_REPLAYED;
}

static bool changed(void) {
    static char copy[sizeof query];
    static char other[sizeof form];
    gk_verified verified;
    bool refused = true;
    for (size_t at = 0; at < sizeof query - 1; at++) {
        memcpy(copy, query, sizeof query);
        copy[at] ^= 1;
        refused = refused && verify(copy, form, false, &verified) != GK_OK;
    }
    for (size_t at = 0; at < sizeof form - 1; at++) {
        memcpy(other, form, sizeof form);
        other[at] ^= 1;
        refused = refused && verify(query, other, false, &verified) != GK_OK;
    }
    return refused && verify(query, form, false, &verified) == GK_OK;
}

static bool restarted(void) {
    gk_verified verified;
    return gk_guard_restart(guard, sizeof guard / sizeof *guard, NOW) == GK_OK &&
           verify(query, form, true, &verified) == GK_CALLBACK_REPLAYED &&
           gk_guard_restart(guard, sizeof guard / sizeof *guard, NOW - 1) == GK_OK &&
           verify(query, form, true, &verified) == GK_OK;
}

void check_callbacks(void) {
    check("callback", "taken once", taken());
    check("callback", "with any byte changed", changed());
    check("callback", "after a restart", restarted());
}
