//! What goes wrong with Graph, and what becomes of the work that met it.

use std::time::Duration;

use crate::refusal::Refusal;
use crate::root::AddressError;
use crate::sign_in::SignInError;

/// How long Graph is left alone after a 429 that doesn't say for how long.
const THROTTLED_BY_DEFAULT: Duration = Duration::from_secs(5);

/// A failed request; what can be tried again in place was tried.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Entra gave no token.
    #[error("sign-in failed")]
    SignIn(#[from] SignInError),
    /// 401 with a fresh token.
    #[error(
        "Graph refused a fresh token: {0}; check that tenant, application and cloud belong together"
    )]
    Unauthorized(Box<Refusal>),
    /// 403: a permission is missing, or this object is out of reach.
    #[error("forbidden: {0}")]
    Forbidden(Box<Refusal>),
    /// 404: gone, or not there yet.
    #[error("not found: {0}")]
    NotFound(Box<Refusal>),
    /// 410: a delta token is dead; its reading begins anew.
    #[error("the delta token is dead: {0}")]
    Gone(Box<Refusal>),
    /// Another 4xx: the request cannot succeed as it is.
    #[error("refused: {0}")]
    Refused(Box<Refusal>),
    /// Graph asked for a wait that is longer than this client waits in place, or asked again and again.
    #[error("throttled for {} s: {refusal}", retry_after.as_secs())]
    Throttled {
        /// How long Graph asked us to stay away.
        retry_after: Duration,
        /// The answer.
        refusal: Box<Refusal>,
    },
    /// 5xx, 408, 409 or 423, again and again.
    #[error("Graph failed: {0}")]
    Unavailable(Box<Refusal>),
    /// No whole answer came: connection refused, reset or cut, or a time-out.
    #[error("no answer to GET {path}")]
    Network {
        /// What was asked.
        path: String,
        /// What the connection said.
        source: Box<reqwest::Error>,
    },
    /// The answer is longer than a page may be.
    #[error("the answer to GET {path} is longer than {limit} bytes; it was not read")]
    TooLarge {
        /// What was asked.
        path: String,
        /// Bytes.
        limit: usize,
    },
    /// The answer is not the JSON that Graph promises.
    #[error("the answer to GET {path} cannot be read: {reason}")]
    Malformed {
        /// What was asked.
        path: String,
        /// Where it stops making sense, without the text that stands there.
        reason: String,
    },
    /// A round of changes ended without the link to the next round.
    #[error("the list of changes at GET {path} has no deltaLink at its end")]
    NoDeltaLink {
        /// What was asked.
        path: String,
    },
    /// A link in an answer leads elsewhere.
    #[error(transparent)]
    Address(#[from] AddressError),
}

/// What becomes of the work that met an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Later, not before this long: Graph asked for it, and it is nobody's fault.
    Wait(Duration),
    /// Later, a few times: it may pass.
    Retry,
    /// Never in this run: this object is out of reach; the others go on.
    Park,
    /// Never in this run, and the reading starts from scratch in the next.
    Restart,
    /// Nothing can succeed before an operator acts.
    FailJob,
}

impl Error {
    /// What an answer that is no success means; `wait` is its `Retry-After`. Graph: errors, throttling.
    pub(crate) fn answered(refusal: Box<Refusal>, wait: Option<Duration>) -> Self {
        match (refusal.status, wait) {
            (401, _) => Self::Unauthorized(refusal),
            (403, _) => Self::Forbidden(refusal),
            (404, _) => Self::NotFound(refusal),
            (410, _) => Self::Gone(refusal),
            (429, wait) => {
                Self::Throttled { retry_after: wait.unwrap_or(THROTTLED_BY_DEFAULT), refusal }
            }
            // A conflict or a locked file passes, as a failure of the service does.
            (408 | 409 | 423 | 500.., Some(retry_after)) => {
                Self::Throttled { retry_after, refusal }
            }
            (408 | 409 | 423 | 500.., None) => Self::Unavailable(refusal),
            (_, _) => Self::Refused(refusal),
        }
    }

    /// What becomes of the work that met this error.
    pub fn disposition(&self) -> Disposition {
        match self {
            Self::SignIn(SignInError::Unavailable { retry_after: Some(wait), .. }) => {
                Disposition::Wait(*wait)
            }
            Self::SignIn(SignInError::Unavailable { retry_after: None, .. })
            | Self::Unavailable(_)
            | Self::Network { .. }
            | Self::Malformed { .. }
            | Self::NoDeltaLink { .. } => Disposition::Retry,
            Self::SignIn(SignInError::Refused { .. }) | Self::Unauthorized(_) => {
                Disposition::FailJob
            }
            Self::Throttled { retry_after, .. } => Disposition::Wait(*retry_after),
            Self::Gone(_) => Disposition::Restart,
            Self::Forbidden(_)
            | Self::NotFound(_)
            | Self::Refused(_)
            | Self::TooLarge { .. }
            | Self::Address(_) => Disposition::Park,
        }
    }

