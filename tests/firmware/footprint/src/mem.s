@ The copying, clearing and comparing that the compiler calls, made small: its own take 1.7 KB.
@ A firmware that counts its bytes may take this file; the compiler's are weak symbols and give way.

    .syntax unified
    .thumb

    .macro function name
    .global \name
    .type   \name, %function
    .thumb_func
\name:
    .endm

    .section .text.mem_copy, "ax", %progbits
function memcpy
function __aeabi_memcpy
function __aeabi_memcpy4
function __aeabi_memcpy8
    push    {r0, r4, lr}
    movs    r3, r0
    orrs    r3, r1
    lsls    r3, #30                     @ word by word if both are aligned
    beq     2f
    b       4f
1:  ldmia   r1!, {r4}
    stmia   r0!, {r4}
2:  subs    r2, #4
    bhs     1b
    adds    r2, #4
    b       4f
3:  ldrb    r4, [r1]
    adds    r1, #1
    strb    r4, [r0]
    adds    r0, #1
4:  subs    r2, #1
    bhs     3b
    pop     {r0, r4, pc}

    .section .text.mem_move, "ax", %progbits
function memmove
function __aeabi_memmove
function __aeabi_memmove4
function __aeabi_memmove8
    cmp     r1, r0
    bhs     memcpy                      @ the first byte first
    push    {r4, lr}
    b       2f
1:  ldrb    r4, [r1, r2]
    strb    r4, [r0, r2]
2:  subs    r2, #1
    bhs     1b
    pop     {r4, pc}

    .section .text.mem_clear, "ax", %progbits
function __aeabi_memclr
function __aeabi_memclr4
function __aeabi_memclr8
    movs    r2, #0
function __aeabi_memset
function __aeabi_memset4
function __aeabi_memset8
    mov     r3, r1                      @ the length stands before the byte
    mov     r1, r2
    mov     r2, r3
function memset
    push    {r0, lr}
    uxtb    r1, r1
    lsls    r3, r1, #8
    orrs    r1, r3
    lsls    r3, r1, #16
    orrs    r1, r3
    lsls    r3, r0, #30
    beq     2f
    b       4f
1:  stmia   r0!, {r1}
2:  subs    r2, #4
    bhs     1b
    adds    r2, #4
    b       4f
3:  strb    r1, [r0]
    adds    r0, #1
4:  subs    r2, #1
    bhs     3b
    pop     {r0, pc}

    .section .text.mem_compare, "ax", %progbits
function memcmp
function bcmp
    push    {r4, lr}
    movs    r3, #0
    b       2f
1:  ldrb    r3, [r0]
    adds    r0, #1
    ldrb    r4, [r1]
    adds    r1, #1
    subs    r3, r3, r4
    bne     3f
2:  subs    r2, #1
    bhs     1b
3:  mov     r0, r3
    pop     {r4, pc}
