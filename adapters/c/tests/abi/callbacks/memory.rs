//! The caller's memory: tables, the room, headers, guards, pointers.

use super::*;
use std::ptr::dangling_mut;

#[test]
fn a_table_of_8_24_or_64_counts_and_one_less_does_not() {
    for (count, size) in [(8, 8), (9, 24), (24, 24), (25, 64), (64, 64)] {
        let query: Vec<_> = (0..count).map(|n| format!("p{n}=")).collect();
        let query = format!("{}&sign=00", query.join("&"));
        let given = callback(query.as_bytes(), "", b"");
        let settings = spi("helloworld");
        let (status, _) = verify(&settings, &given, NOW, &mut Memory::of(size, 0));
        assert_eq!(status, GK_CALLBACK_SIGNATURE_WRONG, "{count}");
        let mut memory = Memory::of(size - 1, 0);
        let (status, verified) = verify(&settings, &given, NOW, &mut memory);
        assert_eq!(status, GK_CALLBACK_TABLE_FULL, "{count}");
        assert_eq!(verified.params_count, size);
    }
    let query: Vec<_> = (0..65).map(|n| format!("p{n}=")).collect();
    let query = format!("{}&sign=00", query.join("&"));
    let given = callback(query.as_bytes(), "", b"");
    let (status, verified) = verify(&spi("helloworld"), &given, NOW, &mut Memory::of(99, 0));
    assert_eq!(
        (status, verified.params_count),
        (GK_CALLBACK_TABLE_FULL, 65)
    );
    // Before the callback is looked at.
    let (status, verified) = verify(&spi("helloworld"), &given, NOW, &mut Memory::of(7, 0));
    assert_eq!((status, verified.params_count), (GK_CALLBACK_TABLE_FULL, 8));
}

#[test]
fn the_room_that_is_needed_is_told_and_suffices() {
    let noon = callback(AT_NOON.as_bytes(), "", b"");
    let settings = spi("helloworld");
    let (status, verified) = verify(&settings, &noon, NOW, &mut Memory::of(8, 0));
    assert_eq!(status, GK_CALLBACK_ROOM_TOO_SMALL);
    let needed = verified.room_needed;
    assert_eq!(needed, "2016-01-01 12:00:00".len());
    let (status, _) = verify(&settings, &noon, NOW, &mut Memory::of(8, needed - 1));
    assert_eq!(status, GK_CALLBACK_ROOM_TOO_SMALL);
    let mut memory = Memory::of(8, needed);
    let (status, verified) = verify(&settings, &noon, NOW, &mut memory);
    assert_eq!((status, verified.params_count), (GK_OK, 2));
    assert_eq!(memory.param(0), (b"a".to_vec(), b"1".to_vec()));
    let noon = (b"timestamp".to_vec(), b"2016-01-01 12:00:00".to_vec());
    assert_eq!(memory.param(1), noon);
    assert_eq!(memory.param(2).0, b"untouched");
}

#[test]
fn there_may_be_32_headers_and_their_values_are_bytes() {
    let names: Vec<_> = (0..=GK_HEADERS_MAX).map(|n| format!("X-{n}")).collect();
    let gbk = gk_text {
        start: b"\xce\xc4".as_ptr().cast(),
        length: 2,
    };
    let headers = names.iter().map(|name| gk_param {
        name: text(name),
        value: gbk,
    });
    let headers: Vec<_> = headers.collect();
    let mut given = callback(AT_NOON.as_bytes(), "", b"");
    given.headers = headers.as_ptr();
    given.headers_count = GK_HEADERS_MAX;
    assert_eq!(status_of(&given), GK_OK);
    given.headers_count += 1;
    assert_eq!(status_of(&given), GK_CALLBACK_TABLE_FULL);
    let (_, verified) = verify(&spi("helloworld"), &given, NOW, &mut Memory::ample());
    assert_eq!(verified.params_count, 0);
    let nameless = [gk_param {
        name: gbk,
        value: gbk,
    }];
    (given.headers, given.headers_count) = (nameless.as_ptr(), 1);
    assert_eq!(status_of(&given), GK_CALLBACK_MALFORMED);
}

