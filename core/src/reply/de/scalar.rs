//! What a text, a number or a boolean can be read as.

use super::super::{
    error::DecodeError,
    text::{self, NotInteger},
    tree::Kind,
};

/// Text, a number, a boolean or `null`.
pub(super) struct Scalar<'b> {
    pub(super) text: &'b str,
    pub(super) kind: Kind,
    pub(super) at: usize,
}

impl Scalar<'_> {
    pub(super) fn is_not(&self, expected: &'static str) -> DecodeError {
        DecodeError::WrongType {
            expected,
            at: self.at,
        }
    }

    pub(super) fn integer(&self) -> Result<(bool, u64), DecodeError> {
        text::integer(self.text.bytes().map(char::from)).map_err(|why| self.is_no_integer(why))
    }

    fn is_no_integer(&self, why: NotInteger) -> DecodeError {
        match why {
            NotInteger::Form => self.is_not("an integer"),
            NotInteger::Range => DecodeError::NumberOutOfRange { at: self.at },
        }
    }

    pub(super) fn signed(&self) -> Result<i64, DecodeError> {
        let (negative, magnitude) = self.integer()?;
        text::signed(negative, magnitude).map_err(|why| self.is_no_integer(why))
    }

    pub(super) fn unsigned(&self) -> Result<u64, DecodeError> {
        match self.integer()? {
            (true, 1..) => Err(DecodeError::NumberOutOfRange { at: self.at }),
            (_, magnitude) => Ok(magnitude),
        }
    }

    pub(super) fn boolean(&self) -> Option<bool> {
        text::boolean(&self.text.bytes().map(char::from))
    }

    /// An integer of more than 64 bits.
    pub(super) fn wide<T: core::str::FromStr>(&self) -> Result<T, DecodeError> {
        if let Err(why) = text::integer(self.text.bytes().map(char::from))
            && why == NotInteger::Form
        {
            return Err(self.is_no_integer(why));
        }
        // `u128` does not parse "-0".
        let text = match self.text {
            zero if zero.trim_start_matches(['-', '0']).is_empty() => "0",
            text => text,
        };
        text.parse()
            .map_err(|_| DecodeError::NumberOutOfRange { at: self.at })
    }

    /// A float, which is never infinite: nothing that a gateway writes is.
    pub(super) fn float<T: core::str::FromStr>(
        &self,
        finite: fn(&T) -> bool,
    ) -> Result<T, DecodeError> {
        let text = self.text;
        if !text::is_number(text) {
            return Err(self.is_not("a number"));
        }
        let out_of_range = DecodeError::NumberOutOfRange { at: self.at };
        text.parse().ok().filter(finite).ok_or(out_of_range)
    }
}

#[cfg(test)]
#[path = "../tests_scalars.rs"]
mod tests;
