//! The documents: rows with versions and tombstones, and the text index that follows them.

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::{Map, Value};
use sync::port::store::{ContentStore, RefusedDocument, Stale, StoreError, Sweep, Write, Written};

use super::failure::Failure;
use super::texts::Texts;
use super::{SqliteStore, most, refused};

/// The largest document, as JSON. Export and search hold whole documents in memory, and the text of a file is cut far
/// below this: a larger one is a fault.
const DOCUMENT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A write that passed the checks, in the form of its row.
struct Change {
    id: String,
    version: i64,
    stored: Option<Stored>,
}

/// What a row holds of a document that isn't deleted.
struct Stored {
    partition: String,
    scope: String,
    object_type: String,
    source: String,
    texts: Texts,
    digest: i64,
}

/// A row whose indexed text must follow.
struct Reindexed<'a> {
    row: i64,
    /// Whether the index holds an older text of it.
    indexed: bool,
    texts: Option<&'a Texts>,
}

#[async_trait]
impl ContentStore for SqliteStore {
    async fn write(&self, writes: Vec<Write>) -> Result<Vec<Written>, StoreError> {
        let preparing =
            tokio::task::spawn_blocking(|| writes.into_iter().map(Change::new).collect::<Vec<_>>());
        let changes = preparing.await.ok().ok_or(Failure::Ended.of(&self.file.path))?;
        self.write_with(move |connection, connector| apply(connection, connector, &changes)).await
    }

    async fn keep_refused(&self, refused: Vec<RefusedDocument>) -> Result<(), StoreError> {
        self.write_with(move |connection, connector| {
            refused.iter().try_for_each(|document| refused::keep(connection, connector, document))
        })
        .await
    }

    async fn refresh_content(&self) -> Result<(), StoreError> {
        // Every read sees every commit before it.
        Ok(())
    }

    async fn count(&self) -> Result<u64, StoreError> {
        Ok(self.counts().await?.values().sum())
    }

    async fn stale(
        &self,
        of: &Sweep,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Stale>, StoreError> {
        // An id is never empty, so that the empty `after` passes over none.
        let after = after.unwrap_or_default().to_owned();
        let Sweep { partition, before, is_first: _ } = of.clone();
        self.read_with(move |connection, connector| {
            let mut statement = connection.prepare_cached(
                // Left to itself, SQLite walks all documents in the order of their ids.
                "SELECT id, scope FROM documents INDEXED BY documents_of_partition
                 WHERE connector = ?1 AND partition_id = ?2 AND version < ?3
                   AND id > ?4 AND source IS NOT NULL
                 ORDER BY id LIMIT ?5",
            )?;
            let before = i64::try_from(before).unwrap_or(i64::MAX);
            let values = params![connector, partition.to_string(), before, after, most(limit)];
            let stale = statement
                .query_map(values, |row| Ok(Stale { id: row.get(0)?, scope: row.get(1)? }))?;
            Ok(stale.collect::<Result<_, _>>()?)
        })
        .await
    }
}

impl Change {
    /// Checks a write and gives it the form of its row, or says why it never can be stored.
    fn new(write: Write) -> Result<Self, String> {
        let Write { id, version, source } = write;
        if id.is_empty() {
            return Err("the document has no id".to_owned());
        }
        let Ok(row_version) = i64::try_from(version) else {
            return Err(format!("the version {version} is more than 63 bits hold"));
        };
        let stored = source.as_ref().map(Stored::new).transpose()?;
        Ok(Self { id, version: row_version, stored })
    }
}

impl Stored {
    fn new(source: &Map<String, Value>) -> Result<Self, String> {
        let json = serde_json::to_string(source).map_err(|error| error.to_string())?;
        if json.len() > DOCUMENT_BYTES_MAX {
            let bytes = json.len();
            return Err(format!("the document has {bytes} bytes of {DOCUMENT_BYTES_MAX} at most"));
        }
        let texts = Texts::of(source);
        Ok(Self {
            partition: text(source, "/_sync/partition")?,
            scope: text(source, "/_sync/scope")?,
            object_type: text(source, "/object_type")?,
            source: json,
            digest: texts.digest(),
            texts,
        })
    }
}

/// A field without which no sweep and no listing would find the document again.
fn text(source: &Map<String, Value>, path: &str) -> Result<String, String> {
    let mut parts = path.split('/').skip(1);
    let first = parts.next().and_then(|part| source.get(part));
    let value = parts.fold(first, |value, part| value?.get(part));
    let text = value.and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| format!("the document has no text at {path}"))
}

