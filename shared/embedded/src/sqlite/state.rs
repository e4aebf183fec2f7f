//! The records of partitions: JSON in a row, with what the listings ask for beside it.

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, params};
use sync::partition::PartitionId;
use sync::port::store::{StateStore, StoreError, Token, Versioned};
use sync::record::PartitionRecord;

use super::failure::Failure;
use super::{SqliteStore, most};

/// A record's form in its row.
struct Prepared {
    partition: PartitionId,
    job_id: String,
    at_rest: bool,
    record: String,
}

/// SQLite has one writer and never changes it: Elastic's `_primary_term` is always this.
pub(super) const PRIMARY_TERM: u64 = 1;

#[async_trait]
impl StateStore for SqliteStore {
    async fn records(
        &self,
        partitions: &[PartitionId],
    ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError> {
        let partitions = partitions.to_vec();
        self.read_with(move |connection, connector| {
            let found = partitions.iter().map(|partition| find(connection, connector, partition));
            found.filter_map(Result::transpose).collect()
        })
        .await
    }

    async fn create(&self, records: Vec<PartitionRecord>) -> Result<Vec<bool>, StoreError> {
        let records = self.prepare(&records)?;
        self.write_with(move |connection, connector| {
            records.iter().map(|record| insert(connection, connector, record)).collect()
        })
        .await
    }

    async fn replace(
        &self,
        records: Vec<Versioned<PartitionRecord>>,
    ) -> Result<Vec<Option<Token>>, StoreError> {
        let tokens: Vec<Token> = records.iter().map(|record| record.token).collect();
        let records = self.prepare(records.iter().map(|record| &record.value))?;
        self.write_with(move |connection, connector| {
            let pairs = records.iter().zip(&tokens);
            pairs.map(|(record, token)| update(connection, connector, record, *token)).collect()
        })
        .await
    }

    async fn refresh(&self) -> Result<(), StoreError> {
        // Every read sees every commit before it.
        Ok(())
    }

    async fn of_other_jobs(
        &self,
        job: &str,
        limit: usize,
    ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError> {
        let job = job.to_owned();
        self.read_with(move |connection, connector| {
            let sql = "SELECT record, seq_no FROM partitions WHERE connector = ?1 AND job_id <> ?2
                       ORDER BY kind_rank, graph_id LIMIT ?3";
            list(connection, sql, params![connector, job, most(limit)])
        })
        .await
    }

    async fn unfinished(
        &self,
        job: &str,
        limit: usize,
    ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError> {
        let job = job.to_owned();
        self.read_with(move |connection, connector| {
            let sql = "SELECT record, seq_no FROM partitions
                       WHERE connector = ?1 AND job_id = ?2 AND at_rest = 0
                       ORDER BY kind_rank, graph_id LIMIT ?3";
            list(connection, sql, params![connector, job, most(limit)])
        })
        .await
    }

    async fn list(
        &self,
        after: Option<&PartitionId>,
        limit: usize,
    ) -> Result<Vec<PartitionRecord>, StoreError> {
        let place = |id: &PartitionId| (i64::from(id.kind.rank()), id.graph_id.clone());
        let (rank, graph_id) = after.map_or((-1, String::new()), place);
        self.read_with(move |connection, connector| {
            let sql = "SELECT record, seq_no FROM partitions
                       WHERE connector = ?1 AND (kind_rank, graph_id) > (?2, ?3)
                       ORDER BY kind_rank, graph_id LIMIT ?4";
            let values = params![connector, rank, graph_id, most(limit)];
            let records = list(connection, sql, values)?;
            Ok(records.into_iter().map(|record| record.value).collect())
        })
        .await
    }
}

impl SqliteStore {
    fn prepare<'a>(
        &self,
        records: impl IntoIterator<Item = &'a PartitionRecord>,
    ) -> Result<Vec<Prepared>, StoreError> {
        let prepared = records.into_iter().map(Prepared::new).collect::<Result<_, _>>();
        prepared.map_err(|failure: Failure| failure.of(&self.file.path))
    }
}

impl Prepared {
    fn new(record: &PartitionRecord) -> Result<Self, Failure> {
        let json = serde_json::to_string(record)
            .map_err(|error| Failure::unwritable(what(&record.partition), &error))?;
        Ok(Self {
            partition: record.partition.clone(),
            job_id: record.job_id.clone(),
            at_rest: record.at_rest(),
            record: json,
        })
    }
}

fn what(partition: &PartitionId) -> String {
    format!("the record of partition {partition}")
}

fn find(
    connection: &Connection,
    connector: &str,
    partition: &PartitionId,
) -> Result<Option<Versioned<PartitionRecord>>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT record, seq_no FROM partitions
         WHERE connector = ?1 AND kind_rank = ?2 AND graph_id = ?3",
    )?;
    let key = params![connector, partition.kind.rank(), partition.graph_id];
    let found = statement.query_row(key, text_and_token).optional()?;
    found.map(|stored| read(&what(partition), stored)).transpose()
}

fn insert(connection: &Connection, connector: &str, new: &Prepared) -> Result<bool, Failure> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO partitions (connector, kind_rank, graph_id, seq_no, job_id, at_rest, record)
         VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
    )?;
    let Prepared { partition, job_id, at_rest, record } = new;
    let values =
        params![connector, partition.kind.rank(), partition.graph_id, job_id, at_rest, record];
    Ok(statement.execute(values)? == 1)
}

fn update(
    connection: &Connection,
    connector: &str,
    new: &Prepared,
    token: Token,
) -> Result<Option<Token>, Failure> {
    let Some(seq_no) = seq_no(token) else {
        return Ok(None);
    };
    let mut statement = connection.prepare_cached(
        "UPDATE partitions SET seq_no = seq_no + 1, job_id = ?5, at_rest = ?6, record = ?7
         WHERE connector = ?1 AND kind_rank = ?2 AND graph_id = ?3 AND seq_no = ?4",
    )?;
    let Prepared { partition, job_id, at_rest, record } = new;
    let values = params![
        connector,
        partition.kind.rank(),
        partition.graph_id,
        seq_no,
        job_id,
        at_rest,
        record
    ];
    let updated = statement.execute(values)? == 1;
    Ok(updated.then(|| Token { seq_no: token.seq_no.saturating_add(1), ..token }))
}

fn list(
    connection: &Connection,
    sql: &str,
    values: &[&dyn ToSql],
) -> Result<Vec<Versioned<PartitionRecord>>, Failure> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(values, text_and_token)?;
    rows.map(|row| read("the record of a partition", row?)).collect()
}

/// A stored thing's JSON and the token of its last write.
pub(super) fn text_and_token(row: &Row<'_>) -> rusqlite::Result<(String, Token)> {
    let seq_no = row.get(1)?;
    Ok((row.get(0)?, Token { seq_no, primary_term: PRIMARY_TERM }))
}

/// The number that a token of this store names; none for a token of another store.
pub(super) fn seq_no(token: Token) -> Option<i64> {
    let ours = token.primary_term == PRIMARY_TERM;
    i64::try_from(token.seq_no).ok().filter(|_| ours)
}

/// A stored thing from its JSON.
pub(super) fn read<T: serde::de::DeserializeOwned>(
    what: &str,
    (json, token): (String, Token),
) -> Result<Versioned<T>, Failure> {
    let value = serde_json::from_str(&json).map_err(|error| Failure::unreadable(what, &error))?;
    Ok(Versioned { value, token })
}