#[test]
fn a_guard_takes_a_callback_once_and_refuses_when_it_is_full() {
    let (settings, noon) = (spi("helloworld"), callback(AT_NOON.as_bytes(), "", b""));
    let mut memory = Memory::ample().with_guard(1);
    // What is refused takes no place.
    let wrong = callback(b"a=1&sign=00", "", b"");
    assert_eq!(
        verify(&settings, &wrong, NOW, &mut memory).0,
        GK_CALLBACK_SIGNATURE_WRONG
    );
    let mut narrow = Memory::of(8, 0);
    std::mem::swap(&mut narrow.guard, &mut memory.guard);
    assert_eq!(
        verify(&settings, &noon, NOW, &mut narrow).0,
        GK_CALLBACK_ROOM_TOO_SMALL
    );
    std::mem::swap(&mut narrow.guard, &mut memory.guard);

    assert_eq!(verify(&settings, &noon, NOW, &mut memory).0, GK_OK);
    memory = Memory {
        guard: memory.guard,
        ..Memory::ample()
    };
    assert_eq!(
        verify(&settings, &noon, NOW, &mut memory).0,
        GK_CALLBACK_REPLAYED
    );
    assert!(memory.is_untouched());
    let mut without_window = spi("helloworld");
    without_window.without_window = 1;
    let timeless = callback(WITHOUT_TIME.as_bytes(), "", b"");
    let (status, _) = verify(&without_window, &timeless, NOW, &mut memory);
    assert_eq!(status, GK_CALLBACK_GUARD_FULL);
    let mut two = Memory::ample().with_guard(2);
    assert_eq!(verify(&settings, &noon, NOW, &mut two).0, GK_OK);
    assert_eq!(verify(&without_window, &timeless, NOW, &mut two).0, GK_OK);
    assert_eq!(
        verify(&without_window, &timeless, NOW, &mut two).0,
        GK_CALLBACK_REPLAYED
    );
}

#[test]
fn a_guard_without_numbers_is_a_mistake_and_not_none() {
    let (settings, noon) = (spi("helloworld"), callback(AT_NOON.as_bytes(), "", b""));
    let mut ample = Memory::ample().with_guard(1);
    for (words, expected) in [
        (0, GK_POINTER),
        (1, GK_POINTER),
        (2, GK_CALLBACK_GUARD_FULL),
        (4, GK_CALLBACK_GUARD_FULL),
        (5, GK_OK),
    ] {
        let mut memory = ample.described();
        memory.guard_words = words;
        let mut verified = MaybeUninit::uninit();
        // SAFETY: all of them are there.
        let status = unsafe {
            gk_spi_verify(
                &raw const settings,
                &raw const noon,
                NOW,
                &raw const memory,
                verified.as_mut_ptr(),
            )
        };
        assert_eq!(status, expected, "{words}");
    }
    // SAFETY: so many numbers are not looked at.
    let status = unsafe { gk_guard_restart(ample.guard.as_mut_ptr(), 0, NOW) };
    assert_eq!(status, GK_POINTER);
}

#[test]
fn a_guard_that_restarts_cannot_keep_out_what_has_no_time() {
    let timeless = callback(WITHOUT_TIME.as_bytes(), "", b"");
    let mut without_window = spi("helloworld");
    without_window.without_window = 1;
    let mut memory = Memory::ample().with_guard(1);
    let (start, words) = (memory.guard.as_mut_ptr(), memory.guard.len());
    // SAFETY: as many numbers are there.
    assert_eq!(unsafe { gk_guard_restart(start, words, NOW) }, GK_OK);
    let (status, _) = verify(&without_window, &timeless, NOW, &mut memory);
    assert_eq!(status, GK_OK);
}