/// Makes the changes: rows first, then the text index in the order of the rows, because FTS5 empties its buffer
/// whenever a lower row comes after a higher one.
fn apply(
    connection: &Connection,
    connector: &str,
    changes: &[Result<Change, String>],
) -> Result<Vec<Written>, Failure> {
    let mut reindexed = Vec::new();
    let mut written = Vec::with_capacity(changes.len());
    for change in changes {
        written.push(match change {
            Err(reason) => Written::Refused { reason: reason.clone() },
            Ok(change) => put(connection, connector, change, &mut reindexed)?,
        });
    }
    reindexed.sort_by_key(|text| text.row);
    for text in reindexed {
        index(connection, &text)?;
    }
    Ok(written)
}

/// Writes one row if no higher version is there, and notes whether its text changed.
fn put<'a>(
    connection: &Connection,
    connector: &str,
    change: &'a Change,
    reindexed: &mut Vec<Reindexed<'a>>,
) -> Result<Written, Failure> {
    let old = indexed_digest(connection, connector, &change.id)?;
    let Some(row) = upsert(connection, connector, change)? else {
        return Ok(Written::Superseded);
    };
    let new = change.stored.as_ref();
    if old != new.map(|stored| stored.digest) {
        let texts = new.map(|stored| &stored.texts);
        reindexed.push(Reindexed { row, indexed: old.is_some(), texts });
    }
    Ok(Written::Done)
}

/// The digest of a document's indexed text; none if it is new or deleted.
fn indexed_digest(
    connection: &Connection,
    connector: &str,
    id: &str,
) -> Result<Option<i64>, Failure> {
    let mut statement = connection
        .prepare_cached("SELECT text_digest FROM documents WHERE connector = ?1 AND id = ?2")?;
    let digest = statement.query_row(params![connector, id], |row| row.get(0)).optional()?;
    Ok(digest.flatten())
}

/// The row that was written, or none if a higher version was there.
fn upsert(
    connection: &Connection,
    connector: &str,
    change: &Change,
) -> Result<Option<i64>, Failure> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO documents
             (connector, id, version, partition_id, scope, object_type, text_digest, source)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (connector, id) DO UPDATE SET
             version = excluded.version, partition_id = excluded.partition_id,
             scope = excluded.scope, object_type = excluded.object_type,
             text_digest = excluded.text_digest, source = excluded.source
         WHERE excluded.version >= version
         RETURNING row",
    )?;
    let stored = change.stored.as_ref();
    let values = params![
        connector,
        change.id,
        change.version,
        stored.map(|stored| &stored.partition),
        stored.map(|stored| &stored.scope),
        stored.map(|stored| &stored.object_type),
        stored.map(|stored| stored.digest),
        stored.map(|stored| &stored.source),
    ];
    Ok(statement.query_row(values, |row| row.get(0)).optional()?)
}

fn index(connection: &Connection, text: &Reindexed<'_>) -> Result<(), Failure> {
    if text.indexed {
        connection.prepare_cached("DELETE FROM texts WHERE rowid = ?1")?.execute([text.row])?;
    }
    if let Some(Texts { title, names, body }) = text.texts {
        let mut statement = connection.prepare_cached(
            "INSERT INTO texts (rowid, title, names, body) VALUES (?1, ?2, ?3, ?4)",
        )?;
        statement.execute(params![text.row, title, names, body])?;
    }
    Ok(())
}
