/* From reset to main, and out again: semihosting is the console and the exit. */
#include "check.h"

#include <string.h>

enum { SYS_OPEN = 0x01, SYS_WRITE = 0x05, SYS_EXIT = 0x18 };
enum { APPLICATION_EXIT = 0x20026, RUN_TIME_ERROR = 0x20023 };
#define CPACR (*(volatile uint32_t *)0xe000ed88)

extern char stack_top[];
int main(void);
void reset(void);

static uintptr_t semihosting(uintptr_t operation, const void *argument) {
    register uintptr_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void say(const char *text) {
    static uintptr_t console;
    if (console == 0) {
        const uintptr_t name[3] = {(uintptr_t) ":tt", 4 /* "w" */, 3};
        console = semihosting(SYS_OPEN, name);
    }
    const uintptr_t bytes[3] = {console, (uintptr_t)text, strlen(text)};
    semihosting(SYS_WRITE, bytes);
}

static void stop(bool success) {
    semihosting(SYS_EXIT, (const void *)(success ? APPLICATION_EXIT : RUN_TIME_ERROR));
    for (;;) {
    }
}

static void fault(void) {
    say("FAILED a fault of the processor\n");
    stop(false);
}

void reset(void) {
#ifdef __ARM_FP
    CPACR |= 0xfu << 20; /* The FPU is off until then. */
    __asm__ volatile("dsb\n isb" ::: "memory");
#endif
    stop(main() == 0);
}

/* The stack, reset, NMI and the faults; nothing else is switched on. */
const void *const vectors[] __attribute__((section(".vectors"), used)) = {
    stack_top, (void *)reset, (void *)fault, (void *)fault, (void *)fault, (void *)fault, (void *)fault,
};
