//! What Graph says when it doesn't serve: the answer that is no success, in our words and in its own.

use jiff::Timestamp;
use serde::Deserialize;

use crate::lenient::or_default;

/// An answer that is no success: what was asked, and what Graph said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Path of the request; never its query, which may hold a token.
    pub path: String,
    /// HTTP status.
    pub status: u16,
    /// The deepest code that Graph gave, or an empty text.
    pub code: String,
    /// Graph's words; never to be decided by.
    pub message: String,
    /// Names the request to Microsoft's support.
    pub request_id: Option<String>,
    /// Graph's clock.
    pub date: Option<Timestamp>,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "GET {} answered {}", shortened(&self.path), self.status)?;
        if !self.code.is_empty() {
            write!(formatter, " {}", self.code)?;
        }
        if !self.message.is_empty() {
            write!(formatter, " ({})", self.message)?;
        }
        match &self.request_id {
            Some(id) => write!(formatter, ", request-id {id}"),
            None => Ok(()),
        }
    }
}

/// A path as a person can read it in a line: the id of a share is an address in base64, hundreds of characters long.
fn shortened(path: &str) -> String {
    const SEGMENT_MAX: usize = 64;
    let segment = |segment: &str| match segment.char_indices().nth(SEGMENT_MAX) {
        Some((at, _)) => format!("{}…", segment.get(..at).unwrap_or_default()),
        None => segment.to_owned(),
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// Body of an error answer. Graph: errors.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ErrorBody {
    #[serde(default)]
    error: ErrorDetail,
}

/// An error, and the more precise ones inside it; `innererror` occurs in both spellings.
#[derive(Debug, Default, Deserialize)]
struct ErrorDetail {
    #[serde(default, deserialize_with = "or_default")]
    code: String,
    #[serde(default, deserialize_with = "or_default")]
    message: String,
    #[serde(default, rename = "innerError", alias = "innererror")]
    inner_error: Option<Box<ErrorDetail>>,
    #[serde(default, rename = "request-id", alias = "requestId")]
    request_id: Option<String>,
}

impl ErrorBody {
    /// The deepest code that isn't empty: the outer one is the most general.
    pub(crate) fn code(&self) -> String {
        let mut code = &self.error.code;
        let mut detail = &self.error;
        while let Some(inner) = &detail.inner_error {
            detail = inner;
            if !detail.code.is_empty() {
                code = &detail.code;
            }
        }
        code.clone()
    }

    /// The outermost message, one line of 300 characters at most.
    pub(crate) fn message(&self) -> String {
        self.error
            .message
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(300)
            .collect()
    }

    /// The request id, from wherever it stands.
    pub(crate) fn request_id(&self) -> Option<String> {
        let mut detail = Some(&self.error);
        while let Some(at) = detail {
            if at.request_id.is_some() {
                return at.request_id.clone();
            }
            detail = at.inner_error.as_deref();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_code_wins_and_an_empty_one_never_does() {
        let body: ErrorBody = serde_json::from_str(
            r#"{"error":{"code":"BadRequest","message":"No.","innererror":{"code":"DeltaFilterNotAllowed",
                "innerError":{"code":"","request-id":"r-1"}}}}"#,
        )
        .unwrap();
        assert_eq!(body.code(), "DeltaFilterNotAllowed");
        assert_eq!(body.request_id().as_deref(), Some("r-1"));
    }
}
