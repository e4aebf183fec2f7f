//! What a request can end with instead of an answer, and what people should do about it.

use elasticsearch::http::StatusCode;
use serde::Deserialize;
use sync::port::store::StoreError;

/// Longest reason that is passed on, in bytes: error fields of Elastic's indices are keywords of at most 32,766.
pub(crate) const REASON_BYTES_MAX: usize = 8_000;

/// Why there is no answer to a request.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// No answer came, or not all of it.
    #[error("{action}: {reason}; see that the cluster runs and can be reached from here")]
    Unanswered {
        /// What was asked for.
        action: &'static str,
        /// What happened instead.
        reason: String,
        /// Whether the request may have been carried out all the same.
        maybe_done: bool,
    },
    /// The engine, or a proxy before it, said no.
    #[error("{action}: {refusal}; {}", refusal.advice())]
    Refused {
        /// What was asked for.
        action: &'static str,
        /// Its answer.
        refusal: Refusal,
    },
    /// An answer that isn't the engine's.
    #[error("{action}: the answer can't be read ({reason}); see that the address is the cluster's")]
    Foreign {
        /// What was asked for.
        action: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A stored thing isn't what this version writes.
    #[error("{what} can't be read: {reason}")]
    Unreadable {
        /// Which.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// An error answer of the engine: of a whole request, or of one item of a bulk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Elasticsearch's name of the error; empty if the answer isn't Elasticsearch's.
    pub(crate) kind: String,
    /// Its words, [`REASON_BYTES_MAX`] at most, without the value that it complains of.
    pub(crate) reason: String,
}

/// The engine's form of an error. Elastic: REST API conventions, error responses.
#[derive(Debug, Deserialize)]
pub(crate) struct Cause {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    caused_by: Option<Box<Cause>>,
}

impl Failure {
    /// The refusal, if it is one.
    pub(crate) fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused { refusal, .. } => Some(refusal),
            Self::Unanswered { .. } | Self::Foreign { .. } | Self::Unreadable { .. } => None,
        }
    }

    /// Whether the same request may succeed in a while.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Unanswered { .. } => true,
            Self::Refused { refusal, .. } => refusal.may_pass(),
            Self::Foreign { .. } | Self::Unreadable { .. } => false,
        }
    }

    /// Whether the engine said no, and will say so again.
    pub(crate) fn is_final(&self) -> bool {
        self.refusal().is_some_and(|refusal| refusal.status < 500 && !refusal.may_pass())
    }

    /// Whether the index that was asked isn't there.
    pub(crate) fn is_of_missing_index(&self) -> bool {
        self.refusal().is_some_and(|refusal| refusal.kind == "index_not_found_exception")
    }

    /// The refusal's HTTP status, if it is one.
    pub(crate) fn status(&self) -> Option<u16> {
        self.refusal().map(|refusal| refusal.status)
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unreadable { what, reason } => Self::Unreadable { what, reason },
            failure @ (Failure::Unanswered { .. }
            | Failure::Refused { .. }
            | Failure::Foreign { .. }) => Self::Unavailable(failure.to_string()),
        }
    }
}

impl Refusal {
    /// The refusal of a whole request, from its body.
    pub(crate) fn of_body(status: StatusCode, body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Body {
            error: Error,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Error {
            Cause(Cause),
            Text(String),
        }
        let status = status.as_u16();
        match serde_json::from_slice::<Body>(body).map(|body| body.error) {
            Ok(Error::Cause(cause)) => Self::of_cause(status, cause),
            Ok(Error::Text(reason)) => Self { status, kind: String::new(), reason: cut(reason) },
            // A proxy's page: its text helps nobody.
            Err(_) => Self { status, kind: String::new(), reason: String::new() },
        }
    }

    /// The refusal of one item of a bulk.
    pub(crate) fn of_cause(status: u16, cause: Cause) -> Self {
        let mut reason = cause.reason.unwrap_or_default();
        // OpenSearch keeps what it complains of one level deeper.
        if reason.ends_with("failed to parse")
            && let Some(deeper) = cause.caused_by.and_then(|deeper| deeper.reason)
        {
            reason = format!("{reason}: {deeper}");
        }
        Self { status, kind: cause.kind, reason: cut(without_value(reason)) }
    }

    /// Whether the same request may succeed in a while.
    pub(crate) fn may_pass(&self) -> bool {
        self.kind != BLOCKED && matches!(self.status, 429 | 500 | 502 | 503 | 504)
    }

    /// Whether it is certain that nothing was done.
    pub(crate) fn was_not_begun(&self) -> bool {
        self.status == 429 || self.kind == "unavailable_shards_exception"
    }

    /// Whether it is about the document that was sent, and not about index, cluster or rights.
    pub(crate) fn is_of_document(&self) -> bool {
        let elsewhere = matches!(self.kind.as_str(), "" | "index_closed_exception" | BLOCKED)
            || self.is_of_pipeline()
            || self.reason.starts_with("no write index is defined");
        // A pipeline that fails on purpose answers 500.
        let failed = self.kind == "fail_processor_exception";
        self.status == 413 || failed || (self.status == 400 && !elsewhere)
    }

    /// Whether it says that there is no such ingest pipeline.
    pub(crate) fn is_of_pipeline(&self) -> bool {
        self.reason.starts_with("pipeline with id")
    }

    /// Whether the cluster has no such API at all.
    pub(crate) fn is_of_route(&self) -> bool {
        self.status == 400 && self.reason.starts_with("no handler found")
    }

    fn advice(&self) -> &'static str {
        match (self.status, self.kind.as_str()) {
            (429, BLOCKED) => {
                "the cluster's disk is full: make room, and it takes documents again by itself; nothing is lost"
            }
            (_, BLOCKED) => "take the write block off the index's settings; nothing is lost",
            (401, _) => {
                "the API key or password isn't known here: make a new one and put it into config.yml"
            }
            (403, _) => {
                "the API key must allow the content index and `.elastic-connectors*`: make one that does"
            }
            (404, "index_not_found_exception") => {
                "the index was deleted: start again, and it is made anew"
            }
            (400, _) if self.is_of_pipeline() => {
                "the ingest pipeline was deleted: make it again, or start again, and documents go without it"
            }
            (400, _) if self.is_of_route() => "the cluster is of a kind that has no such API",
            (400, "index_closed_exception") => "open the index again; nothing is lost",
            (429 | 500.., _) => {
                "the cluster is busy or starting; nothing is lost, and it is tried again"
            }
            _ => "nothing is lost; if it happens again, report it with this text",
        }
    }
}

