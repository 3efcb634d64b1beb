/* The signatures of signatures.jsonl that a client makes. */
#include "check.h"

#include <string.h>

typedef struct {
    const char *name;
    gateway to;
    gk_call call;
    int64_t unix_seconds;
    const char *sign;
} vector;

static const vector vectors[] = {
#include "vectors.inc"
};

void check_signatures(void) {
    for (size_t at = 0; at < sizeof vectors / sizeof *vectors; at++) {
        const vector *given = &vectors[at];
        gk_request request;
        gk_status status = sign(&given->to, &given->call, given->unix_seconds, &request);
        check("signature", given->name, status == GK_OK && strcmp(request.signature, given->sign) == 0);
    }
}
