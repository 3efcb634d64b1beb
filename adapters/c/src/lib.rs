#![doc = include_str!("../README.md")]
#![no_std]
#![allow(unsafe_code, reason = "what C hands over are pointers")]
#![deny(clippy::undocumented_unsafe_blocks)]
#![allow(
    clippy::missing_safety_doc,
    reason = "one contract for all: the section on pointers in README.md"
)]
#![allow(
    missing_debug_implementations,
    clippy::doc_markdown,
    clippy::must_use_candidate,
    non_camel_case_types,
    non_upper_case_globals,
    reason = "the names and habits are C's"
)]

// Only for its panic handler, without which no host links the static library.
#[cfg(not(target_os = "none"))]
extern crate std;

// In the order that the header has.
mod border;
mod build;
mod gateway;

mod sign_method;

mod request;

mod reply;
mod value;

mod callback;

mod status;

pub use border::{gk_string, gk_text};
pub use build::gk_platform;
pub use callback::{
    GK_HEADERS_MAX, gk_answers, gk_answers_json, gk_answers_qimen_standard, gk_answers_xml,
    gk_callback, gk_callback_memory, gk_guard_restart, gk_spi, gk_spi_verify, gk_verified,
    gk_verified_document,
};
pub use gateway::{gk_phalapi, gk_protection, gk_qianmi, gk_qimen, gk_top};
pub use reply::{gk_phalapi_read, gk_qianmi_read, gk_qimen_read, gk_reply, gk_top_read};
pub use request::{
    GK_PARAMS_MAX, GK_SIGNATURE_SIZE, gk_call, gk_encode_body, gk_encode_query, gk_param,
    gk_phalapi_sign, gk_qianmi_sign, gk_qimen_sign, gk_request, gk_top_sign, gk_write,
    gk_write_body, gk_write_explanation, gk_write_query,
};
pub use sign_method::{gk_hmac, gk_hmac_sha256, gk_md5, gk_sign_method};
pub use status::{
    GK_VERSION, gk_owner, gk_repeat, gk_status, gk_status_owner, gk_status_repeat, gk_status_text,
    gk_version,
};
pub use value::{gk_at, gk_bool_at, gk_int64_at, gk_kind, gk_text_at, gk_value};

/// Nothing here panics; a dependency's arithmetic might. The watchdog ends the loop.
#[cfg(all(target_os = "none", feature = "panic-handler"))]
#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}
