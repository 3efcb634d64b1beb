//! A gateway that is lent is one.

use super::{Dialect, Draft, Gateway, Slot};
use crate::call::Call;
use crate::clock::Timestamp;
use crate::repeat::Rule;
use crate::reply::{Excerpt, Format, Node, PathError, Problem, ReadError, Unopened};
use crate::request::{ParamError, ParamsView, Request};
use crate::transport::Answer;
use serde::Deserialize;

impl<G: Gateway + ?Sized> Gateway for &G {
    type Method = G::Method;

    fn dialect(&self) -> &'static Dialect {
        (**self).dialect()
    }

    fn sign_method(&self) -> &Self::Method {
        (**self).sign_method()
    }

    fn format(&self) -> Format {
        (**self).format()
    }

    fn system_value(&self, slot: Slot) -> Option<&str> {
        (**self).system_value(slot)
    }

    fn can_sign(&self, name: &[u8]) -> bool {
        (**self).can_sign(name)
    }

    fn can_sign_body(&self) -> bool {
        (**self).can_sign_body()
    }

    fn rules(&self) -> &'static [Rule] {
        (**self).rules()
    }

    fn open<'d>(&self, method: Option<&str>, document: Node<'d>) -> Result<Node<'d>, Unopened<'d>> {
        (**self).open(method, document)
    }

    fn document<'d>(&self, body: &'d [u8]) -> Result<Node<'d>, Problem> {
        (**self).document(body)
    }

    fn excerpt<'p, 'b>(
        &self,
        paths: &'p [&'p str],
        buffer: &'b mut [u8],
    ) -> Result<Excerpt<'p, 'b>, PathError> {
        (**self).excerpt(paths, buffer)
    }

    fn left_out<'a, C: Call + ?Sized>(
        &self,
        call: &'a C,
        params: &mut ParamsView<'a>,
        visit: impl FnMut(&[u8]),
    ) -> Result<(), ParamError> {
        (**self).left_out(call, params, visit)
    }

    fn payload<'d>(
        &self,
        method: Option<&str>,
        answer: &Answer,
        body: &'d [u8],
    ) -> Result<Node<'d>, Unopened<'d>> {
        (**self).payload(method, answer, body)
    }

    fn sign<'r, 'a, C: Call + ?Sized>(
        &'a self,
        call: &'a C,
        now: Timestamp,
        params: &'r mut ParamsView<'a>,
    ) -> Result<Request<'r>, ParamError> {
        (**self).sign(call, now, params)
    }

    fn draft<'r, 'a, C: Call + ?Sized>(
        &'a self,
        call: &'a C,
        now: Timestamp,
        params: &'r mut ParamsView<'a>,
    ) -> Result<Draft<'r>, ParamError> {
        (**self).draft(call, now, params)
    }

    fn read<'b, C: Call + ?Sized>(
        &self,
        call: &C,
        body: &'b mut [u8],
    ) -> Result<C::Reply<&'b str>, ReadError<&'b str>>
    where
        C::Reply<&'b str>: Deserialize<'b>,
    {
        (**self).read(call, body)
    }

    fn read_answer<'b, C, S>(
        &self,
        call: &C,
        answer: &Answer,
        body: &'b mut [u8],
    ) -> Result<C::Reply<S>, ReadError<S>>
    where
        C: Call + ?Sized,
        C::Reply<S>: Deserialize<'b>,
        S: From<&'b str>,
    {
        (**self).read_answer(call, answer, body)
    }
}
