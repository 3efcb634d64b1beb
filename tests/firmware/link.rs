//! The memory of the machines that QEMU plays, for the linker.

use std::path::PathBuf;

const MPS2_AN386: &str =
    "MEMORY { FLASH : ORIGIN = 0, LENGTH = 4M  RAM : ORIGIN = 0x20000000, LENGTH = 4M }";
const MICROBIT: &str =
    "MEMORY { FLASH : ORIGIN = 0, LENGTH = 256K  RAM : ORIGIN = 0x20000000, LENGTH = 16K }";
const RISCV_VIRT: &str = r#"
MEMORY { RAM : ORIGIN = 0x80000000, LENGTH = 16M }
REGION_ALIAS("REGION_TEXT", RAM);
REGION_ALIAS("REGION_RODATA", RAM);
REGION_ALIAS("REGION_DATA", RAM);
REGION_ALIAS("REGION_BSS", RAM);
REGION_ALIAS("REGION_HEAP", RAM);
REGION_ALIAS("REGION_STACK", RAM);
"#;

pub fn image() {
    let target = std::env::var("TARGET").unwrap();
    let memory = match target.as_str() {
        "thumbv7em-none-eabihf" => MPS2_AN386,
        "thumbv6m-none-eabi" => MICROBIT,
        "riscv32imc-unknown-none-elf" => RISCV_VIRT,
        other => panic!("no machine for {other}"),
    };
    let out = PathBuf::from(std::env::var("OUT_DIR").unwrap());
    std::fs::write(out.join("memory.x"), memory).unwrap();
    std::fs::write(out.join("device.x"), "").unwrap();
    println!("cargo:rustc-link-search={}", out.display());
    if target.starts_with("riscv") {
        println!("cargo:rustc-link-arg=-Tmemory.x");
    }
    println!("cargo:rustc-link-arg=-Tlink.x");
    println!("cargo:rerun-if-changed=../link.rs");
}
