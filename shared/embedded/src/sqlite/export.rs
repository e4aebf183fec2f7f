//! Reading the stored documents one by one and in order, and counting them.

use std::collections::BTreeMap;

use futures::stream::{self, Stream, StreamExt as _, TryStreamExt as _};
use rusqlite::{Connection, OptionalExtension as _, ToSql, params};
use serde_json::{Map, Value};
use sync::port::store::StoreError;

use super::SqliteStore;
use super::failure::Failure;

/// A page of the export ends after this many documents …
const PAGE_DOCUMENTS: i64 = 500;

/// … or with the one that fills this many bytes of JSON.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// How many documents there are, by object type.
pub type Counts = BTreeMap<String, u64>;

/// A document as it is stored, with its `_sync` bookkeeping.
type Source = Map<String, Value>;

/// Some documents in a row.
struct Page {
    sources: Vec<Source>,
    /// Where the next page starts after; none behind the last page.
    last_id: Option<String>,
}

impl SqliteStore {
    /// The stored documents in the order of their ids, of one type or of all, `_sync` included; a page at a time is in
    /// memory. Documents that are written meanwhile may be among them or not.
    ///
    /// # Errors
    /// The stream ends with an error when the file can't be read.
    pub fn documents(
        &self,
        object_type: Option<&str>,
    ) -> impl Stream<Item = Result<Source, StoreError>> + Send + 'static {
        let store = self.clone();
        let object_type = object_type.map(str::to_owned);
        let pages = stream::try_unfold(Some(String::new()), move |after| {
            let (store, object_type) = (store.clone(), object_type.clone());
            async move {
                let Some(after) = after else { return Ok(None) };
                let page = store.page(object_type, after).await?;
                Ok(Some((stream::iter(page.sources).map(Ok), page.last_id)))
            }
        });
        pages.try_flatten()
    }

    async fn page(&self, object_type: Option<String>, after: String) -> Result<Page, StoreError> {
        self.read_with(move |connection, connector| match object_type {
            None => {
                let sql = "SELECT id, source FROM documents
                           WHERE connector = ?1 AND id > ?2 AND source IS NOT NULL
                           ORDER BY id LIMIT ?3";
                page(connection, sql, params![connector, after, PAGE_DOCUMENTS])
            }
            Some(object_type) => {
                let sql = "SELECT id, source FROM documents
                           WHERE connector = ?1 AND id > ?2 AND source IS NOT NULL
                             AND object_type = ?4
                           ORDER BY id LIMIT ?3";
                page(connection, sql, params![connector, after, PAGE_DOCUMENTS, object_type])
            }
        })
        .await
    }

    /// A stored document by its id, `_sync` included.
    ///
    /// # Errors
    /// When the file can't be read.
    pub async fn document(&self, id: &str) -> Result<Option<Source>, StoreError> {
        let id = id.to_owned();
        self.read_with(move |connection, connector| {
            let mut statement = connection.prepare_cached(
                "SELECT row FROM documents
                 WHERE connector = ?1 AND id = ?2 AND source IS NOT NULL",
            )?;
            let row = statement.query_row(params![connector, id], |row| row.get(0)).optional()?;
            row.map(|row| source(connection, row, &id)).transpose()
        })
        .await
    }

    /// How many documents are stored of each object type.
    ///
    /// # Errors
    /// When the file can't be read.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        self.read_with(|connection, connector| {
            let mut statement = connection.prepare_cached(
                "SELECT object_type, count(*) FROM documents
                 WHERE connector = ?1 AND source IS NOT NULL GROUP BY object_type",
            )?;
            let rows = statement.query_map([connector], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// The source of a row that is there.
pub(super) fn source(connection: &Connection, row: i64, id: &str) -> Result<Source, Failure> {
    let mut statement = connection.prepare_cached("SELECT source FROM documents WHERE row = ?1")?;
    let json: String = statement.query_row([row], |row| row.get(0))?;
    parse(id, &json)
}

fn page(connection: &Connection, sql: &str, values: &[&dyn ToSql]) -> Result<Page, Failure> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut page = Page { sources: Vec::new(), last_id: None };
    let mut bytes = 0;
    while bytes < PAGE_BYTES
        && let Some(row) = rows.next()?
    {
        let (id, json): (String, String) = (row.get(0)?, row.get(1)?);
        bytes += json.len();
        page.sources.push(parse(&id, &json)?);
        page.last_id = Some(id);
    }
    Ok(page)
}

fn parse(id: &str, json: &str) -> Result<Source, Failure> {
    serde_json::from_str(json)
        .map_err(|error| Failure::unreadable(format!("the document {id}"), &error))
}
