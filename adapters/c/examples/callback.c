/* Answers a callback of TOP or Qimen: verifies it, reads it, says what the platform wants to hear. Arrays
 * stand for what the HTTP server received. */
#include "gatekit.h"
#include <stdio.h>

static const char query[] =
    "method=qimen.taobao.qianniu.cloudkefu.order.self.intercept&timestamp=2016-01-01+12%3A00%3A00"
    "&app_key=12345678&format=json&v=2.0&target_app_key=23300032&sign_method=md5"
    "&sign=6916773997EC494B7F86902F4164ECCB";
static const char body[] =
    "{\"sellerNick\":\"\xe8\x8b\x8f\xe5\xae\x81\xe6\x98\x93\xe8\xb4\xad\xe5\xae\x98\xe6\x96\xb9"
    "\xe6\x97\x97\xe8\x88\xb0\xe5\xba\x97\",\"bizOrder\":{\"tid\":\"30753531820144197\"}}";

/* As many callbacks as arrive in 20 minutes. A device that restarts calls gk_guard_restart. Threads that
 * share it take turns. */
static uint64_t guard[GK_GUARD_WORDS(64)];

static void answer(const gk_text *text) {
    printf("200 %.*s\n", (int)text->length, text->start);
}

static gk_status handle(const gk_callback *received, int64_t now) {
    static const gk_spi spi = {.secret = GK_TEXT("helloworld")};
    const gk_answers answers = gk_answers_json();
    gk_param params[24];
    uint8_t room[256];
    const gk_callback_memory memory = {params, 24, room, sizeof room, guard,
                                       sizeof guard / sizeof *guard};
    gk_verified verified;
    gk_status status = gk_spi_verify(&spi, received, now, &memory, &verified);
    if (gk_status_owner(status) == GK_CALLER) {
        printf("503 %s\n", gk_status_text(status)); /* so that it comes again */
        return status;
    }
    int64_t tid = 0;
    if (status == GK_OK) {
        gk_value order;
        status = gk_verified_document(&verified, &order);
        if (status == GK_OK) {
            status = gk_int64_at(&order, "bizOrder.tid", &tid);
        }
    }
    /* What is authentic and cannot be read is refused too: nothing is done about it, so it must not count
     * as accepted, and it cannot come again (503), for the guard has taken it. */
    if (status != GK_OK) {
        printf("%s\n", gk_status_text(status)); /* for our log; the platform learns nothing of it */
        answer(&answers.refused);
        return status;
    }
    printf("intercept %ld%09ld\n", (long)(tid / 1000000000), (long)(tid % 1000000000));
    answer(&answers.accepted);
    return status;
}

int main(void) {
    const gk_callback received = {.query = {query, sizeof query - 1},
                                  .content_type = GK_TEXT("application/json;charset=UTF-8"),
                                  .body = (const uint8_t *)body,
                                  .body_length = sizeof body - 1};
    gk_status first = handle(&received, 1451620900);
    gk_status second = handle(&received, 1451620900); /* somebody repeats it */
    return first != GK_OK || second != GK_CALLBACK_REPLAYED;
}
