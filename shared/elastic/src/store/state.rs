//! The records of partitions: compare-and-set by `_seq_no`, listings in the order of kinds and ids.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sync::partition::PartitionId;
use sync::port::store::{StateStore, StoreError, Token, Versioned};
use sync::record::PartitionRecord;

use super::{ElasticStore, held};
use crate::bulk::{Condition, Operation, Outcome};
use crate::client::Repeat;
use crate::failure::Failure;
use crate::names::Names;
use crate::search::{Search, get};

const READING: &str = "reading partitions' records";

const WRITING: &str = "writing partitions' records";

const REFRESHING: &str = "making records visible";

/// A record with what the listings ask for beside it.
#[derive(Debug, Serialize)]
struct Stored<'a> {
    connector_id: &'a str,
    kind_rank: u8,
    graph_id: &'a str,
    job_id: &'a str,
    at_rest: bool,
    record: &'a PartitionRecord,
}

/// What is read of it.
#[derive(Debug, Deserialize)]
struct Read {
    record: PartitionRecord,
}

#[async_trait]
impl StateStore for ElasticStore {
    async fn records(
        &self,
        partitions: &[PartitionId],
    ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError> {
        let ids = partitions.iter().map(|id| self.id(&id.to_string())).collect();
        let found = self.gathered.records.ask(ids, |ids| self.read_records(ids)).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn create(&self, records: Vec<PartitionRecord>) -> Result<Vec<bool>, StoreError> {
        let creations = records.into_iter().map(|record| (record, Condition::Absent)).collect();
        let outcomes =
            self.gathered.changes.ask(creations, |changes| self.change_records(changes)).await?;
        Ok(held(outcomes, WRITING)?.iter().map(Option::is_some).collect())
    }

    async fn replace(
        &self,
        records: Vec<Versioned<PartitionRecord>>,
    ) -> Result<Vec<Option<Token>>, StoreError> {
        let replacements = records
            .into_iter()
            .map(|record| (record.value, Condition::Unchanged(record.token)))
            .collect();
        let outcomes =
            self.gathered.changes.ask(replacements, |changes| self.change_records(changes)).await?;
        Ok(held(outcomes, WRITING)?)
    }

    async fn refresh(&self) -> Result<(), StoreError> {
        let Names { state, jobs, .. } = &self.options.names;
        let refreshed = match self.refresh_index(REFRESHING, &format!("{state},{jobs}")).await {
            // The jobs are Elastic's: where the server manages their index, it makes them visible itself.
            Err(failure) if failure.is_final() => self.refresh_index(REFRESHING, state).await,
            refreshed => refreshed,
        };
        Ok(refreshed?)
    }

    async fn of_other_jobs(
        &self,
        job: &str,
        limit: usize,
    ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError> {
        let query = json!({"bool": {
            "filter": [self.of_connector()], "must_not": [{"term": {"job_id": job}}],
        }});
        Ok(self.listed(query, None, limit).await?)
    }

    async fn unfinished(
        &self,
        job: &str,
        limit: usize,
    ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError> {
        let query = json!({"bool": {"filter": [
            self.of_connector(), {"term": {"job_id": job}}, {"term": {"at_rest": false}},
        ]}});
        Ok(self.listed(query, None, limit).await?)
    }

    async fn list(
        &self,
        after: Option<&PartitionId>,
        limit: usize,
    ) -> Result<Vec<PartitionRecord>, StoreError> {
        let query = json!({"bool": {"filter": [self.of_connector()]}});
        let after = after.map(|after| json!([after.kind.rank(), after.graph_id]));
        let listed = self.listed(query, after, limit).await?;
        Ok(listed.into_iter().map(|record| record.value).collect())
    }
}

impl ElasticStore {
    /// The records with these ids, none for one that isn't there.
    async fn read_records(
        &self,
        ids: Vec<String>,
    ) -> Result<Vec<Option<Versioned<PartitionRecord>>>, StoreError> {
        // Several callers may ask for the same one.
        let distinct: BTreeSet<&String> = ids.iter().collect();
        let distinct: Vec<String> = distinct.into_iter().cloned().collect();
        let hits = get(&self.client, READING, &self.options.names.state, &distinct).await?;
        let mut found = BTreeMap::new();
        for hit in &hits {
            found.insert(hit.id.as_str(), hit.versioned(WHAT, record)?);
        }
        Ok(ids.iter().map(|id| found.get(id.as_str()).cloned()).collect())
    }

    /// Writes records, each under its condition.
    async fn change_records(
        &self,
        changes: Vec<(PartitionRecord, Condition)>,
    ) -> Result<Vec<Outcome>, StoreError> {
        let operations = changes.iter().map(|(record, condition)| self.stored(record, *condition));
        Ok(self.bulk(WRITING, Repeat::IfNotDone).run(operations).await?)
    }

    fn stored<'a>(
        &'a self,
        record: &'a PartitionRecord,
        condition: Condition,
    ) -> Operation<'a, Stored<'a>> {
        let stored = Stored {
            connector_id: &self.options.connector_id,
            kind_rank: record.partition.kind.rank(),
            graph_id: &record.partition.graph_id,
            job_id: &record.job_id,
            at_rest: record.at_rest(),
            record,
        };
        Operation {
            index: &self.options.names.state,
            id: self.id(&record.partition.to_string()),
            condition,
            source: Some(stored),
        }
    }

    /// What is of this connector, in an index that all share.
    fn of_connector(&self) -> Value {
        json!({"term": {"connector_id": self.options.connector_id}})
    }

    async fn listed(
        &self,
        query: Value,
        after: Option<Value>,
        limit: usize,
    ) -> Result<Vec<Versioned<PartitionRecord>>, Failure> {
        let sort = json!([{"kind_rank": "asc"}, {"graph_id": "asc"}]);
        let whole = Search::whole(READING, &self.options.names.state, query, sort);
        let found = self.found(Search { after, ..whole }, limit).await?;
        found.iter().map(|hit| hit.versioned(WHAT, record)).collect()
    }
}

const WHAT: &str = "the record of partition";

fn record(read: Read) -> PartitionRecord {
    read.record
}
