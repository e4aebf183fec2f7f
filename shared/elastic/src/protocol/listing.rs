//! Reading records: by id as their last write left them, or by a search that may lag behind.
//!
//! Pages follow each other by `_seq_no`, alone or after a date: every engine sorts by it, and it is unique, as both
//! indices have one shard. `_id` can't be sorted by on newer engines, and no mapped field is unique. A record that is
//! written while it is listed moves to the end: it comes twice at worst, never not at all, and once is passed on.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Record;
use crate::client::Client;
use crate::failure::Failure;
use crate::search::{Hit, Search, get};

/// Records of one listing: more than any cluster has connectors, or jobs that aren't over.
pub(super) const RECORDS_MAX: usize = 10_000;

/// One of the two indices, and what people are told is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listing<'a> {
    pub(super) client: &'a Client,
    pub(super) alias: &'a str,
    pub(super) action: &'static str,
}

impl Listing<'_> {
    /// Those of these records that are there, in this order.
    pub(super) async fn of_ids(&self, ids: &[String]) -> Result<Vec<Record>, Failure> {
        records(get(self.client, self.action, self.alias, ids).await)
    }

    /// The record of this id.
    pub(super) async fn one(&self, id: &str) -> Result<Option<Record>, Failure> {
        Ok(self.of_ids(&[id.to_owned()]).await?.pop())
    }

    /// The records that match all of these clauses, by a date and then the order of their last writes.
    pub(super) async fn matching(
        &self,
        query: Value,
        order: Order,
        limit: usize,
    ) -> Result<Vec<Record>, Failure> {
        let search = Search::whole(self.action, self.alias, query, order.sort());
        records(search.run(self.client, limit).await)
    }
}

/// The order of a listing.
#[derive(Debug, Clone, Copy)]
pub(super) enum Order {
    /// As they were last written.
    Written,
    /// The oldest first.
    Oldest,
    /// The newest first.
    Newest,
}

impl Order {
    fn sort(self) -> Value {
        // An index without any job may not have it mapped.
        let created = |order| json!({"created_at": {"order": order, "unmapped_type": "date"}});
        match self {
            Self::Written => json!([{"_seq_no": "asc"}]),
            Self::Oldest => json!([created("asc"), {"_seq_no": "asc"}]),
            Self::Newest => json!([created("desc"), {"_seq_no": "desc"}]),
        }
    }
}

/// Each record once; none where there is no index, because nobody wrote into it yet.
fn records(hits: Result<Vec<Hit>, Failure>) -> Result<Vec<Record>, Failure> {
    let hits = match hits {
        Err(failure) if failure.is_of_missing_index() => return Ok(Vec::new()),
        hits => hits?,
    };
    let mut seen = BTreeSet::new();
    let mut records = Vec::with_capacity(hits.len());
    for hit in hits {
        if seen.insert(hit.id.clone()) {
            let source = hit.source("the record")?;
            records.push(Record { source, token: hit.token(), id: hit.id });
        }
    }
    Ok(records)
}