#[test]
fn a_guard_that_restarts_takes_nothing_from_before() {
    let (settings, noon) = (spi("helloworld"), callback(AT_NOON.as_bytes(), "", b""));
    for (moment, expected) in [(NOW, GK_CALLBACK_REPLAYED), (NOW - 1, GK_OK)] {
        let mut memory = Memory::ample().with_guard(2);
        memory.guard.fill(u64::MAX);
        let (start, words) = (memory.guard.as_mut_ptr(), memory.guard.len());
        // SAFETY: as many numbers are there.
        assert_eq!(unsafe { gk_guard_restart(start, words, moment) }, GK_OK);
        assert_eq!(verify(&settings, &noon, NOW, &mut memory).0, expected);
    }
    let mut words = [0; 2];
    // SAFETY: what is not NULL is there.
    unsafe {
        assert_eq!(gk_guard_restart(null_mut(), 0, NOW), GK_POINTER);
        assert_eq!(gk_guard_restart(null_mut(), 5, NOW), GK_POINTER);
        assert_eq!(gk_guard_restart(words.as_mut_ptr(), 1, NOW), GK_POINTER);
        assert_eq!(gk_guard_restart(words.as_mut_ptr(), 2, NOW), GK_OK);
        assert_eq!(gk_guard_restart(words.as_mut_ptr(), 2, -1_000_000), GK_TIME);
    }
}

#[test]
fn whatever_a_guards_numbers_are_it_is_one() {
    let (settings, noon) = (spi("helloworld"), callback(AT_NOON.as_bytes(), "", b""));
    for number in [
        u64::MAX,
        1 << 63,
        0x7fff_ffff_ffff_ffff,
        0x0101_0101_0101_0101,
    ] {
        let mut memory = Memory::ample().with_guard(2);
        memory.guard.fill(number);
        let (status, _) = verify(&settings, &noon, NOW, &mut memory);
        let known = [GK_OK, GK_CALLBACK_REPLAYED, GK_CALLBACK_GUARD_FULL];
        assert!(known.contains(&status), "{number:x}: {status:?}");
    }
}

#[test]
fn pointers_and_lengths_are_checked_before_the_guard_takes_anything() {
    let (settings, noon) = (spi("helloworld"), callback(AT_NOON.as_bytes(), "", b""));
    let mut ample = Memory::ample().with_guard(1);
    let memory = ample.described();
    let mut verified = MaybeUninit::uninit();
    let to = verified.as_mut_ptr();
    let (spi, callback) = (&raw const settings, &raw const noon);
    // SAFETY: what is wrong is refused before it is looked at.
    unsafe {
        let here = &raw const memory;
        assert_eq!(gk_spi_verify(null(), callback, NOW, here, to), GK_POINTER);
        assert_eq!(gk_spi_verify(spi, null(), NOW, here, to), GK_POINTER);
        assert_eq!(gk_spi_verify(spi, callback, NOW, null(), to), GK_POINTER);
        assert_eq!(
            gk_spi_verify(spi, callback, NOW, here, null_mut()),
            GK_POINTER
        );
        let changes: [fn(&mut gk_callback_memory); 9] = [
            |memory| memory.params = null_mut(),
            |memory| memory.params_size = usize::MAX,
            |memory| memory.params = dangling_mut::<gk_param>().wrapping_byte_add(1),
            |memory| memory.room = null_mut(),
            |memory| memory.room_size = usize::MAX,
            |memory| memory.guard = null_mut(),
            |memory| memory.guard = dangling_mut::<u64>().wrapping_byte_add(1),
            |memory| memory.guard_words = 1,
            |memory| memory.guard_words = 0,
        ];
        for change in changes {
            let mut wrong = gk_callback_memory { ..memory };
            change(&mut wrong);
            let status = gk_spi_verify(spi, callback, NOW, &raw const wrong, to);
            assert_eq!(status, GK_POINTER);
        }
        let changes: [fn(&mut gk_callback); 6] = [
            |callback| callback.query.start = null(),
            |callback| callback.query.length = usize::MAX,
            |callback| callback.content_type.length = usize::MAX,
            |callback| callback.headers_count = 1,
            |callback| (callback.body, callback.body_length) = (null(), 1),
            |callback| callback.body_length = usize::MAX,
        ];
        for change in changes {
            let mut wrong = gk_callback { ..noon };
            change(&mut wrong);
            let status = gk_spi_verify(spi, &raw const wrong, NOW, here, to);
            assert_eq!(status, GK_POINTER);
        }
        assert_eq!(gk_spi_verify(spi, callback, NOW, here, to), GK_OK);
    }
}
