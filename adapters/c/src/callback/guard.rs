//! The core's guard against repetition, in numbers that the caller lends.

use crate::border::{Checked, places};
use crate::status::gk_status;
use core::mem::MaybeUninit;
use core::ptr::slice_from_raw_parts_mut;
use gatekit_core::Timestamp;
use gatekit_core::callback::{ReplayGuard, ReplayGuardView, Taken};

const HEADER: usize = size_of::<ReplayGuard<0>>();

// GK_GUARD_WORDS(N) numbers hold N callbacks, wherever they stand.
const _: () = assert!(
    HEADER <= 2 * size_of::<u64>()
        && size_of::<Taken>() == 3 * size_of::<u64>()
        && align_of::<ReplayGuard<0>>() <= align_of::<u64>()
);

/// Empties a guard, or makes one of any memory, that takes nothing that was signed at this moment or
/// before: for a device that restarts and does not know what it took. With gk_spi.without_window it
/// protects from nothing: callbacks whose time is not looked at are taken whenever they were signed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_guard_restart(
    guard: *mut u64,
    guard_words: usize,
    unix_seconds: i64,
) -> gk_status {
    let Some(moment) = Timestamp::from_unix(unix_seconds) else {
        return gk_status::GK_TIME;
    };
    // SAFETY: the caller keeps to README.md.
    let emptied = unsafe { places(guard, guard_words) }.and_then(|words| {
        words.fill(MaybeUninit::new(0));
        // SAFETY: the same memory, which is now initialised.
        unsafe { of(guard, guard_words) }
    });
    match emptied {
        Ok(Some(guard)) => {
            guard.restart(moment);
            gk_status::GK_OK
        }
        Ok(None) => gk_status::GK_POINTER,
        Err(status) => status,
    }
}

/// # Safety
///
/// If the pointer is neither NULL nor misaligned, nobody else reads or writes these numbers during
/// `'a`, and they are initialised.
pub(super) unsafe fn of<'a>(
    guard: *mut u64,
    words: usize,
) -> Checked<Option<&'a mut ReplayGuardView>> {
    // Only NULL says that none is wanted: no numbers behind a pointer are a mistake.
    if guard.is_null() && words == 0 {
        return Ok(None);
    }
    // SAFETY: the caller's promise.
    let memory = unsafe { places(guard, words) }?;
    let taken = size_of_val(memory).checked_sub(HEADER);
    let capacity = taken.ok_or(gk_status::GK_POINTER)? / size_of::<Taken>();
    let list = slice_from_raw_parts_mut(memory.as_mut_ptr().cast::<Taken>(), capacity);
    // SAFETY: the header and so many entries fit into this memory, and whatever its bytes are, they
    // are a guard.
    Ok(Some(unsafe { &mut *(list as *mut ReplayGuardView) }))
}
