#include "check.h"

#include <string.h>

static unsigned checks;
static unsigned failed;

static void say_number(unsigned number) {
    char digits[11] = "";
    char *digit = digits + sizeof digits - 1;
    do {
        *--digit = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    say(digit);
}

void check(const char *kind, const char *what, bool passed) {
    checks += 1;
    failed += !passed;
    say(passed ? "ok " : "FAILED ");
    say(kind);
    say(" ");
    say(what);
    say("\n");
}

int finish(void) {
    say_number(checks);
    say(" checks, ");
    say_number(failed);
    say(" failed\n");
    return checks == 0 || failed > 0;
}

gk_status sign(const gateway *to, const gk_call *call, int64_t unix_seconds, gk_request *request) {
    switch (to->platform) {
    case TOP: return gk_top_sign(to->description, call, unix_seconds, request);
    case QIMEN: return gk_qimen_sign(to->description, call, unix_seconds, request);
    case QIANMI: return gk_qianmi_sign(to->description, call, unix_seconds, request);
    default: return gk_phalapi_sign(to->description, call, unix_seconds, request);
    }
}

gk_status read_reply(const gateway *from, const gk_call *call, uint16_t http_status, const char *body,
                     gk_reply *reply) {
    const uint8_t *bytes = (const uint8_t *)body;
    size_t length = strlen(body);
    switch (from->platform) {
    case TOP: return gk_top_read(from->description, call, http_status, bytes, length, reply);
    case QIMEN: return gk_qimen_read(from->description, call, http_status, bytes, length, reply);
    case QIANMI: return gk_qianmi_read(from->description, call, http_status, bytes, length, reply);
    default: return gk_phalapi_read(from->description, call, http_status, bytes, length, reply);
    }
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

int send_bytes(void *context, const uint8_t *bytes, size_t length) {
    script *socket = context;
    while (length > 0) {
        size_t taken = least(least(length, socket->piece), socket->fails_behind - socket->sent);
        if (taken == 0) {
            return BROKEN;
        }
        if (taken > socket->length - socket->sent ||
            memcmp(socket->expected + socket->sent, bytes, taken) != 0) {
            return UNEXPECTED;
        }
        socket->sent += taken;
        bytes += taken;
        length -= taken;
    }
    return 0;
}
