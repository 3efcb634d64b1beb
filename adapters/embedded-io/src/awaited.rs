//! The same client over a socket that is awaited.

use crate::exchange::Exchange;
use crate::http::Http;
use crate::outgoing::{Decimal, Outgoing};
use crate::receiving::{Collect, Failure, PassOn, Receiving, Sink};
use crate::sending::Sending;
use crate::{HttpError, PieceError};
use embedded_io_async::{Read, Write};
use gatekit_core::request::Request;
use gatekit_core::transport::{Answer, AsyncTransport, TransportError};

impl<S: Read + Write> Http<'_, S> {
    /// [`receive_pieces`](Self::receive_pieces) over a socket that is awaited.
    ///
    /// ```
    /// use embedded_io_async::{Read, Write};
    /// use gatekit_embedded_io::Http;
    ///
    /// async fn length<S: Read + Write>(http: &mut Http<'_, S>) -> Option<usize> {
    ///     let ignored = |_: &[u8]| Ok::<(), ()>(());
    ///     Some(http.receive_pieces_async(ignored).await.ok()?.length)
    /// }
    /// ```
    pub async fn receive_pieces_async<T>(
        &mut self,
        take: impl FnMut(&[u8]) -> Result<(), T>,
    ) -> Result<Answer, PieceError<S::Error, T>> {
        self.receive_into_async(PassOn::new(take)).await
    }

    async fn receive_into_async<K: Sink>(
        &mut self,
        sink: K,
    ) -> Result<Answer, PieceError<S::Error, K::Refusal>> {
        self.exchange = self.exchange.receive()?;
        let mut receiving = Receiving::new(self.limits, sink);
        loop {
            let count = self.socket.read(receiving.space()).await;
            if receiving.take(count.map_err(Failure::Socket)?)? {
                break;
            }
        }
        self.exchange = receiving.exchange();
        Ok(receiving.answer())
    }
}

impl<S: Read + Write> AsyncTransport for Http<'_, S> {
    type Error = HttpError<S::Error>;

    /// If the future is dropped before it is ready, the connection is of no use any more.
    async fn send(&mut self, request: &Request<'_>) -> Result<(), TransportError<Self::Error>> {
        let length = Decimal::new(request.body_length());
        let mut outgoing = Outgoing::new(self.url(), request, &length);
        let mut sending = Sending::new();
        self.exchange = self.exchange.send()?;
        loop {
            let block = sending.block(&mut outgoing);
            if block.is_empty() {
                break;
            }
            let count = self.socket.write(block).await;
            sending.written(count)?;
        }
        sending.flushed(self.socket.flush().await)?;
        self.exchange = Exchange::Sent;
        Ok(())
    }

    async fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
        self.receive_into_async(Collect::new(buffer))
            .await
            .map_err(PieceError::into_transport_error)
    }

    fn is_ready(&self) -> bool {
        Http::is_ready(self)
    }
}
