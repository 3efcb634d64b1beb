//! Signed with another method.

use crate::diagnose::attempt::Attempt;
use crate::diagnose::given::Facts;
use crate::diagnose::method::Method;
use crate::diagnose::mistake::Variant;

pub(in crate::diagnose) fn other<'a>(right: &'a Attempt, facts: &'a Facts) -> Vec<Variant<'a>> {
    // Nobody said which method the gateway was told.
    let told = right.param("sign_method");
    let is_told = told.is_some_and(|told| !told.is_assumed);
    let mut variants = Vec::new();
    for method in Method::others(facts.platform) {
        let is_of_pairs = method.name == "pairs-md5";
        let about = if is_of_pairs {
            format!("{} separator {}", method.name, method.joints.equals)
        } else {
            method.name.to_owned()
        };
        if !is_told {
            let name = move |attempt: &mut Attempt| {
                attempt.sign_with(&method);
                attempt.set("sign_method", method.name);
            };
            variants.push(Variant::new(about.as_str(), name).rare_if(is_of_pairs));
        }
        let sign = move |attempt: &mut Attempt| attempt.sign_with(&method);
        variants.push(Variant::new(about, sign).rare_if(is_of_pairs));
    }
    variants
}
