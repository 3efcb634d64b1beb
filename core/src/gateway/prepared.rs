//! Calls of one method, many times: what is the same in all of them is hashed once.

use super::{Dialect, Draft, Gateway, Slot, SystemParam, check_content_type, collect};
use crate::call::Call;
use crate::clock::Timestamp;
use crate::repeat::Rule;
use crate::reply::{Excerpt, Format, Node, PathError, Problem, Unopened};
use crate::request::sign::{Resumable, SignMethod};
use crate::request::{ParamError, ParamsView, Place, Resumed, System};
use crate::transport::Answer;
use core::fmt;

/// A gateway that has calls of one method prepared: what [`Gateway::prepare`] makes.
///
/// It borrows the gateway, so no token can change under it, and signs whatever call it is given: one
/// that begins differently is signed from its start.
///
/// ```
/// use gatekit_core::{Gateway, Params, Qianmi, Timestamp, api::d2p::TradeCancel};
/// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?.with_access_token("00112233");
/// let (any, mut room) = (TradeCancel::order("T0"), [0; 19]);
/// let prepared = qianmi.prepare(&any, &mut Params::<1>::new(&mut room))?;
///
/// let now = Timestamp::from_unix(1_446_617_413).unwrap();
/// for order in ["T1", "T2"] {
///     let (call, mut rooms) = (TradeCancel::order(order), [[0; 19]; 2]);
///     let [one, other] = &mut rooms;
///     let (mut one, mut other) = (Params::<1>::new(one), Params::<1>::new(other));
///     let signed = prepared.sign(&call, now, &mut one)?;
///     assert_eq!(signed.signature(), qianmi.sign(&call, now, &mut other)?.signature());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Prepared<'g, G: Gateway>
where
    G::Method: Resumable,
{
    gateway: &'g G,
    method: &'g str,
    sign_method: Resumed<'g, G::Method>,
    system: System<'g>,
    /// The system parameter that differs from call to call: its name, and its place in `system`.
    timestamp: Option<(&'static str, usize)>,
    signature_place: Place,
}

impl<'g, G: Gateway> Prepared<'g, G>
where
    G::Method: Resumable,
{
    pub(super) fn new<C: Call + ?Sized>(
        gateway: &'g G,
        call: &'g C,
        params: &mut ParamsView<'g>,
    ) -> Result<Self, ParamError> {
        let draft = gateway.draft(call, Timestamp::EPOCH, params)?;
        let signature_place = draft.signature_place;
        let system = params.system().clone();
        let row = |row: &&SystemParam| row.slot == Slot::Timestamp;
        let name = gateway
            .dialect()
            .system
            .iter()
            .find(row)
            .map(|row| row.name);
        let place = |name: &str| {
            let mut params = system.params.iter();
            params.position(|param| param.name() == name.as_bytes())
        };
        let timestamp = name.and_then(|name| Some((name, place(name)?)));
        let mut first = system.clone();
        let business = params.as_slice().first();
        let constant = first.params.iter().enumerate().take_while(|(at, param)| {
            timestamp.is_none_or(|(_, timestamp)| *at != timestamp)
                && business.is_none_or(|business| param.name() < business.name())
        });
        let constant = constant.count();
        first.params.truncate(constant);
        Ok(Self {
            gateway,
            method: call.method(),
            sign_method: Resumed::new(gateway.sign_method(), first),
            system,
            timestamp,
            signature_place,
        })
    }
}

impl<G: Gateway> fmt::Debug for Prepared<'_, G>
where
    G::Method: Resumable,
{
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Prepared({}, {:?})",
            self.method, self.sign_method
        )
    }
}

impl<'g, G: Gateway> Gateway for Prepared<'g, G>
where
    G::Method: Resumable,
{
    type Method = Resumed<'g, G::Method>;

    fn dialect(&self) -> &'static Dialect {
        self.gateway.dialect()
    }

    fn sign_method(&self) -> &Self::Method {
        &self.sign_method
    }

    fn format(&self) -> Format {
        self.gateway.format()
    }

    fn system_value(&self, slot: Slot) -> Option<&str> {
        self.gateway.system_value(slot)
    }

    fn can_sign(&self, name: &[u8]) -> bool {
        self.gateway.can_sign(name)
    }

    fn can_sign_body(&self) -> bool {
        self.gateway.can_sign_body()
    }

    fn rules(&self) -> &'static [Rule] {
        self.gateway.rules()
    }

    fn open<'d>(&self, method: Option<&str>, document: Node<'d>) -> Result<Node<'d>, Unopened<'d>> {
        self.gateway.open(method, document)
    }

    fn document<'d>(&self, body: &'d [u8]) -> Result<Node<'d>, Problem> {
        self.gateway.document(body)
    }

    fn excerpt<'p, 'b>(
        &self,
        paths: &'p [&'p str],
        buffer: &'b mut [u8],
    ) -> Result<Excerpt<'p, 'b>, PathError> {
        self.gateway.excerpt(paths, buffer)
    }

    fn left_out<'a, C: Call + ?Sized>(
        &self,
        call: &'a C,
        params: &mut ParamsView<'a>,
        visit: impl FnMut(&[u8]),
    ) -> Result<(), ParamError> {
        self.gateway.left_out(call, params, visit)
    }

    fn payload<'d>(
        &self,
        method: Option<&str>,
        answer: &Answer,
        body: &'d [u8],
    ) -> Result<Node<'d>, Unopened<'d>> {
        self.gateway.payload(method, answer, body)
    }

    fn draft<'r, 'a, C: Call + ?Sized>(
        &'a self,
        call: &'a C,
        now: Timestamp,
        params: &'r mut ParamsView<'a>,
    ) -> Result<Draft<'r>, ParamError> {
        if call.method() != self.method {
            return self.gateway.draft(call, now, params);
        }
        collect(self.gateway, call, params)?;
        params.set_system(&self.system);
        if let Some((name, at)) = self.timestamp {
            let value = params.write_timestamp(name, now)?;
            params.set_system_value(at, value);
        }
        check_content_type(call.body())?;
        Ok(Draft {
            params,
            body: call.body(),
            layout: self.sign_method.layout(),
            signature_place: self.signature_place,
        })
    }
}
