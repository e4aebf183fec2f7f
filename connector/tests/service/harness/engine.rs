//! A real search engine, asked directly.

use std::collections::BTreeMap;

use reqwest::{Client, Method};
use serde_json::{Map, Value, json};

use super::text;

/// The connectors' records. Elastic: connector protocol, indices.
pub(crate) const CONNECTORS: &str = ".elastic-connectors";
/// The jobs' records.
pub(crate) const JOBS: &str = ".elastic-connectors-sync-jobs";
/// What the content index refused.
pub(crate) const DEAD_LETTERS: &str = ".elastic-connectors-teams-dead-letter-v1";

/// Documents by their ids.
pub(crate) type Documents = BTreeMap<String, Map<String, Value>>;

/// The engine whose address is in `TEAMS_CONNECTOR_ENGINE`.
#[derive(Debug, Clone)]
pub(crate) struct Engine {
    pub(crate) url: String,
    http: Client,
}

/// What it said.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

/// A record as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) seq_no: i64,
    pub(crate) source: Value,
}

impl Engine {
    /// The address, if there is one.
    pub(crate) fn address() -> Option<String> {
        std::env::var_os("TEAMS_CONNECTOR_ENGINE")?.into_string().ok()
    }

    /// The engine, with the protocol's two indices in it.
    pub(crate) async fn with_protocol_indices() -> Self {
        let engine = Self::bare();
        for (alias, mapping) in [(CONNECTORS, connectors_mapping()), (JOBS, jobs_mapping())] {
            engine.make_protocol_index(alias, mapping).await;
        }
        engine
    }

    /// The engine as it is.
    pub(crate) fn bare() -> Self {
        Self { url: Self::address().unwrap(), http: Client::new() }
    }

    /// Makes `{alias}-v1`, unless somebody did.
    pub(crate) async fn make_protocol_index(&self, alias: &str, mapping: Value) {
        let settings =
            json!({"hidden": true, "number_of_shards": 1, "auto_expand_replicas": "0-1"});
        let body =
            json!({"settings": {"index": settings}, "mappings": mapping, "aliases": {alias: {}}});
        let made = self.ask(Method::PUT, &format!("/{alias}-v1"), Some(&body)).await;
        let there = made.body["error"]["type"] == "resource_already_exists_exception";
        assert!(made.status == 200 || there, "{made:?}");
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let mut answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.unwrap() {
            bytes.extend_from_slice(&chunk);
        }
        Answer { status, body: serde_json::from_slice(&bytes).unwrap_or_default() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, None).await
    }

    /// A request that must succeed.
    pub(crate) async fn tell(&self, method: Method, path: &str, body: &Value) -> Value {
        let answer = self.ask(method, path, Some(body)).await;
        assert!((200..300).contains(&answer.status), "{path}: {answer:?}");
        answer.body
    }

    /// A body of `_bulk`, all of which must be stored; false if the engine is too busy for it.
    pub(crate) async fn bulk(&self, body: String) -> bool {
        let request = self.http.post(format!("{}/_bulk?filter_path=errors", self.url));
        let request = request.header("content-type", "application/x-ndjson").body(body);
        let mut answer = request.send().await.unwrap();
        if answer.status() == reqwest::StatusCode::TOO_MANY_REQUESTS {
            return false;
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.unwrap() {
            bytes.extend_from_slice(&chunk);
        }
        let answer: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(answer["errors"], false);
        true
    }

    /// A record as it is now, not as a search would find it.
    pub(crate) async fn record(&self, index: &str, id: &str) -> Option<Record> {
        let body = self.get(&format!("/{index}/_doc/{id}")).await.body;
        let seq_no = body["_seq_no"].as_i64()?;
        Some(Record { id: id.to_owned(), seq_no, source: body["_source"].clone() })
    }

    /// Writes a whole record.
    pub(crate) async fn put(&self, index: &str, id: &str, source: &Value) {
        self.tell(Method::PUT, &format!("/{index}/_doc/{id}?refresh=true"), source).await;
    }

    /// Merges into a record.
    pub(crate) async fn merge(&self, index: &str, id: &str, doc: &Value) {
        let path = format!("/{index}/_update/{id}?refresh=true&retry_on_conflict=9");
        self.tell(Method::POST, &path, &json!({"doc": doc})).await;
    }

    /// What a query finds, up to a thousand, after a refresh.
    pub(crate) async fn search(&self, index: &str, query: &Value) -> Vec<Record> {
        self.refresh(index).await;
        let body = json!({"query": query, "size": 1000, "seq_no_primary_term": true});
        let answer = self.ask(Method::POST, &format!("/{index}/_search"), Some(&body)).await;
        let hits = answer.body["hits"]["hits"].as_array().cloned().unwrap_or_default();
        let record = |hit: Value| Record {
            id: text(&hit, "_id"),
            seq_no: hit["_seq_no"].as_i64().unwrap(),
            source: hit["_source"].clone(),
        };
        hits.into_iter().map(record).collect()
    }

    pub(crate) async fn refresh(&self, index: &str) {
        self.ask(Method::POST, &format!("/{index}/_refresh"), None).await;
    }

    /// All documents of an index, after a refresh; none if there is no such index.
    pub(crate) async fn documents(&self, index: &str) -> Documents {
        self.refresh(index).await;
        let mut documents = Documents::new();
        let first = json!({"size": 5000, "sort": ["_doc"]});
        let path = format!("/{index}/_search?scroll=1m");
        let mut page = self.ask(Method::POST, &path, Some(&first)).await.body;
        while let Some(hits) = page["hits"]["hits"].as_array().filter(|hits| !hits.is_empty()) {
            for hit in hits {
                let source = hit["_source"].as_object().cloned().unwrap();
                documents.insert(text(hit, "_id"), source);
            }
            let next = json!({"scroll": "1m", "scroll_id": page["_scroll_id"]});
            page = self.ask(Method::POST, "/_search/scroll", Some(&next)).await.body;
        }
        if let Some(scroll) = page["_scroll_id"].as_str() {
            let body = json!({"scroll_id": scroll});
            self.ask(Method::DELETE, "/_search/scroll", Some(&body)).await;
        }
        documents
    }

    /// The engine's own count of an index's documents, after a refresh.
    pub(crate) async fn count(&self, index: &str) -> u64 {
        self.refresh(index).await;
        self.get(&format!("/{index}/_count")).await.body["count"].as_u64().unwrap_or_default()
    }
}

fn typed(kind: &str, fields: &[&str]) -> Map<String, Value> {
    fields.iter().map(|field| ((*field).to_owned(), json!({"type": kind}))).collect()
}

/// As much of the records' mapping as the tests search by. Elastic: connector protocol, mappings.
fn connectors_mapping() -> Value {
    let mut properties = typed("keyword", &["index_name", "name", "service_type", "status"]);
    properties.extend(typed("boolean", &["is_native", "deleted"]));
    properties.extend(typed("date", &["last_seen", "last_synced"]));
    json!({"dynamic": "false", "_meta": {"version": 1}, "properties": properties})
}

fn jobs_mapping() -> Value {
    let mut properties = typed("keyword", &["error", "job_type", "status", "trigger_method"]);
    let dates = ["canceled_at", "completed_at", "created_at", "last_seen", "started_at"];
    properties.extend(typed("date", &dates));
    let connector = typed("keyword", &["id", "index_name", "language", "service_type"]);
    properties.insert("connector".to_owned(), json!({"properties": connector}));
    json!({"dynamic": "false", "_meta": {"version": 1}, "properties": properties})
}
