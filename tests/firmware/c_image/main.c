/* The C interface on a microcontroller: signs, writes requests through a socket that plays its part,
 * reads answers, verifies a callback, and says for each check whether the outcome is right. Exit
 * status 0 only if all are. */
#include "check.h"

int main(void) {
    check_signatures();
    check_requests();
    check_replies();
    check_callbacks();
    check_pointers();
    return finish();
}
