//! What a provider answers.

/// The answers that a platform expects of a provider, with HTTP status 200.
///
/// A scene whose documentation describes its own answer gets that: field names and nesting differ
/// between scenes. What is here passes the platform's acceptance test for a wrong signature
/// (documents 55237 and 47902).
///
/// ```
/// use gatekit_core::callback::{Answers, CallbackError, Verified};
/// fn answer(verified: &Result<Verified<'_>, CallbackError>) -> &'static str {
///     match verified {
///         Ok(_) => Answers::JSON.accepted,
///         Err(_) => Answers::JSON.refused,
///     }
/// }
/// assert!(answer(&Err(CallbackError::SignatureWrong)).contains("sign-check-failure"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers {
    /// Value of the `Content-Type` header.
    pub content_type: &'static str,
    /// The request was taken.
    pub accepted: &'static str,
    /// `sign-check-failure`. It says nothing else, whatever was wrong.
    pub refused: &'static str,
}

impl Answers {
    /// For scenes that ask for JSON.
    ///
    /// ```
    /// use gatekit_core::callback::Answers;
    /// assert_eq!(Answers::JSON.content_type, "application/json;charset=utf-8");
    /// assert_eq!(Answers::JSON.accepted, r#"{"response":{"success":"true"}}"#);
    /// ```
    pub const JSON: Self = Self {
        content_type: "application/json;charset=utf-8",
        accepted: r#"{"response":{"success":"true"}}"#,
        refused: r#"{"response":{"success":"false"},"errorCode":"sign-check-failure","errorMsg":"Illegal request"}"#,
    };

    /// For scenes that ask for XML.
    ///
    /// ```
    /// use gatekit_core::callback::Answers;
    /// assert_eq!(Answers::XML.content_type, "text/xml;charset=utf-8");
    /// assert_eq!(Answers::XML.accepted, "<response><success>true</success></response>");
    /// ```
    pub const XML: Self = Self {
        content_type: "text/xml;charset=utf-8",
        accepted: "<response><success>true</success></response>",
        refused: "<response><success>false</success><error_code>sign-check-failure</error_code>\
                  <error_message>Illegal request</error_message></response>",
    };

    /// For Qimen's standard calls. Its refusal is by analogy: the documents give the envelope alone.
    ///
    /// ```
    /// use gatekit_core::callback::Answers;
    /// assert!(Answers::QIMEN_STANDARD.accepted.contains("<flag>success</flag>"));
    /// assert!(Answers::QIMEN_STANDARD.refused.contains("<flag>failure</flag>"));
    /// ```
    pub const QIMEN_STANDARD: Self = Self {
        content_type: "text/xml;charset=utf-8",
        accepted: "<response><flag>success</flag><code></code><message></message></response>",
        refused: "<response><flag>failure</flag><code>sign-check-failure</code>\
                  <message>Illegal request</message></response>",
    };
}
