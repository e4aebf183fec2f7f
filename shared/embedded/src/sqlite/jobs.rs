//! Sync jobs: JSON in a row, as the records are.

use async_trait::async_trait;
use rusqlite::{OptionalExtension as _, params};
use sync::job::SyncJob;
use sync::port::store::{JobStore, StoreError, Versioned};

use super::failure::Failure;
use super::state::{read, seq_no, text_and_token};
use super::{SqliteStore, most};

#[async_trait]
impl JobStore for SqliteStore {
    async fn create_job(&self, job: SyncJob) -> Result<bool, StoreError> {
        let json = self.json(&job)?;
        self.write_with(move |connection, connector| {
            let mut statement = connection.prepare_cached(
                "INSERT INTO jobs (connector, id, created_at, seq_no, job)
                 VALUES (?1, ?2, ?3, 1, ?4) ON CONFLICT DO NOTHING",
            )?;
            let values = params![connector, job.id, job.created_at.as_microsecond(), json];
            Ok(statement.execute(values)? == 1)
        })
        .await
    }

    async fn job(&self, id: &str) -> Result<Option<Versioned<SyncJob>>, StoreError> {
        let id = id.to_owned();
        self.read_with(move |connection, connector| {
            let mut statement = connection
                .prepare_cached("SELECT job, seq_no FROM jobs WHERE connector = ?1 AND id = ?2")?;
            let found = statement.query_row(params![connector, id], text_and_token).optional()?;
            found.map(|stored| read(&what(&id), stored)).transpose()
        })
        .await
    }

    async fn jobs(&self, limit: usize) -> Result<Vec<Versioned<SyncJob>>, StoreError> {
        self.read_with(move |connection, connector| {
            let mut statement = connection.prepare_cached(
                "SELECT job, seq_no FROM jobs WHERE connector = ?1
                 ORDER BY created_at DESC, rowid DESC LIMIT ?2",
            )?;
            let rows = statement.query_map(params![connector, most(limit)], text_and_token)?;
            rows.map(|row| read("a sync job", row?)).collect()
        })
        .await
    }

    async fn replace_job(&self, job: Versioned<SyncJob>) -> Result<bool, StoreError> {
        let Some(seq_no) = seq_no(job.token) else {
            return Ok(false);
        };
        let job = job.value;
        let json = self.json(&job)?;
        self.write_with(move |connection, connector| {
            let mut statement = connection.prepare_cached(
                "UPDATE jobs SET seq_no = seq_no + 1, created_at = ?4, job = ?5
                 WHERE connector = ?1 AND id = ?2 AND seq_no = ?3",
            )?;
            let created_at = job.created_at.as_microsecond();
            let values = params![connector, job.id, seq_no, created_at, json];
            Ok(statement.execute(values)? == 1)
        })
        .await
    }
}

impl SqliteStore {
    fn json(&self, job: &SyncJob) -> Result<String, StoreError> {
        let json = serde_json::to_string(job);
        json.map_err(|error| Failure::unwritable(what(&job.id), &error).of(&self.file.path))
    }
}

fn what(id: &str) -> String {
    format!("the sync job {id}")
}
