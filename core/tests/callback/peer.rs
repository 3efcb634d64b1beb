//! Blocks of addresses.

use gatekit_core::callback::{Cidr, CidrError};
use proptest::prelude::*;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

fn block(text: &str) -> Cidr {
    text.parse().unwrap()
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Bit by bit.
fn shares_prefix(ours: &[u8], theirs: &[u8], prefix: usize) -> bool {
    let bit = |bytes: &[u8], at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
    (0..prefix).all(|at| bit(ours, at) == bit(theirs, at))
}

proptest! {
    #[test]
    fn ipv4_agrees_with_a_comparison_bit_by_bit(ours: [u8; 4], flip in 0..32_u32, prefix in 0..=32_u8) {
        let theirs = (u32::from_be_bytes(ours) ^ (0x8000_0000 >> flip)).to_be_bytes();
        let block = Cidr::new(ours.into(), prefix).unwrap();
        prop_assert_eq!(block.contains(theirs.into()), shares_prefix(&ours, &theirs, prefix.into()));
        let mapped = Ipv4Addr::from(theirs).to_ipv6_mapped();
        prop_assert_eq!(block.contains(mapped.into()), block.contains(theirs.into()));
        prop_assert_eq!(block.to_string().parse(), Ok(block));
    }

    #[test]
    fn ipv6_agrees_with_a_comparison_bit_by_bit(ours: [u8; 16], flip in 0..128_u32, prefix in 0..=128_u8) {
        let theirs = (u128::from_be_bytes(ours) ^ ((1 << 127) >> flip)).to_be_bytes();
        let mapped = |bytes: [u8; 16]| Ipv6Addr::from(bytes).to_ipv4_mapped().is_some();
        prop_assume!(!mapped(ours) && !mapped(theirs));
        let block = Cidr::new(ours.into(), prefix).unwrap();
        prop_assert_eq!(block.contains(theirs.into()), shares_prefix(&ours, &theirs, prefix.into()));
        prop_assert_eq!(block.to_string().parse(), Ok(block));
    }

    #[test]
    fn text_does_not_panic(text in ".{0,24}", numbers in "[0-9a-f:./]{0,24}") {
        let _ = (text.parse::<Cidr>(), numbers.parse::<Cidr>());
    }
}

/// What std takes for an address is one, and nothing else.
fn assert_agrees(text: &str) {
    let expected = text.parse::<IpAddr>().ok();
    let single =
        expected.and_then(|address| Cidr::new(address, if address.is_ipv4() { 32 } else { 128 }));
    assert_eq!(text.parse::<Cidr>().ok(), single, "{text}");
}

proptest! {
    #[test]
    fn addresses_are_read_as_std_reads_them(
        v4: [u8; 4],
        v6: [u8; 16],
        zeros in 0..16_usize,
        parts in "([0-9a-fA-F]{0,5}[:.]{1,2}){0,9}[0-9a-f]{0,4}",
        mixed in "([0-9a-f]{1,4}:){0,6}:?([0-9a-f]{1,4}:){0,6}[0-9]{1,3}(\\.[0-9]{1,3}){3}",
    ) {
        let mut sparse = v6;
        sparse[zeros..].fill(0);
        for text in [
            IpAddr::from(v4).to_string(),
            IpAddr::from(v6).to_string(),
            IpAddr::from(sparse).to_string(),
            parts,
            mixed,
        ] {
            assert_agrees(&text);
        }
    }
}

#[test]
fn gaps_in_addresses_are_read_as_std_reads_them() {
    for text in [
        "::",
        "::1",
        "1::",
        "1::2",
        ":",
        ":::",
        "::::",
        "1::2::3",
        ":1",
        "1:",
        ":1::",
        "::1:",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1:2:3:4::5:6:7:8",
        "1:2:3:4::6:7:8",
        "1:2:3:4:5:6:1.2.3.4",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3.4",
        "1.2.3.4::",
        "1.2.3.4::1",
        "::1.2.3.4:1",
        "1::1.2.3.4",
        "1:2:3:4:5::1.2.3.4",
        "1:2:3:4:5:6::1.2.3.4",
        "::12345",
        "::g",
        "::01.2.3.4",
        "1.2.3.4",
        "1.2.3",
        "1.2.3.4.5",
        "01.2.3.4",
        "00.0.0.0",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "1.2.3.4 ",
        "+1.2.3.4",
    ] {
        assert_agrees(text);
    }
}

#[test]
fn a_block_holds_its_first_and_last_address_and_no_neighbour() {
    let block = block("140.205.144.0/23");
    for inside in ["140.205.144.0", "140.205.145.255"] {
        assert!(block.contains(address(inside)), "{inside}");
    }
    for outside in ["140.205.143.255", "140.205.146.0", "::140.205.144.0"] {
        assert!(!block.contains(address(outside)), "{outside}");
    }
}

#[test]
fn a_single_address_is_a_block_of_one() {
    assert_eq!(block("10.0.0.1"), block("10.0.0.1/32"));
    assert_eq!(block("::1"), block("::1/128"));
    assert!(!block("10.0.0.1").contains(address("10.0.0.2")));
}

#[test]
fn the_families_do_not_meet_but_for_mapped_addresses() {
    assert!(!block("0.0.0.0/0").contains(address("2001:db8::1")));
    assert!(!block("::/0").contains(address("10.0.0.1")));
    assert!(block("0.0.0.0/0").contains(address("::ffff:10.0.0.1")));
    assert_eq!(block("::ffff:10.0.0.0/104"), block("10.0.0.0/8"));
    assert!(block("::ffff:0:0/96").contains(address("255.1.2.3")));
}

#[test]
fn bits_behind_the_prefix_do_not_count() {
    assert!(block("10.9.9.9/8").contains(address("10.0.0.1")));
}

#[test]
fn an_empty_list_holds_nobody() {
    assert!(!Cidr::any_contains(&[], address("127.0.0.1")));
}

#[test]
fn what_is_no_block_is_refused() {
    for text in [
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/00",
        "10.0.0.0/8/8",
        "10.0.0.0 /8",
        "10.0.0.0/ 8",
        "10.0.0/8",
        "140.205.144.",
        "10.0.0.256",
        "10.0.0.0/256",
        "10.0.0.0/8x",
        "localhost",
        "[::1]",
        "10.0.0.1:80",
        "fe80::1%eth0",
    ] {
        assert_eq!(text.parse::<Cidr>(), Err(CidrError), "{text}");
    }
    assert_eq!(
        CidrError.to_string(),
        "not an address and not a block such as 10.0.0.0/8"
    );
}
