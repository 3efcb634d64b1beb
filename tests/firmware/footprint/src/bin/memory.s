@ What safe Rust cannot do: paint the stack, look how far it was used, read the clock.

    .syntax unified
    .thumb

    .equ PAINTED, 8192                  @ bytes below the caller of an operation
    .equ SYSTICK, 0xE000E010            @ control, reload, current: it counts down

    .section .text.main, "ax", %progbits
    .global main
    .type main, %function
    .thumb_func
main:                                   @ from cortex-m-rt
    ldr     r0, =probe
    bl      measured                    @ does not return

    .type probe, %function
    .thumb_func
probe:                                  @ r0: operation, r1: its argument
    push    {r4-r7, lr}
    sub     sp, #4
    mov     r4, r0
    mov     r5, r1
    mov     r6, sp

    ldr     r2, =0xA5C35A3C
    ldr     r7, =PAINTED
    subs    r7, r6, r7
    mov     r3, r6
1:  subs    r3, #4
    str     r2, [r3]
    cmp     r3, r7
    bhi     1b

    ldr     r2, =SYSTICK
    ldr     r3, =0xFFFFFF
    str     r3, [r2, #4]
    str     r3, [r2, #8]
    movs    r3, #5                      @ on, by the processor's clock
    str     r3, [r2]
    mov     r0, r5
    ldr     r5, [r2, #8]
    blx     r4
    ldr     r2, =SYSTICK
    ldr     r0, [r2, #8]
    movs    r3, #0
    str     r3, [r2]
    subs    r0, r5, r0                  @ ticks

    ldr     r2, =0xA5C35A3C
2:  ldr     r3, [r7]
    adds    r7, #4
    cmp     r3, r2
    beq     2b
    subs    r7, #4
    subs    r1, r6, r7                  @ bytes of stack
    add     sp, #4
    pop     {r4-r7, pc}

    .pool
