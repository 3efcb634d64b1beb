//! What is compared as it is written, without memory for it.

use core::fmt;

/// Takes what is written as long as it is what was expected.
pub struct Expected<'e>(pub &'e str);

impl Expected<'_> {
    /// Whether everything was written that was expected.
    pub fn is_met(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes bytes of a request; the error is what would stop a socket.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), Unexpected> {
        let rest = self.0.as_bytes().strip_prefix(bytes).ok_or(Unexpected)?;
        self.0 = self.0.get(self.0.len() - rest.len()..).ok_or(Unexpected)?;
        Ok(())
    }
}

pub struct Unexpected;

impl fmt::Write for Expected<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.take(text.as_bytes()).map_err(|Unexpected| fmt::Error)
    }
}
