//! Searches over a unique sorted field, page after page, and reads by id: the two ways to read.

use elasticsearch::http::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use sync::port::store::{Token, Versioned};

use crate::client::{Client, Request};
use crate::failure::{Cause, Failure, Refusal};

/// Documents of one answer: a page of the largest records (some 700 KB each) stays below 100 MB.
const PAGE: usize = 100;

/// A search whose hits stand in one order only.
#[derive(Debug)]
pub(crate) struct Search<'a> {
    pub(crate) action: &'static str,
    pub(crate) index: &'a str,
    pub(crate) query: Value,
    /// The sort; its values together are unique.
    pub(crate) sort: Value,
    /// The sort values after which it begins.
    pub(crate) after: Option<Value>,
    /// Which fields of `_source` come back; `true` for all.
    pub(crate) source: Value,
    /// Hits at a time.
    pub(crate) page: usize,
}

/// A stored document that was found.
#[derive(Debug, Deserialize)]
pub(crate) struct Hit {
    #[serde(rename = "_id")]
    pub(crate) id: String,
    #[serde(rename = "_seq_no", default)]
    seq_no: u64,
    #[serde(rename = "_primary_term", default)]
    primary_term: u64,
    #[serde(rename = "_source", default)]
    source: Option<Box<RawValue>>,
    #[serde(default)]
    sort: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Answer {
    hits: Hits,
}

#[derive(Debug, Deserialize)]
struct Hits {
    hits: Vec<Hit>,
}

impl<'a> Search<'a> {
    /// A search for whole documents.
    pub(crate) fn whole(action: &'static str, index: &'a str, query: Value, sort: Value) -> Self {
        Self { action, index, query, sort, after: None, source: Value::Bool(true), page: PAGE }
    }

    /// Its first `limit` hits.
    pub(crate) async fn run(mut self, client: &Client, limit: usize) -> Result<Vec<Hit>, Failure> {
        let mut found: Vec<Hit> = Vec::new();
        while found.len() < limit {
            let size = self.page.min(limit - found.len());
            let answer: Answer = client.ask(&self.request(size)).await?;
            let last_page = answer.hits.hits.len() < size;
            found.extend(answer.hits.hits);
            self.after = found.last().and_then(|hit| hit.sort.clone());
            if last_page || self.after.is_none() {
                break;
            }
        }
        Ok(found)
    }

    fn request(&self, size: usize) -> Request {
        let mut body = json!({
            "query": self.query, "sort": self.sort, "size": size, "_source": self.source,
            "seq_no_primary_term": true, "track_total_hits": false,
        });
        if let (Some(after), Value::Object(body)) = (&self.after, &mut body) {
            body.insert("search_after".to_owned(), after.clone());
        }
        let path = format!("/{}/_search", self.index);
        Request::json(self.action, Method::Post, path, &body)
            // A part of the hits would be taken for all of them, and a job for done.
            .with("allow_partial_search_results", "false")
            // All pages come from one copy of a shard: what another one doesn't see yet is on none or on two of them.
            .with("preference", "teams-connector")
    }
}

/// The documents with these ids, as their last write left them; those that aren't there are left out.
pub(crate) async fn get(
    client: &Client,
    action: &'static str,
    index: &str,
    ids: &[String],
) -> Result<Vec<Hit>, Failure> {
    let mut found = Vec::new();
    for ids in ids.chunks(PAGE) {
        let body = json!({ "ids": ids });
        let request = Request::json(action, Method::Post, format!("/{index}/_mget"), &body);
        let answer: Documents = client.ask(&request).await?;
        for document in answer.docs {
            found.extend(document.hit(action)?);
        }
    }
    Ok(found)
}

#[derive(Debug, Deserialize)]
struct Documents {
    docs: Vec<Document>,
}

/// One answer of `_mget`: found, not found, or a fault.
#[derive(Debug, Deserialize)]
struct Document {
    #[serde(rename = "_id")]
    id: String,
    #[serde(default)]
    found: bool,
    #[serde(rename = "_seq_no", default)]
    seq_no: u64,
    #[serde(rename = "_primary_term", default)]
    primary_term: u64,
    #[serde(rename = "_source", default)]
    source: Option<Box<RawValue>>,
    #[serde(default)]
    error: Option<Cause>,
}

impl Document {
    fn hit(self, action: &'static str) -> Result<Option<Hit>, Failure> {
        if let Some(cause) = self.error {
            // The answer as a whole is a success; this is the status that the index alone would have given.
            let refusal = Refusal::of_cause(404, cause);
            return Err(Failure::Refused { action, refusal });
        }
        let Self { id, seq_no, primary_term, source, .. } = self;
        Ok(self.found.then_some(Hit { id, seq_no, primary_term, source, sort: None }))
    }
}

impl Hit {
    /// Its `_source`, as it was written.
    pub(crate) fn source<T: DeserializeOwned>(&self, what: &str) -> Result<T, Failure> {
        let unreadable =
            |reason| Failure::Unreadable { what: format!("{what} {}", self.id), reason };
        let source = self.source.as_ref().map_or("null", |source| source.get());
        serde_json::from_str(source).map_err(|error| unreadable(error.to_string()))
    }

    /// Which write it comes from.
    pub(crate) fn token(&self) -> Token {
        Token { seq_no: self.seq_no, primary_term: self.primary_term }
    }

    /// A thing of ours that its `_source` holds, with the token of its write.
    pub(crate) fn versioned<S, T>(
        &self,
        what: &str,
        thing: impl FnOnce(S) -> T,
    ) -> Result<Versioned<T>, Failure>
    where
        S: DeserializeOwned,
    {
        Ok(Versioned { value: thing(self.source(what)?), token: self.token() })
    }
}