/// A block of an index or the cluster: 403 if somebody set it, 429 if the disk is full.
pub(crate) const BLOCKED: &str = "cluster_block_exception";

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { status, kind, reason } = self;
        match (kind.is_empty(), reason.is_empty()) {
            (true, true) => write!(formatter, "answered {status}"),
            (true, false) => write!(formatter, "answered {status}: {reason}"),
            (false, _) => write!(formatter, "answered {status}, {kind}: {reason}"),
        }
    }
}

/// The engine shows the value that it can't take: that is a person's text, and belongs into no log.
fn without_value(mut reason: String) -> String {
    if let Some(at) = reason.find(". Preview of field's value") {
        reason.truncate(at);
    }
    reason
}

/// At most [`REASON_BYTES_MAX`] bytes, cut between characters.
pub(crate) fn cut(mut reason: String) -> String {
    reason.truncate(reason.floor_char_boundary(REASON_BYTES_MAX));
    reason
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(status: u16, error: &serde_json::Value) -> Refusal {
        let body = serde_json::to_vec(&json!({"error": error, "status": status})).unwrap();
        Refusal::of_body(StatusCode::from_u16(status).unwrap(), &body)
    }

    fn of(status: u16, kind: &str) -> Refusal {
        refusal(status, &json!({"type": kind, "reason": "because"}))
    }

    #[test]
    fn a_reason_never_holds_the_value_that_was_refused() {
        let reason = "[1:6] failed to parse field [n] of type [long] in document with id 'a'. Preview of field's value: 'geheim'";
        let refusal =
            refusal(400, &json!({"type": "document_parsing_exception", "reason": reason}));
        assert!(refusal.reason.ends_with("with id 'a'"), "{}", refusal.reason);
    }

    #[test]
    fn a_long_reason_is_cut_between_characters() {
        let of = |reason: String| refusal(400, &json!({"type": "x", "reason": reason})).reason;
        assert_eq!(of("ä".repeat(20_000)), "ä".repeat(4_000));
        assert_eq!(of(format!("a{}", "ä".repeat(9_000))).len(), REASON_BYTES_MAX - 1);
    }

    #[test]
    fn what_open_search_says_one_level_deeper_is_passed_on() {
        let cause = json!({"type": "mapper_parsing_exception", "reason": "failed to parse",
            "caused_by": {"type": "illegal_argument_exception", "reason": "field name cannot be an empty string"}});
        assert_eq!(
            refusal(400, &cause).to_string(),
            "answered 400, mapper_parsing_exception: failed to parse: field name cannot be an empty string"
        );
    }

    #[test]
    fn answers_of_others_than_the_engine_are_read_too() {
        let page = Refusal::of_body(StatusCode::BAD_GATEWAY, b"<html>bad gateway</html>");
        assert_eq!(page.to_string(), "answered 502");
        assert!(page.may_pass() && !page.was_not_begun());
        let text = refusal(400, &json!("no handler found"));
        assert_eq!(text.to_string(), "answered 400: no handler found");
        assert!(!text.is_of_document());
    }

    #[test]
    fn only_a_document_s_own_fault_refuses_it() {
        for kind in
            ["document_parsing_exception", "mapper_parsing_exception", "illegal_argument_exception"]
        {
            assert!(of(400, kind).is_of_document(), "{kind}");
        }
        assert!(of(413, "").is_of_document());
        assert!(of(500, "fail_processor_exception").is_of_document());
        for (status, kind) in [
            (400, "index_closed_exception"),
            (403, "security_exception"),
            (403, BLOCKED),
            (404, "index_not_found_exception"),
            (429, "es_rejected_execution_exception"),
        ] {
            assert!(!of(status, kind).is_of_document(), "{kind}");
        }
        let pipeline = json!({"type": "illegal_argument_exception", "reason": "pipeline with id [x] does not exist"});
        assert!(!refusal(400, &pipeline).is_of_document());
    }

    #[test]
    fn a_full_disk_is_not_waited_for_in_place() {
        assert!(!of(429, BLOCKED).may_pass());
        assert!(of(429, "es_rejected_execution_exception").may_pass());
        assert!(of(429, BLOCKED).advice().contains("make room"));
        assert!(of(403, BLOCKED).advice().contains("write block"));
        assert!(of(403, "security_exception").advice().contains("API key"));
    }
}
