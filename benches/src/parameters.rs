//! The parameters of the calls that are signed.

use crate::{SIZES, hashed_length, json_value, value_for};
use gatekit_core::Top;
use gatekit_core::request::sign::SignMethod;

/// Names of `taobao.item.add` in the order of its documentation, which is not the one to sign in.
/// With the eight system parameters they are twenty.
const ITEM: [(&str, &str); 12] = [
    ("num", "30"),
    ("price", "200.07"),
    ("type", "fixed"),
    ("stuff_status", "new"),
    ("title", "夏季新款女鞋平底凉鞋"),
    ("desc", ""),
    ("location.state", "江苏"),
    ("location.city", "南京"),
    ("approve_status", "onsale"),
    ("cid", "50012027"),
    ("props", "20000:33564;21514:38489"),
    ("freight_payer", "seller"),
];
/// The one whose length is free.
const DESC: usize = 5;

/// The business parameters of a measured call.
#[derive(Debug)]
pub struct Parameters {
    /// Its name in reports.
    pub name: &'static str,
    /// Bytes that are hashed, secret apart.
    pub bytes: usize,
    pairs: Vec<(&'static str, String)>,
}

impl Parameters {
    /// Nine parameters in the three sizes, then twenty in the middle one.
    ///
    /// ```
    /// use gatekit_benches::{SECRET, application, hashed_length, parameters::Parameters};
    /// use gatekit_core::request::sign::Md5;
    /// let top = application(Md5::new(SECRET)?)?;
    /// for parameters in Parameters::all(&top) {
    ///     assert_eq!(hashed_length(&top, &parameters.pairs()), parameters.bytes);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn all<M: SignMethod>(top: &Top<&'static str, M>) -> Vec<Self> {
        let one = |(name, bytes)| Self {
            name,
            bytes,
            pairs: vec![("param", value_for(top, bytes))],
        };
        let mut all: Vec<_> = SIZES.into_iter().map(one).collect();
        all.push(Self::twenty(top));
        all
    }

    fn twenty<M: SignMethod>(top: &Top<&'static str, M>) -> Self {
        let [_, (_, bytes), _] = SIZES;
        let mut pairs = ITEM.map(|(name, value)| (name, value.to_owned()));
        // A blank value is not signed: it is asked for with one byte.
        "x".clone_into(&mut pairs[DESC].1);
        let mut item = Self {
            name: "20 parameters",
            bytes,
            pairs: pairs.into(),
        };
        let length = hashed_length(top, &item.pairs());
        item.pairs[DESC].1 = json_value(bytes - length + 1);
        item
    }

    /// Names and values as [`call`](crate::call) takes them.
    ///
    /// ```
    /// use gatekit_benches::{SECRET, application, parameters::Parameters};
    /// use gatekit_core::request::sign::Md5;
    /// let all = Parameters::all(&application(Md5::new(SECRET)?)?);
    /// assert_eq!(all.iter().map(|one| one.pairs().len()).collect::<Vec<_>>(), [1, 1, 1, 12]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn pairs(&self) -> Vec<(&str, &str)> {
        let pairs = self.pairs.iter();
        pairs.map(|(name, value)| (*name, value.as_str())).collect()
    }
}
