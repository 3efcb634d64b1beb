//! What does not fit says how much is needed; with that it fits.

use crate::support::{NOW, SECRET, at, query};
use gatekit_core::Params;
use gatekit_core::callback::{CallbackError, Received, Verifier};

fn with_room(received: &Received<'_>, room: usize) -> Result<usize, CallbackError> {
    let spi = Verifier::spi(SECRET).unwrap().without_window();
    let mut room = vec![0; room];
    let mut params = Params::<32>::new(&mut room);
    let verified = spi.verify(received, at(NOW), &mut params, None)?;
    Ok(verified.params().len())
}

fn with_table<const N: usize>(received: &Received<'_>) -> Result<usize, CallbackError> {
    let spi = Verifier::spi(SECRET).unwrap().without_window();
    let mut params = Params::<N>::new(&mut []);
    let verified = spi.verify(received, at(NOW), &mut params, None)?;
    Ok(verified.params().len())
}

#[test]
fn what_is_not_escaped_needs_no_room() {
    let query = query(&[("a", "1"), ("b", ""), ("method", "x.y")], "");
    assert_eq!(with_room(&Received::new(&query, b""), 0), Ok(3));
}

#[test]
fn the_room_is_that_of_all_escaped_names_and_values_together() {
    let pairs = [("plain", "1"), ("中", "a b"), ("b", "%"), ("c d", "x")];
    let query = query(&pairs, "");
    let received = Received::new(&query, b"");
    let needed = "中".len() + "a b".len() + "%".len() + "c d".len();
    for available in 0..needed {
        let error = CallbackError::RoomTooSmall { needed, available };
        assert_eq!(with_room(&received, available), Err(error));
    }
    assert_eq!(with_room(&received, needed), Ok(4));
}

#[test]
fn form_and_headers_are_counted_too() {
    let headers: [(&str, &[u8]); 2] = [("top-sign-list", b"h"), ("h", b"%41%42")];
    let form = b"f=c+d";
    let sign = crate::support::md5(&[(b"h", b"AB"), (b"f", b"c d")], b"");
    let query = format!("sig%6E={sign}");
    let received = Received::new(&query, form)
        .with_content_type("application/x-www-form-urlencoded")
        .with_headers(&headers);
    let needed = "AB".len() + "c d".len() + "sign".len();
    let available = needed - 1;
    let error = CallbackError::RoomTooSmall { needed, available };
    assert_eq!(with_room(&received, available), Err(error));
    assert_eq!(with_room(&received, needed), Ok(2));
}

#[test]
fn the_table_holds_everything_but_the_signature() {
    let query = query(&[("a", "1"), ("b", ""), ("c", "3")], "");
    let received = Received::new(&query, b"");
    let (needed, capacity) = (3, 2);
    let error = CallbackError::TableFull { needed, capacity };
    assert_eq!(with_table::<2>(&received), Err(error));
    assert_eq!(with_table::<3>(&received), Ok(3));
}

#[test]
fn room_that_an_earlier_request_used_is_not_free() {
    let spi = Verifier::spi(SECRET).unwrap().without_window();
    let query = query(&[("a", "b c")], "");
    let received = Received::new(&query, b"");
    let mut room = [0; 8];
    let mut params = Params::<2>::new(&mut room);
    for _ in 0..2 {
        assert!(spi.verify(&received, at(NOW), &mut params, None).is_ok());
    }
    let error = spi.verify(&received, at(NOW), &mut params, None);
    let (needed, available) = (3, 2);
    assert_eq!(
        error.unwrap_err(),
        CallbackError::RoomTooSmall { needed, available }
    );
}

#[test]
fn no_header_is_looked_for_where_more_are_listed_than_the_table_holds() {
    // Found, these would be refused for occurring twice.
    let headers: [(&str, &[u8]); 3] = [("top-sign-list", b"a,b,c"), ("a", b"1"), ("A", b"2")];
    let received = Received::new("sign=00", b"").with_headers(&headers);
    let (needed, capacity) = (3, 2);
    let error = CallbackError::TableFull { needed, capacity };
    assert_eq!(with_table::<2>(&received), Err(error));
    assert_eq!(with_table::<3>(&received), Err(CallbackError::Repeated));
}

#[test]
fn no_header_is_looked_for_where_more_than_one_signature_is_listed() {
    let headers: [(&str, &[u8]); 2] = [("top-sign-list", b"sign,sign"), ("sign", b"%")];
    let received = Received::new("", b"").with_headers(&headers);
    assert_eq!(with_table::<1>(&received), Err(CallbackError::Repeated));
    let headers = [("top-sign-list", &b"sign"[..]), ("sign", b"%")];
    let received = Received::new("", b"").with_headers(&headers);
    assert_eq!(with_table::<1>(&received), Err(CallbackError::Malformed));
}
