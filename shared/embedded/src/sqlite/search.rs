//! Search: the documents that a query fits, best first, with the place where it does.

use rusqlite::{Connection, params};
use serde_json::{Map, Value};
use sync::port::store::StoreError;

use super::failure::Failure;
use super::query::expression;
use super::segment::mended;
use super::texts::Texts;
use super::{SqliteStore, export, most};

/// Around a match in a snippet while it is in SQLite; control characters, which no indexed text has.
const MATCH_BEGINS: char = '\u{1}';
const MATCH_ENDS: char = '\u{2}';

/// Bytes of a document's text in which the place is looked for, before segmentation.
const SNIPPET_TEXT_BYTES_MAX: usize = 256 * 1024;

/// Most hits of a search, whatever is asked for: each one's document is read and shown.
const HITS_MAX: usize = 1_000;

/// Which documents are looked at, and how many are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Only this type, as the documents name it (`CHANNEL_MESSAGE`).
    pub object_type: Option<String>,
    /// Most hits; a thousand at most.
    pub limit: usize,
}

/// A document that a query fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its id.
    pub id: String,
    /// Its type.
    pub object_type: String,
    /// Its title.
    pub title: String,
    /// A passage of one line, with the matches told apart.
    pub snippet: Vec<Piece>,
    /// Its deep link.
    pub url: Option<String>,
    /// Its `_timestamp`, RFC 3339.
    pub timestamp: Option<String>,
    /// How well it fits: higher is better, comparable within one search only.
    pub score: f64,
}

/// A part of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text around the matches.
    Plain(String),
    /// A word of the query, as the document writes it.
    Match(String),
}

/// A hit before its document was read.
struct Found {
    row: i64,
    id: String,
    object_type: String,
    score: f64,
}

impl SqliteStore {
    /// Documents in which every word of `query` is found, best first; the last word may be a beginning, and words in
    /// quotes must stand together. Case doesn't count, nor do the accents of Latin letters.
    ///
    /// # Errors
    /// When the file can't be read.
    pub async fn search(&self, query: &str, filter: &Filter) -> Result<Vec<Hit>, StoreError> {
        let Some(expression) = expression(query) else {
            return Ok(Vec::new());
        };
        let filter = filter.clone();
        self.read_with(move |connection, connector| {
            // One view of the file for all the steps; its end also empties the passing table.
            let _view = connection.unchecked_transaction()?;
            let found = find(connection, connector, &expression, &filter)?;
            found.into_iter().map(|found| show(connection, &expression, found)).collect()
        })
        .await
    }
}

/// Rows that fit, best first. The title weighs most, then names.
fn find(
    connection: &Connection,
    connector: &str,
    expression: &str,
    filter: &Filter,
) -> Result<Vec<Found>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT documents.row, id, object_type, -bm25(texts, 4.0, 2.0, 1.0) AS score
         FROM texts JOIN documents ON documents.row = texts.rowid
         WHERE texts MATCH ?2 AND connector = ?1 AND (?3 IS NULL OR object_type = ?3)
         ORDER BY score DESC, id LIMIT ?4",
    )?;
    let values =
        params![connector, expression, filter.object_type, most(filter.limit.min(HITS_MAX))];
    let rows = statement.query_map(values, |row| {
        Ok(Found {
            row: row.get(0)?,
            id: row.get(1)?,
            object_type: row.get(2)?,
            score: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn show(connection: &Connection, expression: &str, found: Found) -> Result<Hit, Failure> {
    let source = export::source(connection, found.row, &found.id)?;
    let field = |name| source.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(Hit {
        snippet: snippet(connection, expression, found.row, &source)?,
        title: field("title").unwrap_or_default(),
        url: field("url"),
        timestamp: field("_timestamp"),
        id: found.id,
        object_type: found.object_type,
        score: found.score,
    })
}

/// The passage of the body that fits best, else of the names, else the beginning of the body.
///
/// The text goes through a table with the same tokenizer as the index, so that the marks stand exactly where the
/// index found the words.
fn snippet(
    connection: &Connection,
    expression: &str,
    row: i64,
    source: &Map<String, Value>,
) -> Result<Vec<Piece>, Failure> {
    let Texts { title, names, body } = Texts::of(source);
    let body = beginning(&body);
    let mut put = connection.prepare_cached(
        "INSERT INTO passages (rowid, title, names, body) VALUES (?1, ?2, ?3, ?4)",
    )?;
    put.execute(params![row, title, names, body])?;
    let mut statement = connection.prepare_cached(
        "SELECT snippet(passages, 2, ?3, ?4, '…', 32), snippet(passages, 1, ?3, ?4, '…', 32)
         FROM passages WHERE passages MATCH ?1 AND rowid = ?2",
    )?;
    let marks = (MATCH_BEGINS.to_string(), MATCH_ENDS.to_string());
    let mut rows = statement.query(params![expression, row, marks.0, marks.1])?;
    let Some(found) = rows.next()? else {
        return Ok(pieces(&body.chars().take(200).collect::<String>()));
    };
    let in_body: String = found.get(0)?;
    let in_names: String = found.get(1)?;
    let best = if !in_body.contains(MATCH_BEGINS) && in_names.contains(MATCH_BEGINS) {
        in_names
    } else {
        in_body
    };
    Ok(pieces(&best))
}

/// The part of a text in which a place is looked for.
fn beginning(text: &str) -> &str {
    let end = text.floor_char_boundary(SNIPPET_TEXT_BYTES_MAX);
    text.get(..end).unwrap_or(text)
}

/// Cuts a marked text at its marks; words of a match that only a seam parts stay together.
fn pieces(marked: &str) -> Vec<Piece> {
    let joined = mended(marked).replace(&format!("{MATCH_ENDS}{MATCH_BEGINS}"), "");
    let mut pieces = Vec::new();
    for (index, part) in joined.split([MATCH_BEGINS, MATCH_ENDS]).enumerate() {
        match part {
            "" => {}
            plain if index % 2 == 0 => pieces.push(Piece::Plain(plain.to_owned())),
            matched => pieces.push(Piece::Match(matched.to_owned())),
        }
    }
    pieces
}
