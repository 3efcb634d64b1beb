//! The ways to sign them: one by one with the core, many together with lanes.

use super::requests::Memo;
use gatekit_core::gateway::{CredentialError, Draft};
use gatekit_core::request::Request;
use gatekit_core::request::sign::{self, Canonical, Layout, Piece, SignMethod};
use gatekit_core::{Gateway, ParamError, Params, TIMESTAMP_BYTES, Timestamp, Top};
use gatekit_lanes::SignBatch;
use md5::Digest;
use std::hint::black_box;

/// A made-up application's.
const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// 2016-01-01 12:00:00 GMT+8.
const NOW: Timestamp = match Timestamp::from_unix(1_451_620_800) {
    Some(now) => now,
    None => unreachable!(),
};
/// As many are signed together at most: however many there are, they take no more memory.
const TOGETHER: usize = 64;

/// A sign method of TOP in all its ways.
pub(super) struct Method {
    pub(super) name: &'static str,
    layout: Layout,
    one_by_one: Box<dyn Sign>,
    together: Box<dyn Sign>,
    hash: fn(&[u8]) -> u8,
}

pub(super) fn methods() -> Result<[Method; 3], CredentialError> {
    Ok([
        Method::new::<md5::Md5>(sign::Md5::new(SECRET)?, gatekit_lanes::Md5::new(SECRET)?)?,
        Method::new::<md5::Md5>(
            sign::HmacMd5::new(SECRET)?,
            gatekit_lanes::HmacMd5::new(SECRET)?,
        )?,
        Method::new::<sha2::Sha256>(
            sign::HmacSha256::new(SECRET)?,
            gatekit_lanes::HmacSha256::new(SECRET)?,
        )?,
    ])
}

impl Method {
    /// `H` is the plain hash.
    fn new<H: Digest>(
        core: impl SignMethod + Sync + 'static,
        lanes: impl SignBatch + Sync + 'static,
    ) -> Result<Self, CredentialError> {
        Ok(Self {
            name: core.name(),
            layout: core.layout(),
            one_by_one: Box::new(OneByOne(application(core)?)),
            together: Box::new(Together(application(lanes)?)),
            hash: |bytes| H::digest(bytes).first().copied().unwrap_or_default(),
        })
    }

    /// Signs calls, so many at once, from their parameters to signed requests; returns how many
    /// that were.
    pub(super) fn sign(&self, calls: &[Memo], at_once: usize) -> usize {
        let way = if at_once == 1 {
            &self.one_by_one
        } else {
            &self.together
        };
        let mut signed = 0;
        for calls in calls.chunks(at_once) {
            // An error leaves out what cannot be signed; `strings` told of it before.
            let _ = way.sign(calls, &mut |request| {
                black_box(request);
                signed += 1;
            });
        }
        signed
    }

    /// The plain hash of as many strings as [`Self::sign`] signs one by one in a turn.
    pub(super) fn hash(&self, strings: &[Vec<u8>], turn: usize) -> usize {
        let mut turns = strings.chunks(16);
        let at = turn.checked_rem(turns.len()).unwrap_or_default();
        let strings = turns.nth(at).unwrap_or_default();
        for string in strings {
            black_box((self.hash)(black_box(string)));
        }
        strings.len()
    }

    /// What is hashed for each call, in one piece; `None` where the two ways to sign differ.
    pub(super) fn strings(&self, calls: &[Memo]) -> Result<Option<Vec<Vec<u8>>>, ParamError> {
        let (mut strings, mut signatures) = (Vec::new(), Vec::new());
        self.one_by_one.sign(calls, &mut |request| {
            strings.push(hashed(&request.canonical(), self.layout));
            signatures.push(request.signature().map(str::to_owned));
        })?;
        let mut signatures = signatures.into_iter();
        let mut same = true;
        self.together.sign(calls, &mut |request| {
            same &= signatures.next().flatten().as_deref() == request.signature();
        })?;
        Ok((same && signatures.next().is_none()).then_some(strings))
    }
}

fn application<M: SignMethod>(method: M) -> Result<Top<&'static str, M>, CredentialError> {
    Ok(Top::with_sign_method("12345678", method)?
        .with_session("6100e23f1a0b45c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4")
        .with_partner_id("gatekit"))
}

fn hashed(canonical: &Canonical<'_>, layout: Layout) -> Vec<u8> {
    let mut string = Vec::new();
    canonical.walk(layout, |piece| {
        string.extend_from_slice(match piece {
            Piece::Secret => SECRET.as_bytes(),
            Piece::Separator(separator) => separator.as_bytes(),
            Piece::Name(bytes) | Piece::Body(bytes) | Piece::Value { value: bytes, .. } => bytes,
        });
    });
    string
}

/// Makes signed requests of calls.
trait Sign: Sync {
    fn sign(&self, calls: &[Memo], each: &mut dyn FnMut(&Request<'_>)) -> Result<(), ParamError>;
}

struct OneByOne<M>(Top<&'static str, M>);

impl<M: SignMethod + Sync> Sign for OneByOne<M> {
    fn sign(&self, calls: &[Memo], each: &mut dyn FnMut(&Request<'_>)) -> Result<(), ParamError> {
        for call in calls {
            let mut room = [0; TIMESTAMP_BYTES];
            let mut params = Params::<1>::new(&mut room);
            each(&self.0.sign(call, NOW, &mut params)?);
        }
        Ok(())
    }
}

struct Together<M>(Top<&'static str, M>);

impl<M: SignBatch + Sync> Sign for Together<M> {
    fn sign(&self, calls: &[Memo], each: &mut dyn FnMut(&Request<'_>)) -> Result<(), ParamError> {
        let Self(top) = self;
        for calls in calls.chunks(TOGETHER) {
            let mut rooms = [[0; TIMESTAMP_BYTES]; TOGETHER];
            let rooms = rooms.iter_mut().take(calls.len());
            let mut tables: Vec<_> = rooms.map(|room| Params::<1>::new(room)).collect();
            let drafts = calls.iter().zip(&mut tables);
            let drafts: Result<Vec<Draft<'_>>, _> = drafts
                .map(|(call, table)| top.draft(call, NOW, table))
                .collect();
            let drafts = drafts?;
            let mut signatures = [None; TOGETHER];
            // There are as many places as drafts.
            let _ = top.sign_method().sign_batch(&drafts, &mut signatures);
            for (draft, signature) in drafts.into_iter().zip(signatures) {
                each(&draft.seal(signature));
            }
        }
        Ok(())
    }
}
