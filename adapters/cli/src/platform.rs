//! What the gateways' names on the command line stand for.

use clap::ValueEnum;
use gatekit_core::gateway::{Dialect, phalapi, qianmi, qimen, top};

/// A gateway by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Platform {
    /// Taobao's open platform
    Top,
    /// Qimen, between merchants and their software
    Qimen,
    /// Qianmi's open platform
    Qianmi,
    /// Sites built with PhalApi, such as APIUSB
    Phalapi,
    /// PhalApi-Pro sites, which sign with a secret
    PhalapiPro,
}

impl Platform {
    pub(crate) const ALL: [Self; 5] = [
        Self::Top,
        Self::Qimen,
        Self::Qianmi,
        Self::Phalapi,
        Self::PhalapiPro,
    ];

    pub(crate) const fn dialect(self) -> &'static Dialect {
        match self {
            Self::Top => &top::DIALECT,
            Self::Qimen => &qimen::DIALECT,
            Self::Qianmi => &qianmi::DIALECT,
            Self::Phalapi => &phalapi::DIALECT,
            Self::PhalapiPro => &phalapi::PRO,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        self.dialect().name
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|platform| platform.name() == name)
    }

    /// The names of its sign methods, the usual one first.
    pub(crate) const fn sign_methods(self) -> &'static [&'static str] {
        match self {
            Self::Top | Self::Qimen => &["hmac-sha256", "hmac", "md5"],
            Self::Qianmi => &["sha1"],
            Self::Phalapi => &["values-md5", "pairs-md5"],
            Self::PhalapiPro => &["values-md5-secret"],
        }
    }

    /// Whether a raw body can be signed.
    pub(crate) const fn signs_bodies(self) -> bool {
        matches!(self, Self::Top | Self::Qimen)
    }

    /// What the user's token is called on the wire.
    pub(crate) const fn token_name(self) -> &'static str {
        match self {
            Self::Top | Self::Qimen => "session",
            Self::Qianmi | Self::Phalapi | Self::PhalapiPro => "access_token",
        }
    }
}

/// All names, for messages.
pub(crate) fn known() -> String {
    Platform::ALL.map(Platform::name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_command_line_are_those_of_the_core() {
        for platform in Platform::ALL {
            let value = platform
                .to_possible_value()
                .map(|value| value.get_name().to_owned());
            assert_eq!(value.as_deref(), Some(platform.name()));
            assert_eq!(Platform::named(platform.name()), Some(platform));
        }
    }
}
