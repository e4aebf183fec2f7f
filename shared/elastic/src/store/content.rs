//! The documents: written by external version, swept by their bookkeeping.

use async_trait::async_trait;
use elasticsearch::http::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sync::port::store::{ContentStore, RefusedDocument, Stale, StoreError, Sweep, Write, Written};

use super::ElasticStore;
use crate::bulk::{Bulk, Condition, Operation, Outcome};
use crate::client::{Repeat, Request};
use crate::index::is_intact;
use crate::names::ID_BYTES_MAX;
use crate::search::Search;

/// Stale documents of one request: their ids and scopes are small.
const STALE_PAGE: usize = 1_000;

const WRITING: &str = "writing documents";

#[async_trait]
impl ContentStore for ElasticStore {
    async fn write(&self, writes: Vec<Write>) -> Result<Vec<Written>, StoreError> {
        let checked: Vec<Result<Write, String>> = writes.into_iter().map(prepared).collect();
        let mut written = Vec::with_capacity(checked.len());
        let mut sent = Vec::with_capacity(checked.len());
        for write in checked {
            match write {
                Ok(write) => {
                    sent.push(write);
                    written.push(None);
                }
                Err(reason) => written.push(Some(Written::Refused { reason })),
            }
        }
        let outcomes = self.gathered.writes.ask(sent, |writes| self.send(writes)).await?;
        let mut outcomes = outcomes.into_iter().map(judged);
        // There is an outcome for each write that was sent, in their order.
        Ok(written.into_iter().filter_map(|known| known.or_else(|| outcomes.next())).collect())
    }

    async fn keep_refused(&self, refused: Vec<RefusedDocument>) -> Result<(), StoreError> {
        Ok(self.keep(refused).await?)
    }

    async fn refresh_content(&self) -> Result<(), StoreError> {
        let index = &self.options.index;
        self.refresh_index("making documents visible", index).await?;
        // A sweep of an index that was made anew by a write finds nothing, and says that all is well.
        if is_intact(&self.client, index).await? {
            return Ok(());
        }
        Err(StoreError::Unavailable(format!(
            "index {index} was deleted while it was written to, and made again without the fields of the connector; delete it, start again, and sync in full"
        )))
    }

    async fn count(&self) -> Result<u64, StoreError> {
        let path = format!("/{}/_count", self.options.index);
        let answer: Counted =
            self.client.ask(&Request::bare("counting documents", Method::Get, path)).await?;
        Ok(answer.count)
    }

    async fn stale(
        &self,
        of: &Sweep,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Stale>, StoreError> {
        if self.is_new && of.is_first {
            return Ok(Vec::new());
        }
        let before = i64::try_from(of.before).unwrap_or(i64::MAX);
        let query = json!({"bool": {"filter": [
            {"term": {"_sync.partition": of.partition}},
            {"range": {"_sync.version": {"lt": before}}},
        ]}});
        let search = Search {
            after: after.map(|id| json!([id])),
            source: json!(["_sync.scope"]),
            page: STALE_PAGE,
            ..Search::whole(
                "looking for documents to delete",
                &self.options.index,
                query,
                json!([{"_sync.id": "asc"}]),
            )
        };
        let found = search.run(&self.client, limit).await?;
        let stale = found.into_iter().map(|hit| {
            let source: Value = hit.source("the document")?;
            let scope = source.pointer("/_sync/scope").and_then(Value::as_str);
            Ok(Stale { scope: scope.unwrap_or_default().to_owned(), id: hit.id })
        });
        stale.collect()
    }
}

/// The answer of `_count`.
#[derive(Debug, Deserialize)]
struct Counted {
    count: u64,
}

impl ElasticStore {
    async fn send(&self, writes: Vec<Write>) -> Result<Vec<Outcome>, StoreError> {
        let operations = writes.into_iter().map(|write| self.operation(write));
        let pipeline = self.pipeline.as_ref().map(|pipeline| pipeline.name.as_str());
        let bulk = Bulk { pipeline, ..self.bulk(WRITING, Repeat::Freely) };
        Ok(bulk.run(operations).await?)
    }

    fn operation(&self, write: Write) -> Operation<'_, Map<String, Value>> {
        let Write { id, version, mut source } = write;
        if let (Some(pipeline), Some(source)) = (&self.pipeline, &mut source) {
            source.extend(pipeline.flags());
        }
        Operation {
            index: &self.options.index,
            id,
            condition: Condition::NotOlder(version),
            source,
        }
    }
}

/// Checks what an engine would answer with a refusal of the whole request, and completes the bookkeeping.
fn prepared(mut write: Write) -> Result<Write, String> {
    if write.id.is_empty() {
        return Err("the document has no id".to_owned());
    }
    if write.id.len() > ID_BYTES_MAX {
        let bytes = write.id.len();
        return Err(format!("the document's id has {bytes} bytes of {ID_BYTES_MAX} at most"));
    }
    if i64::try_from(write.version).is_err() {
        return Err(format!("the version {} is more than 63 bits hold", write.version));
    }
    if let Some(source) = &mut write.source {
        complete(source, &write.id)?;
    }
    Ok(write)
}

/// Adds to `_sync` what sweeps are sorted by: `_id` can't be on newer engines, and `id` is mapped as text in an index
/// that Kibana made.
fn complete(source: &mut Map<String, Value>, id: &str) -> Result<(), String> {
    let bookkeeping = source.get_mut(sync::bookkeeping::FIELD).and_then(Value::as_object_mut);
    let bookkeeping = bookkeeping.ok_or("the document has no object at /_sync")?;
    for field in ["partition", "scope"] {
        if !bookkeeping.get(field).is_some_and(Value::is_string) {
            return Err(format!("the document has no text at /_sync/{field}"));
        }
    }
    bookkeeping.insert("id".to_owned(), id.into());
    Ok(())
}

fn judged(outcome: Outcome) -> Written {
    match outcome {
        Outcome::Done(_) => Written::Done,
        Outcome::Conflict => Written::Superseded,
        Outcome::Refused(refusal) => Written::Refused { reason: refusal.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(id: &str, source: &Value) -> Write {
        Write { id: id.to_owned(), version: 1, source: source.as_object().cloned() }
    }

    #[test]
    fn what_would_spoil_a_whole_request_or_never_be_swept_is_refused_alone() {
        let sync = json!({"_sync": {"partition": "team:t", "scope": "c"}});
        assert!(prepared(write(&"x".repeat(512), &sync)).is_ok());
        for (id, source, expected) in [
            (String::new(), sync.clone(), "no id"),
            ("x".repeat(513), sync.clone(), "513 bytes of 512"),
            ("a".to_owned(), json!({"id": "a"}), "/_sync"),
            ("a".to_owned(), json!({"_sync": {"partition": "team:t"}}), "/_sync/scope"),
        ] {
            let reason = prepared(write(&id, &source)).unwrap_err();
            assert!(reason.contains(expected), "{reason}");
        }
        let late = Write { version: u64::MAX, ..write("a", &sync) };
        assert!(prepared(late).unwrap_err().contains("63 bits"));
    }
}
