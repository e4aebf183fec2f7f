//! The `_connector` API: used as long as the cluster has it and the key allows it. Elastic: connector APIs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;

use crate::client::{Client, Request};
use crate::failure::{BLOCKED, Failure, Refusal};

/// Whether the API is used; its clones find out together.
#[derive(Debug, Clone)]
pub(super) struct Api(Arc<AtomicBool>);

impl Api {
    /// An API that is tried, or one that never is.
    pub(super) fn new(tried: bool) -> Self {
        Self(Arc::new(AtomicBool::new(tried)))
    }

    /// What the API answers; none if the records are to be written directly, then and from then on.
    pub(super) async fn ask(
        &self,
        client: &Client,
        request: &Request,
    ) -> Result<Option<Bytes>, Failure> {
        if !self.0.load(Ordering::Relaxed) {
            return Ok(None);
        }
        match client.send(request).await {
            Ok(answer) => Ok(Some(answer)),
            Err(failure) if failure.refusal().is_some_and(is_not_offered) => {
                if self.0.swap(false, Ordering::Relaxed) {
                    tracing::info!(reason = %failure, "no connector API for us: records are written directly");
                }
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }
}

/// Whether the cluster has no such API, or none for this key. A record that isn't there is another matter.
fn is_not_offered(refusal: &Refusal) -> bool {
    let missing = ["resource_not_found_exception", "index_not_found_exception"];
    match refusal.status {
        405 | 410 => true,
        403 => refusal.kind != BLOCKED,
        404 => !missing.contains(&refusal.kind.as_str()),
        _ => refusal.is_of_route(),
    }
}

#[cfg(test)]
mod tests {
    use elasticsearch::http::StatusCode;
    use serde_json::{Value, json};

    use super::*;

    fn not_offered(status: u16, error: &Value) -> bool {
        let body = serde_json::to_vec(&json!({"error": error, "status": status})).unwrap();
        is_not_offered(&Refusal::of_body(StatusCode::from_u16(status).unwrap(), &body))
    }

    #[test]
    fn a_missing_api_is_told_from_a_missing_record() {
        let of = |kind: &str| json!({"type": kind, "reason": "because"});
        let no_handler = "no handler found for uri [/_connector/x/_check_in] and method [PUT]";
        for (status, error) in [
            (400, json!(no_handler)),
            (403, of("security_exception")),
            (404, json!("Not Found")),
            (404, Value::Null),
            (405, Value::Null),
            (410, of("api_not_available_exception")),
        ] {
            assert!(not_offered(status, &error), "{status} {error}");
        }
        for (status, error) in [
            (400, of("status_exception")),
            (400, of("action_request_validation_exception")),
            (403, of("cluster_block_exception")),
            (404, of("resource_not_found_exception")),
            (404, of("index_not_found_exception")),
            (409, of("version_conflict_engine_exception")),
            (503, Value::Null),
        ] {
            assert!(!not_offered(status, &error), "{status} {error}");
        }
    }
}
