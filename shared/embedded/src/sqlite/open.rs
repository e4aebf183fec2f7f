//! Opening a store file: its folder, its lock, its connections.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{failure, schema};

/// How long a connection waits for a lock that a foreign program holds on the file.
const BUSY: Duration = Duration::from_secs(5);

/// Memory for pages of the file, in KiB: the newest part of the text index fits in.
const WRITER_CACHE_KIB: i64 = 64 * 1024;

/// Statements that a connection keeps compiled: more than this crate has.
const STATEMENTS: usize = 64;

/// Why a store file can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process writes it.
    #[error(
        "the store {} is in use by another process that writes it; wait until that ends, or end it, or name another \
         file in `store.sqlite`",
        path.display()
    )]
    Locked {
        /// The store file.
        path: PathBuf,
    },
    /// There is none to read.
    #[error("there is no store at {}; a sync makes it, or check `store.sqlite`", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A newer version of this program made it.
    #[error(
        "the store {} has format {found}, and this version reads up to {known}; use the newer version that made it, \
         or another file",
        path.display()
    )]
    Newer {
        /// The store file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format that this version reads.
        known: i64,
    },
    /// A SQLite file of some other program.
    #[error("{} is a database of another program; name another file in `store.sqlite`", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("the store {} can't be opened: {reason}; check the folder and its permissions", path.display())]
    Files {
        /// The store file.
        path: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// SQLite refused.
    #[error("the store {} can't be opened: {reason}; {}", path.display(), failure::advice(reason.sqlite_error_code()))]
    Sqlite {
        /// The store file.
        path: PathBuf,
        /// What SQLite said.
        reason: rusqlite::Error,
    },
}

impl OpenError {
    pub(super) fn files(path: &Path, reason: std::io::Error) -> Self {
        Self::Files { path: path.to_owned(), reason }
    }

    pub(super) fn sqlite(path: &Path, reason: rusqlite::Error) -> Self {
        Self::Sqlite { path: path.to_owned(), reason }
    }
}

/// Takes the right to write; it ends when the file that is returned is unlocked, or with the process.
pub(super) fn lock(path: &Path) -> Result<File, OpenError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|reason| OpenError::files(path, reason))?;
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(name);
    let lock = lock.map_err(|reason| OpenError::files(path, reason))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked { path: path.to_owned() }),
        Err(TryLockError::Error(reason)) => Err(OpenError::files(path, reason)),
    }
}

/// The writing connection, with the schema in place. Call it under the lock.
pub(super) fn for_writing(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = connect(path, flags)?;
    tune(&connection).map_err(|reason| OpenError::sqlite(path, reason))?;
    schema::put_in_place(&connection, path)?;
    Ok(connection)
}

/// A reading connection to a file that is there.
pub(super) fn for_reading(path: &Path) -> Result<Connection, OpenError> {
    if !path.try_exists().map_err(|reason| OpenError::files(path, reason))? {
        return Err(OpenError::Missing { path: path.to_owned() });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = connect(path, flags)?;
    schema::check(&connection, path)?;
    schema::passages(&connection).map_err(|reason| OpenError::sqlite(path, reason))?;
    Ok(connection)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, OpenError> {
    let connect = || {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(connection)
    };
    connect().map_err(|reason| OpenError::sqlite(path, reason))
}

/// WAL lets others read while this writes.
///
/// `synchronous` is NORMAL: a commit is in the operating system's hands when it returns, so that a process that is
/// killed at any instant loses nothing (SQLite: "WAL mode is consistent with `synchronous=NORMAL`, but not durable
/// across power loss"). A machine that loses its power may lose the last commits, all from some point on and none
/// before it: content, state and jobs go back together, and the next sync goes on from there.
fn tune(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)
}
