//! What people read, and the roads that firmware seldom takes.

use core::fmt::{self, Write as _};
use core::hint::black_box;
use gatekit_core::call::Generic;
use gatekit_core::reply::Unopened;
use gatekit_core::request::explain::Stage;
use gatekit_core::request::sign::Resumable;
use gatekit_core::transport::Answer;
use gatekit_core::{ClockOffset, Gateway, Params, PhalApi, Qianmi, Timestamp, Top};

/// Counts what is written.
struct Sink(usize);

impl fmt::Write for Sink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.wrapping_add(black_box(text).len());
        Ok(())
    }
}

impl Sink {
    fn show(&mut self, shown: &impl fmt::Display) {
        let _ = write!(self, "{shown}");
    }
}

pub fn shown(text: &'static str, body: &mut [u8], now: Timestamp) -> usize {
    let mut sink = Sink(0);
    sink.show(&now);
    let http_date = ClockOffset::between(now, now).time(now).unix();
    if let Ok(top) = Top::md5(text, text) {
        requests(&top, text, now, &mut sink);
        replies(&top, text, body, &mut sink);
        prepared(&top, text, now, &mut sink);
    } else if let Ok(top) = Top::new(text, text) {
        requests(&top, text, now, &mut sink);
    }
    if let Ok(qianmi) = Qianmi::new(text, text) {
        requests(&qianmi, text, now, &mut sink);
        replies(&qianmi, text, body, &mut sink);
    }
    replies(&PhalApi::unsigned(), text, body, &mut sink);
    sink.0 + http_date as usize
}

fn requests<G: Gateway>(gateway: &G, text: &'static str, now: Timestamp, sink: &mut Sink) {
    let pairs = [(text, text), ("a", text)];
    let call = Generic::new(text, &pairs);
    let (mut room, mut others) = ([0; 512], [0; 512]);
    let mut params = Params::<16>::new(&mut room);
    let left_out = gateway.left_out(&call, &mut Params::<16>::new(&mut others), |name| {
        sink.0 = sink.0.wrapping_add(name.len());
    });
    if let Err(error) = left_out {
        sink.show(&error);
    }
    match gateway.sign(&call, now, &mut params) {
        Ok(request) => {
            sink.show(&request.masked());
            request.explain(|stage| match stage {
                Stage::Param(param) => sink.show(&param),
                Stage::Canonical(string) => sink.show(&string),
                Stage::Signature(signature) => sink.show(&signature.as_str()),
                Stage::Wire(wire) => sink.show(&wire),
                _ => {}
            });
        }
        Err(error) => sink.show(&error),
    }
}

/// One call is hashed for both.
fn prepared<M: Resumable>(
    top: &Top<&'static str, M>,
    text: &'static str,
    now: Timestamp,
    sink: &mut Sink,
) {
    let pairs = [("a", text)];
    let call = Generic::new(text, &pairs);
    let mut room = [0; 512];
    let mut params = Params::<16>::new(&mut room);
    let prepared = top.prepare(&call, &mut params);
    match prepared {
        Ok(prepared) => requests(&prepared, text, now, sink),
        Err(error) => sink.show(&error),
    };
}

fn replies<G: Gateway>(gateway: &G, text: &'static str, body: &mut [u8], sink: &mut Sink) {
    let answer = Answer::new(black_box(200), body.len());
    match gateway.payload(Some(text), &answer, black_box(body)) {
        Ok(payload) => sink.0 = sink.0.wrapping_add(payload.range().len()),
        Err(Unopened::Problem(problem)) => sink.show(&problem),
        Err(Unopened::Refused(refusal)) => sink.0 += usize::from(refusal.code.is_some()),
    }
    let call = Generic::new(text, &[]);
    match gateway.read_answer::<_, &str>(&call, &answer, black_box(body)) {
        Ok(_) => {}
        Err(error) => sink.show(&error),
    }
    let (window, document) = body.split_at_mut(1024);
    let paths = [text, text];
    match gateway.excerpt(&paths, window) {
        Ok(mut excerpt) => {
            if let Err(error) = excerpt.feed(black_box(document)) {
                sink.show(&error);
            }
            match excerpt.finish() {
                Ok(kept) => sink.0 = sink.0.wrapping_add(kept.len()),
                Err(error) => sink.show(&error),
            }
        }
        Err(error) => sink.show(&error),
    }
}
