//! Ways to sign, those of the gateways and those that are taken for them, as data.

use super::attempt::Joints;
use super::engine::Engine;
use crate::platform::Platform;

/// A way to sign.
#[derive(Clone, Copy)]
pub(super) struct Method {
    pub(super) name: &'static str,
    pub(super) joints: Joints,
    pub(super) secret_before: bool,
    pub(super) secret_after: bool,
    pub(super) engine: Engine,
    pub(super) upper_case: bool,
}

const NAMES_AND_VALUES: Joints = Joints {
    names: true,
    equals: "",
    ampersand: "",
    closed: false,
    around: false,
    skips_false: false,
};

const VALUES: Joints = Joints {
    names: false,
    ..NAMES_AND_VALUES
};

const fn wrapped(name: &'static str, engine: Engine) -> Method {
    Method {
        name,
        joints: NAMES_AND_VALUES,
        secret_before: true,
        secret_after: true,
        engine,
        upper_case: true,
    }
}

const fn keyed(name: &'static str, engine: Engine) -> Method {
    Method {
        secret_before: false,
        secret_after: false,
        ..wrapped(name, engine)
    }
}

const VALUES_MD5: Method = Method {
    joints: VALUES,
    upper_case: false,
    ..keyed("values-md5", Engine::Md5)
};

const VALUES_MD5_SECRET: Method = Method {
    joints: VALUES,
    secret_after: true,
    ..keyed("values-md5-secret", Engine::Md5)
};

const NAMED: [Method; 9] = [
    keyed("hmac-sha256", Engine::HmacSha256),
    keyed("hmac", Engine::HmacMd5),
    wrapped("md5", Engine::Md5),
    wrapped("sha1", Engine::Sha1),
    VALUES_MD5,
    VALUES_MD5_SECRET,
    wrapped("sha256", Engine::Sha256),
    keyed("hmac-sha1", Engine::HmacSha1),
    PAIRS_MD5,
];

/// Without its separator.
const PAIRS_MD5: Method = Method {
    joints: Joints {
        skips_false: true,
        ..NAMES_AND_VALUES
    },
    upper_case: false,
    ..keyed("pairs-md5", Engine::Md5)
};

const WITH_SEPARATOR: &str = "pairs-md5 separator ";

impl Method {
    /// The method of that name, as people write it.
    pub(super) fn named(name: &str, separator: Option<&str>) -> Option<Self> {
        if let Some((start, own)) = name.split_at_checked(WITH_SEPARATOR.len())
            && start.eq_ignore_ascii_case(WITH_SEPARATOR)
        {
            return Some(Self::pairs(own));
        }
        let plain = name.to_ascii_lowercase().replace('_', "-");
        let plain = match plain.as_str() {
            "hmac-md5" | "hmacmd5" => "hmac",
            "hmacsha256" | "hmac-sha-256" => "hmac-sha256",
            "sha-1" => "sha1",
            "simplemd5filter" => "values-md5",
            plain => plain,
        };
        let method = NAMED.into_iter().find(|method| method.name == plain)?;
        Some(match separator {
            Some(separator) if method.name == PAIRS_MD5.name => Self::pairs(separator),
            _ => method,
        })
    }

    /// The methods of a gateway, the usual one first.
    pub(super) fn of(platform: Platform) -> Vec<Self> {
        let names = platform.sign_methods().iter();
        let methods = names.filter_map(|name| Self::named(name, None));
        // Nobody knows a separator that was not told.
        methods
            .filter(|method| method.name != PAIRS_MD5.name)
            .collect()
    }

    /// What programs use in place of a gateway's methods.
    pub(super) fn others(platform: Platform) -> Vec<Self> {
        let foreign: &[&str] = match platform {
            Platform::Top | Platform::Qimen => &["sha1", "sha256", "hmac-sha1"],
            Platform::Qianmi => &["md5", "hmac", "hmac-sha256", "hmac-sha1", "sha256"],
            Platform::Phalapi | Platform::PhalapiPro => &[
                "values-md5",
                "values-md5-secret",
                "md5",
                "hmac",
                "hmac-sha256",
                "sha1",
            ],
        };
        let mut methods = Self::of(platform);
        let foreign = foreign.iter().filter_map(|name| Self::named(name, None));
        methods.extend(foreign);
        if matches!(platform, Platform::Phalapi | Platform::PhalapiPro) {
            methods.extend(["=", ":", ",", "|", "-", "_"].map(Self::pairs));
        }
        methods
    }

    /// Whether the secret counts.
    pub(super) fn has_secret(&self) -> bool {
        self.secret_before || self.secret_after || self.engine.has_key()
    }

    pub(super) fn pairs(separator: &str) -> Self {
        let mut method = PAIRS_MD5;
        // The few separators of one run live as long as the program.
        method.joints.equals = Box::leak(separator.into());
        method
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gateways_methods_are_known_and_written_in_many_ways() {
        for platform in Platform::ALL {
            for name in platform.sign_methods() {
                let method = Method::named(&name.to_ascii_uppercase(), None).unwrap();
                assert_eq!(method.name, *name);
            }
        }
        let hmac = Method::named("HMAC_MD5", None).unwrap();
        assert_eq!(hmac.name, "hmac");
        let pairs = Method::named("pairs-md5 separator :", None).unwrap();
        assert_eq!((pairs.name, pairs.joints.equals), ("pairs-md5", ":"));
        assert!(Method::named("taobao.time.get", None).is_none());
    }
}
