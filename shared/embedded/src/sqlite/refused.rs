//! Documents that the store refused, kept apart for people to look at.

use rusqlite::{Connection, Row, params};
use sync::port::store::{RefusedDocument, StoreError};

use super::failure::Failure;
use super::{SqliteStore, most};

impl SqliteStore {
    /// Documents that were refused, in the order of their ids, at most `limit`.
    ///
    /// # Errors
    /// When the file can't be read.
    pub async fn refused(&self, limit: usize) -> Result<Vec<RefusedDocument>, StoreError> {
        self.read_with(move |connection, connector| {
            let mut statement = connection.prepare_cached(
                "SELECT id, partition_id, job_id, reason, at, source FROM refused
                 WHERE connector = ?1 ORDER BY id LIMIT ?2",
            )?;
            let mut rows = statement.query(params![connector, most(limit)])?;
            let mut documents = Vec::new();
            while let Some(row) = rows.next()? {
                documents.push(read(row)?);
            }
            Ok(documents)
        })
        .await
    }
}

/// Keeps a refused document; a later refusal of the same one replaces it.
pub(super) fn keep(
    connection: &Connection,
    connector: &str,
    document: &RefusedDocument,
) -> Result<(), Failure> {
    let source = serde_json::to_string(&document.source)
        .map_err(|error| Failure::unwritable(what(&document.id), &error))?;
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO refused (connector, id, partition_id, job_id, reason, at, source)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let RefusedDocument { id, partition, job_id, reason, at, source: _ } = document;
    let (partition, at) = (partition.to_string(), at.to_string());
    statement.execute(params![connector, id, partition, job_id, reason, at, source])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<RefusedDocument, Failure> {
    let id: String = row.get(0)?;
    let partition: String = row.get(1)?;
    let at: String = row.get(4)?;
    let source: String = row.get(5)?;
    let unreadable = |reason: String| Failure::Unreadable { what: what(&id), reason };
    Ok(RefusedDocument {
        partition: partition.parse().map_err(|error| unreadable(format!("{error}")))?,
        job_id: row.get(2)?,
        reason: row.get(3)?,
        at: at.parse().map_err(|error| unreadable(format!("{error}")))?,
        source: serde_json::from_str(&source).map_err(|error| unreadable(format!("{error}")))?,
        id: id.clone(),
    })
}

fn what(id: &str) -> String {
    format!("the refused document {id}")
}
