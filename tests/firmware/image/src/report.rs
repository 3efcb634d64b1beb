//! One line for each check.

use core::fmt::Display;

/// Counts the checks and says how each ended.
#[derive(Default)]
pub struct Report {
    checks: u32,
    failed: u32,
}

impl Report {
    pub fn check(&mut self, what: impl Display, passed: bool) {
        self.checks += 1;
        self.failed += u32::from(!passed);
        semihosting::println!("{} {what}", if passed { "ok" } else { "FAILED" });
    }

    /// Ends the program: status 0 only if there were checks and all passed.
    pub fn exit(self) -> ! {
        semihosting::println!("{} checks, {} failed", self.checks, self.failed);
        semihosting::process::exit(i32::from(self.checks == 0 || self.failed > 0))
    }
}