    /// A stable name: metric label and heading in `docs/errors.md`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignIn(_) => "graph_sign_in",
            Self::Unauthorized(_) => "graph_unauthorized",
            Self::Forbidden(_) => "graph_forbidden",
            Self::NotFound(_) => "graph_not_found",
            Self::Gone(_) => "graph_gone",
            Self::Refused(_) => "graph_refused",
            Self::Throttled { .. } => "graph_throttled",
            Self::Unavailable(_) => "graph_unavailable",
            Self::Network { .. } => "graph_network",
            Self::TooLarge { .. } => "graph_too_large",
            Self::Malformed { .. } => "graph_malformed",
            Self::NoDeltaLink { .. } => "graph_no_delta_link",
            Self::Address(_) => "graph_foreign_link",
        }
    }

    /// The error and all that it stems from, in one line.
    pub fn chain(&self) -> String {
        chain(self)
    }
}

/// An error and all that it stems from, in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text.push_str(": ");
        text.push_str(&source.to_string());
        cause = source.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, wait: Option<Duration>) -> Error {
        let refusal = Refusal {
            path: "/v1.0/users".to_owned(),
            status,
            code: "Authorization_RequestDenied".to_owned(),
            message: "Insufficient privileges to complete the operation.".to_owned(),
            request_id: Some("r-2".to_owned()),
            date: None,
        };
        Error::answered(Box::new(refusal), wait)
    }

    #[test]
    fn an_error_tells_what_was_asked_and_what_was_answered_but_no_query() {
        let error = answered(403, None);
        assert_eq!(
            error.chain(),
            "forbidden: GET /v1.0/users answered 403 Authorization_RequestDenied (Insufficient privileges to \
             complete the operation.), request-id r-2"
        );
    }

    #[test]
    fn each_status_has_its_meaning_and_its_fate() {
        let asked = Duration::from_secs(30);
        for (status, wait, code, disposition) in [
            (302, None, "graph_refused", Disposition::Park),
            (400, Some(asked), "graph_refused", Disposition::Park),
            (401, None, "graph_unauthorized", Disposition::FailJob),
            (403, Some(asked), "graph_forbidden", Disposition::Park),
            (404, None, "graph_not_found", Disposition::Park),
            (409, None, "graph_unavailable", Disposition::Retry),
            (410, None, "graph_gone", Disposition::Restart),
            (423, Some(asked), "graph_throttled", Disposition::Wait(asked)),
            (429, Some(asked), "graph_throttled", Disposition::Wait(asked)),
            (429, None, "graph_throttled", Disposition::Wait(THROTTLED_BY_DEFAULT)),
            (500, None, "graph_unavailable", Disposition::Retry),
            (503, Some(asked), "graph_throttled", Disposition::Wait(asked)),
            (504, None, "graph_unavailable", Disposition::Retry),
        ] {
            let error = answered(status, wait);
            assert_eq!((error.code(), error.disposition()), (code, disposition), "{status}");
        }
    }

    #[test]
    fn a_busy_sign_in_service_is_given_the_time_that_it_asked_for() {
        let busy = |retry_after| {
            let reason = "status 429".to_owned();
            Error::from(SignInError::Unavailable { reason, retry_after }).disposition()
        };
        assert_eq!(busy(Some(Duration::from_secs(9))), Disposition::Wait(Duration::from_secs(9)));
        assert_eq!(busy(None), Disposition::Retry);
    }

    #[test]
    fn each_code_has_its_heading_in_the_operators_page() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors.md");
        let page = std::fs::read_to_string(page).unwrap();
        // The arms of `Error::code`, read from this file: a new one can't be forgotten here.
        let arms =
            include_str!("error.rs").lines().filter_map(|line| line.split_once("=> \"graph_"));
        let codes: Vec<_> = arms.map(|(_, rest)| rest.trim_end_matches(['"', ','])).collect();
        assert_eq!(codes.len(), 13);
        for code in codes {
            let heading = format!("## `graph_{code}`");
            assert!(page.lines().any(|line| line == heading), "docs/errors.md lacks {heading}");
        }
    }
}
