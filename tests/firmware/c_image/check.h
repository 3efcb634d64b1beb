/* What the image's checks share. */
#ifndef CHECK_H
#define CHECK_H

#include "gatekit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Any gateway, so that the checks of all are the same. */
typedef struct {
    enum { TOP, QIMEN, QIANMI, PHALAPI } platform;
    const void *description;
} gateway;

gk_status sign(const gateway *to, const gk_call *call, int64_t unix_seconds, gk_request *request);
gk_status read_reply(const gateway *from, const gk_call *call, uint16_t http_status, const char *body,
                     gk_reply *reply);

/* A socket that plays its part: it takes so many bytes at a time, and fails behind so many. */
typedef struct {
    const char *expected;
    size_t length;
    size_t piece;
    size_t fails_behind;
    size_t sent;
} script;

#define NEVER SIZE_MAX
enum { BROKEN = -5, UNEXPECTED = -6 };

/* A gk_write whose context is a script. */
int send_bytes(void *context, const uint8_t *bytes, size_t length);

void say(const char *text);
/* Prints the line of a check. */
void check(const char *kind, const char *what, bool passed);
/* Prints how many there were; 0 if there were some and all passed. */
int finish(void);

void check_signatures(void);
void check_requests(void);
void check_replies(void);
void check_callbacks(void);
void check_pointers(void);

#endif
