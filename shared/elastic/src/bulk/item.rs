//! The answer to a bulk: what became of each item.

use serde::Deserialize;
use sync::port::store::Token;

use crate::failure::{Cause, Refusal};

/// What is asked of the answer, `filter_path`: enough to judge, and little to read.
pub(super) const FILTER: &str = "items.*.status,items.*._seq_no,items.*._primary_term,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason";

/// What became of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is stored, by this write.
    Done(Token),
    /// Its condition didn't hold; nothing was changed.
    Conflict,
    /// The engine will never take it.
    Refused(Refusal),
}

/// What an item's answer means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is settled.
    Settled(Outcome),
    /// It was turned away, and may pass later.
    Later(Refusal),
    /// Not the document is at fault, but index, cluster or rights: so are all others, now and later.
    Stop(Refusal),
}

/// The answer of `_bulk`.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    /// In the order of the operations.
    #[serde(default)]
    pub(super) items: Vec<Item>,
}

/// One item, under the name of its action.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Item {
    Index(Detail),
    Create(Detail),
    Delete(Detail),
}

#[derive(Debug, Deserialize)]
pub(super) struct Detail {
    status: u16,
    #[serde(rename = "_seq_no", default)]
    seq_no: u64,
    #[serde(rename = "_primary_term", default)]
    primary_term: u64,
    #[serde(default)]
    error: Option<Cause>,
}

impl Item {
    pub(super) fn judge(self) -> Verdict {
        let (detail, deletes) = match self {
            Self::Index(detail) | Self::Create(detail) => (detail, false),
            Self::Delete(detail) => (detail, true),
        };
        let Detail { status, seq_no, primary_term, error } = detail;
        match error {
            None if matches!(status, 200..300) || (deletes && status == 404) => {
                Verdict::Settled(Outcome::Done(Token { seq_no, primary_term }))
            }
            Some(_) if status == 409 => Verdict::Settled(Outcome::Conflict),
            Some(cause) => refused(Refusal::of_cause(status, cause)),
            None => refused(Refusal { status, kind: String::new(), reason: String::new() }),
        }
    }
}

fn refused(refusal: Refusal) -> Verdict {
    if refusal.is_of_document() {
        Verdict::Settled(Outcome::Refused(refusal))
    } else if refusal.may_pass() {
        Verdict::Later(refusal)
    } else {
        Verdict::Stop(refusal)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn judge(item: Value) -> Verdict {
        serde_json::from_value::<Item>(item).unwrap().judge()
    }

    fn failed(status: u16, kind: &str) -> Verdict {
        judge(json!({"index": {"status": status, "error": {"type": kind, "reason": "because"}}}))
    }

    #[test]
    fn what_is_stored_or_already_gone_is_done() {
        for item in [
            json!({"index": {"status": 201, "_seq_no": 7, "_primary_term": 2}}),
            json!({"index": {"status": 200, "_seq_no": 7, "_primary_term": 2}}),
            json!({"create": {"status": 201, "_seq_no": 7, "_primary_term": 2}}),
            json!({"delete": {"status": 200, "_seq_no": 7, "_primary_term": 2}}),
            json!({"delete": {"status": 404, "_seq_no": 7, "_primary_term": 2}}),
        ] {
            let done = Outcome::Done(Token { seq_no: 7, primary_term: 2 });
            assert_eq!(judge(item.clone()), Verdict::Settled(done), "{item}");
        }
    }

    #[test]
    fn a_version_conflict_changes_nothing() {
        let conflict = failed(409, "version_conflict_engine_exception");
        assert_eq!(conflict, Verdict::Settled(Outcome::Conflict));
    }

    #[test]
    fn a_document_that_is_at_fault_is_refused() {
        let refused = |verdict| matches!(verdict, Verdict::Settled(Outcome::Refused(_)));
        assert!(refused(failed(400, "document_parsing_exception")));
        assert!(refused(failed(400, "illegal_argument_exception")));
        assert!(refused(failed(413, "content_too_long_exception")));
    }

    #[test]
    fn a_busy_engine_is_asked_again() {
        for (status, kind) in [
            (429, "es_rejected_execution_exception"),
            (429, "circuit_breaking_exception"),
            (503, "unavailable_shards_exception"),
            (500, "exception"),
        ] {
            assert!(matches!(failed(status, kind), Verdict::Later(_)), "{kind}");
        }
    }

    #[test]
    fn a_fault_of_index_cluster_or_rights_stops_all() {
        for (status, kind) in [
            (403, "cluster_block_exception"),
            (429, "cluster_block_exception"),
            (403, "security_exception"),
            (404, "index_not_found_exception"),
            (400, "index_closed_exception"),
        ] {
            assert!(matches!(failed(status, kind), Verdict::Stop(_)), "{kind}");
        }
        assert!(matches!(judge(json!({"index": {"status": 404}})), Verdict::Stop(_)));
    }
}
