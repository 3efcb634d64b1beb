//! The vector table's lower part: both machines have 32 interrupts, and none is used.

extern "C" fn unused() {
    loop {}
}

#[no_mangle]
#[link_section = ".vector_table.interrupts"]
pub static __INTERRUPTS: [extern "C" fn(); 32] = [unused; 32];
