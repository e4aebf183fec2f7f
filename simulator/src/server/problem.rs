//! Answers that are errors, in Graph's form.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// An answer that is an error. Graph: errors.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    code: &'static str,
    message: String,
    /// Whether no correct caller asks such a thing.
    pub(crate) is_violation: bool,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), is_violation: false }
    }

    /// 400: the caller's fault.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self { is_violation: true, ..Self::new(StatusCode::BAD_REQUEST, "BadRequest", message) }
    }

    /// 400 that a correct caller cannot avoid.
    pub(crate) fn unnameable() -> Self {
        let message = "The file or folder name contains characters that aren't permitted.";
        Self::new(StatusCode::BAD_REQUEST, "invalidRequest", message)
    }

    /// 404 of Teams and the directory.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "NotFound",
            format!("No {what} found with the id that was asked for."),
        )
    }

    /// 404 of SharePoint.
    pub(crate) fn item_not_found(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "itemNotFound", message)
    }

    /// 404 of Outlook.
    pub(crate) fn no_mailbox() -> Self {
        let message = "The mailbox is either inactive, soft-deleted, or is hosted on-premise.";
        Self::new(StatusCode::NOT_FOUND, "MailboxNotEnabledForRESTAPI", message)
    }

    /// 403: the permission wasn't granted.
    pub(crate) fn forbidden() -> Self {
        let message = "Insufficient privileges to complete the operation.";
        Self::new(StatusCode::FORBIDDEN, "Authorization_RequestDenied", message)
    }

    /// 403 of one item.
    pub(crate) fn access_denied() -> Self {
        Self::new(StatusCode::FORBIDDEN, "accessDenied", "Access denied")
    }

    /// 401.
    pub(crate) fn unauthenticated(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message)
    }

    /// 405.
    pub(crate) fn method_not_allowed() -> Self {
        let message = "Specified HTTP method is not allowed for the request target.";
        let code = "Request_BadRequest";
        Self { is_violation: true, ..Self::new(StatusCode::METHOD_NOT_ALLOWED, code, message) }
    }

    /// The same, counted against the caller.
    pub(crate) fn counted(self) -> Self {
        Self { is_violation: true, ..self }
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Graph's body; `ids` are the request's own and the caller's.
    pub(crate) fn body(&self, date: &str, ids: (&str, &str)) -> Value {
        json!({"error": {
            "code": self.code,
            "message": self.message,
            "innerError": {"date": date, "request-id": ids.0, "client-request-id": ids.1},
        }})
    }
}
