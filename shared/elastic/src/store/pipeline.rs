//! The ingest pipeline of a connector: what it does to a document is said by flags in the document, which it removes.
//! Elastic: ingest pipelines for Search.

use elasticsearch::http::Method;
use serde_json::Value;
use sync::port::store::Token;

use crate::bulk::{Bulk, Condition, Limits, Operation};
use crate::client::{Client, Repeat, Request};
use crate::connection::ConnectError;
use crate::failure::Failure;
use crate::names::segment;

/// A connector's `pipeline`. Elastic: connectors protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// Its name; Elastic's own one is `search-default-ingestion`.
    pub name: String,
    /// Whether text is taken out of files.
    pub extract_binary_content: bool,
    /// Whether runs of blanks become one.
    pub reduce_whitespace: bool,
    /// Whether its models are asked.
    pub run_ml_inference: bool,
}

impl Pipeline {
    /// The flags of a document that goes through it.
    pub(super) fn flags(&self) -> [(String, Value); 3] {
        [
            ("_extract_binary_content", self.extract_binary_content),
            ("_reduce_whitespace", self.reduce_whitespace),
            ("_run_ml_inference", self.run_ml_inference),
        ]
        .map(|(flag, set)| (flag.to_owned(), set.into()))
    }

    /// Itself, if the cluster has it.
    pub(super) async fn if_there(
        &self,
        client: &Client,
        index: &str,
    ) -> Result<Option<Self>, ConnectError> {
        let path = format!("/_ingest/pipeline/{}", segment(&self.name)?);
        let request = Request::bare("looking for the ingest pipeline", Method::Get, path);
        let is_there = match client.send(&request).await {
            Ok(_) => true,
            Err(failure) if failure.status() == Some(403) => self.takes(client, index).await?,
            // Not there, or the cluster has no pipelines at all.
            Err(failure) if failure.is_final() => false,
            Err(failure) => return Err(failure.into()),
        };
        if is_there {
            return Ok(Some(self.clone()));
        }
        tracing::info!(pipeline = %self.name, "the cluster has no such ingest pipeline: documents go without");
        Ok(None)
    }

    /// Whether the cluster knows it, for a key that may not read pipelines, as Kibana's may not: a write is tried that
    /// can't succeed, because it replaces a document that isn't there.
    async fn takes(&self, client: &Client, index: &str) -> Result<bool, ConnectError> {
        let attempt = Operation {
            index,
            id: "teams-connector-looks-for-a-pipeline".to_owned(),
            condition: Condition::Unchanged(Token { seq_no: 0, primary_term: PRIMARY_TERM_MAX }),
            source: Some(serde_json::Map::new()),
        };
        let bulk = Bulk {
            client,
            limits: Limits::default(),
            action: "looking for the ingest pipeline",
            repeat: Repeat::Freely,
            pipeline: Some(&self.name),
        };
        match bulk.run(std::iter::once(attempt)).await {
            // In conflict, dropped by the pipeline, or not to its liking: it is there.
            Ok(_) => Ok(true),
            Err(Failure::Refused { refusal, .. }) if refusal.is_of_pipeline() => Ok(false),
            Err(failure) => Err(failure.into()),
        }
    }
}

/// The primary term that no index ever reaches: a positive number of 63 bits.
const PRIMARY_TERM_MAX: u64 = i64::MAX.unsigned_abs();
