//! One connection: exchange after exchange, until one side has enough.

use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use crate::answer::{Answer, Delivery};
use crate::fault::Fault;
use crate::gateway::{self, Call, Gateway};
use crate::http::{Reader, Refusal, Request, Unreadable};
use crate::record::Recorded;
use crate::server::Server;

/// A client that does not read must not hold a thread for ever.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a refused client may go on sending before the connection is torn down.
const LINGER: Duration = Duration::from_millis(300);

pub(crate) fn serve(stream: TcpStream, server: &Server) {
    // Both are refinements: without them the connection still works.
    let _ = stream.set_nodelay(true);
    let _ = stream.set_write_timeout(Some(WRITE_TIMEOUT));
    let mut reader = Reader::new(stream);
    loop {
        match reader.next() {
            Ok(request) => {
                if !exchange(request, &reader, server) {
                    return;
                }
            }
            Err(Unreadable::Refused(refusal)) => return refuse(refusal, reader, server),
            Err(Unreadable::Gone) => return,
        }
    }
}

/// Answers one request; whether the connection stays open.
fn exchange(request: Request, reader: &Reader, server: &Server) -> bool {
    let fault = server.fault();
    let call = Call {
        config: &server.config,
        request: &request,
        now: server.now(),
        request_id: format!("sandbox{:08x}", server.serial()),
        is_busy: fault == Some(Fault::Busy),
    };
    let gateway = Gateway::at(&request.path);
    let instead = fault.and_then(Fault::instead);
    let answer = instead.unwrap_or_else(|| gateway::answer(gateway, &call));
    let answer = match fault {
        Some(fault) => fault.spoil(gateway, answer),
        None => answer,
    };
    let keep_alive = request.keep_alive;
    let is_head = request.method == "HEAD";
    // Recorded first: whoever has got the answer finds the request.
    server.log().push(Recorded {
        gateway,
        request_line: request.line,
        headers: request.headers,
        body: request.body,
        status: if answer.delivery == Delivery::Never {
            0
        } else {
            answer.status
        },
        order: answer.order.clone(),
        fault,
        executed: answer.executed,
    });
    match answer.delivery {
        Delivery::Never => return false,
        Delivery::Late if !server.wait(server.config.slow) => return false,
        Delivery::Late | Delivery::Whole => {}
    }
    let sent =
        reader.send(&answer.to_bytes(server.date(), keep_alive && !server.is_full(), is_head));
    let keep_alive = keep_alive && !server.is_full() && !answer.ends_connection();
    keep_alive && sent.is_ok()
}

/// Says what is wrong with the bytes, and ends the connection: the next request cannot be found.
fn refuse(refusal: Refusal, mut reader: Reader, server: &Server) {
    let answer = Answer::html(refusal.status, &format!("<h1>{}</h1>", refusal.reason));
    server.log().push(Recorded {
        gateway: None,
        request_line: refusal.line,
        headers: refusal.headers,
        body: Vec::new(),
        status: refusal.status,
        order: None,
        fault: None,
        executed: false,
    });
    if reader
        .send(&answer.to_bytes(server.date(), false, false))
        .is_ok()
    {
        // Closing while the client still sends would reset the connection and lose the answer.
        let _ = reader.stream().shutdown(Shutdown::Write);
        reader.discard(Instant::now() + LINGER);
    }
}
