//! The tables, and the version that tells a file's format.

use std::path::Path;

use rusqlite::Connection;

use super::open::OpenError;

/// The format that this code writes: SQLite's `user_version`.
const VERSION: i64 = 1;

/// Marks a file as ours, SQLite's `application_id`: `TCon` in ASCII.
const APPLICATION: i64 = 0x5443_6f6e;

/// How text is cut into words: letters, digits and the marks that belong to them, without case and without the accents of Latin letters. The marks
/// (`M*`) keep the vowels of Hindi, Thai and others, which the tokenizer would take for spaces.
macro_rules! tokenizer {
    () => {
        r#"tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'""#
    };
}

/// Every table is keyed by connector. A document's row without a source is a tombstone: it stays, because a late
/// write can be very late, and it is a hundred bytes.
///
/// `texts` holds the words of the documents and not their text (contentless), under the documents' row numbers.
const TABLES: &str = concat!(
    "
    CREATE TABLE partitions (
        connector TEXT NOT NULL,
        kind_rank INTEGER NOT NULL,
        graph_id TEXT NOT NULL,
        seq_no INTEGER NOT NULL,
        job_id TEXT NOT NULL,
        at_rest INTEGER NOT NULL,
        record TEXT NOT NULL,
        UNIQUE (connector, kind_rank, graph_id)
    ) STRICT;
    CREATE INDEX partitions_of_job ON partitions (connector, job_id, at_rest, kind_rank, graph_id);

    CREATE TABLE jobs (
        connector TEXT NOT NULL,
        id TEXT NOT NULL,
        created_at INTEGER NOT NULL, -- microseconds since 1970
        seq_no INTEGER NOT NULL,
        job TEXT NOT NULL,
        UNIQUE (connector, id)
    ) STRICT;
    CREATE INDEX jobs_by_age ON jobs (connector, created_at);

    CREATE TABLE documents (
        row INTEGER PRIMARY KEY,
        connector TEXT NOT NULL,
        id TEXT NOT NULL,
        version INTEGER NOT NULL,
        partition_id TEXT,
        scope TEXT,
        object_type TEXT,
        text_digest INTEGER, -- tells whether an update changes the text index
        source TEXT,
        UNIQUE (connector, id)
    ) STRICT;
    CREATE INDEX documents_of_partition ON documents (connector, partition_id, version, id)
        WHERE source IS NOT NULL;
    CREATE INDEX documents_of_type ON documents (connector, object_type, id)
        WHERE source IS NOT NULL;

    CREATE VIRTUAL TABLE texts USING fts5(
        title, names, body, content = '', contentless_delete = 1, ",
    tokenizer!(),
    "
    );

    CREATE TABLE refused (
        connector TEXT NOT NULL,
        id TEXT NOT NULL,
        partition_id TEXT NOT NULL,
        job_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        source TEXT NOT NULL,
        UNIQUE (connector, id)
    ) STRICT;
    "
);

/// A passing table of a reading connection that cuts text as `texts` does, to show where in a document a query fits:
/// `texts` itself holds no text to show.
const PASSAGES: &str = concat!(
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.passages USING fts5(title, names, body, ",
    tokenizer!(),
    ")"
);

/// Makes the tables in a new file, and checks one that has them.
pub(super) fn put_in_place(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    if is_empty(connection).map_err(|reason| OpenError::sqlite(path, reason))? {
        create(connection).map_err(|reason| OpenError::sqlite(path, reason))?;
    }
    check(connection, path)
}

/// Checks that a file is ours and of a format that this code reads.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let read = || {
        let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get(0));
        Ok((is_empty(connection)?, number("application_id")?, number("user_version")?))
    };
    let (empty, application, found) = read().map_err(|reason| OpenError::sqlite(path, reason))?;
    let path = path.to_owned();
    if empty {
        // Its first writer is about to make the tables, or died before it had.
        return Err(OpenError::Missing { path });
    }
    if application != APPLICATION {
        return Err(OpenError::Foreign { path });
    }
    if found > VERSION {
        return Err(OpenError::Newer { path, found, known: VERSION });
    }
    Ok(())
}

/// Makes the passing table of a reading connection.
pub(super) fn passages(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(PASSAGES)
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

/// All in one transaction: a process that dies here leaves an empty file.
fn create(connection: &Connection) -> rusqlite::Result<()> {
    let transaction = connection.unchecked_transaction()?;
    transaction.execute_batch(TABLES)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}
