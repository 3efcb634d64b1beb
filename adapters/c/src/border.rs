//! What C hands over, checked as far as it can be.

use crate::gk_status;
use core::ffi::{CStr, c_char};
use core::mem::MaybeUninit;

/// What is refused before it is used.
pub(crate) type Checked<T> = Result<T, gk_status>;

/// UTF-8 text that the caller keeps: where it starts and its bytes, without a terminating NUL. With
/// `length` 0 the text is absent, whatever `start` is. GK_TEXT("...") initialises one from a literal
/// and from nothing else, gk_string(s) makes one of a C string.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gk_text {
    /// The first byte; NULL only if `length` is 0.
    pub start: *const c_char,
    /// Bytes.
    pub length: usize,
}

impl gk_text {
    pub(crate) const ABSENT: Self = Self::of("");

    pub(crate) const fn of(text: &str) -> Self {
        Self {
            start: text.as_ptr().cast(),
            length: text.len(),
        }
    }

    /// # Safety
    ///
    /// If `start` is not NULL, `length` bytes from it on can be read during `'a`.
    pub(crate) unsafe fn get<'a>(self) -> Checked<&'a str> {
        // SAFETY: the caller's promise.
        let bytes = unsafe { self.bytes() }?;
        core::str::from_utf8(bytes).map_err(|_| gk_status::GK_NOT_UTF8)
    }

    /// The same in whatever encoding.
    ///
    /// # Safety
    ///
    /// As for [`Self::get`].
    pub(crate) unsafe fn bytes<'a>(self) -> Checked<&'a [u8]> {
        // SAFETY: the caller's promise.
        unsafe { list(self.start.cast(), self.length) }
    }

    /// The same, absent texts apart.
    ///
    /// # Safety
    ///
    /// As for [`Self::get`].
    pub(crate) unsafe fn present<'a>(self) -> Checked<Option<&'a str>> {
        // SAFETY: the caller's promise.
        let text = unsafe { self.get() }?;
        Ok((!text.is_empty()).then_some(text))
    }
}

/// The gk_text of a C string, which must stay where it is. NULL: an absent one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_string(string: *const c_char) -> gk_text {
    if string.is_null() {
        return gk_text::ABSENT;
    }
    // SAFETY: not NULL, and the rest is the caller's promise.
    let length = unsafe { CStr::from_ptr(string) }.count_bytes();
    gk_text {
        start: string,
        length,
    }
}

/// # Safety
///
/// If the pointer is neither NULL nor misaligned, there is a `T` that nobody changes during `'a`.
pub(crate) unsafe fn borrow<'a, T>(pointer: *const T) -> Checked<&'a T> {
    if pointer.is_null() || !pointer.is_aligned() {
        return Err(gk_status::GK_POINTER);
    }
    // SAFETY: not NULL, aligned, and the rest is the caller's promise.
    Ok(unsafe { &*pointer })
}

/// # Safety
///
/// If the pointer is neither NULL nor misaligned, there is room for a `T`.
pub(crate) unsafe fn put<T>(pointer: *mut T, value: T) -> Checked<()> {
    if pointer.is_null() || !pointer.is_aligned() {
        return Err(gk_status::GK_POINTER);
    }
    // SAFETY: not NULL, aligned, and the rest is the caller's promise. What was there is not dropped:
    // it may be uninitialised.
    unsafe { pointer.write(value) };
    Ok(())
}

/// # Safety
///
/// If the pointer is neither NULL nor misaligned, there are `count` of `T` that nobody changes
/// during `'a`.
pub(crate) unsafe fn list<'a, T>(start: *const T, count: usize) -> Checked<&'a [T]> {
    if count == 0 {
        return Ok(&[]);
    }
    check(start, count)?;
    // SAFETY: not NULL, aligned, of a size that memory can have, and the rest is the caller's promise.
    Ok(unsafe { core::slice::from_raw_parts(start, count) })
}

/// # Safety
///
/// If the pointer is not NULL, nobody else reads or writes these `size` bytes during `'a`.
pub(crate) unsafe fn buffer<'a>(start: *mut u8, size: usize) -> Checked<&'a mut [u8]> {
    if size == 0 {
        return Ok(&mut []);
    }
    check(start, size)?;
    // SAFETY: not NULL, of a size that memory can have, and the rest is the caller's promise.
    Ok(unsafe { core::slice::from_raw_parts_mut(start, size) })
}

/// Memory that may be uninitialised.
///
/// # Safety
///
/// If the pointer is neither NULL nor misaligned, nobody else reads or writes these `count` of `T`
/// during `'a`.
pub(crate) unsafe fn places<'a, T>(
    start: *mut T,
    count: usize,
) -> Checked<&'a mut [MaybeUninit<T>]> {
    if count == 0 {
        return Ok(&mut []);
    }
    check(start, count)?;
    // SAFETY: not NULL, aligned, of a size that memory can have, and the rest is the caller's promise.
    Ok(unsafe { core::slice::from_raw_parts_mut(start.cast(), count) })
}

/// Whether so many can be there: more than half of the address space, or what goes over its end, is
/// a length gone wrong.
fn check<T>(start: *const T, count: usize) -> Checked<()> {
    let fits = count
        .checked_mul(size_of::<T>())
        .filter(|size| isize::try_from(*size).is_ok())
        .is_some_and(|size| start.addr().checked_add(size).is_some());
    if start.is_null() || !start.is_aligned() || !fits {
        return Err(gk_status::GK_POINTER);
    }
    Ok(())
}
