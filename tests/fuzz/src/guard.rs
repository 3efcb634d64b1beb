//! A copy of the input between guard bytes, for what decodes in place.

const GUARD: [u8; 32] = [0xa5; 32];

/// Hands `work` a copy of `bytes`, and makes sure that nothing around it was written to.
///
/// # Panics
///
/// If something was.
pub fn guarded<R>(bytes: &[u8], work: impl FnOnce(&mut [u8]) -> R) -> R {
    let mut room = [&GUARD[..], bytes, &GUARD[..]].concat();
    let inside = GUARD.len()..GUARD.len() + bytes.len();
    let result = work(&mut room[inside.clone()]);
    assert_eq!(room[..inside.start], GUARD, "written in front of the bytes");
    assert_eq!(room[inside.end..], GUARD, "written behind the bytes");
    result
}
