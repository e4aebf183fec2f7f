//! A few connections that read, on threads that may block.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::failure::Failure;
use super::open::{self, OpenError};

/// Reads that run at once; the next waits. More gain nothing on one disk.
const READERS_MAX: usize = 4;

/// The reading connections of a file, opened when they are first needed.
#[derive(Debug)]
pub(super) struct Readers {
    path: Arc<Path>,
    idle: Mutex<Vec<Connection>>,
    free: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(path: &Arc<Path>) -> Arc<Self> {
        let path = Arc::clone(path);
        Arc::new(Self { path, idle: Mutex::default(), free: Arc::new(Semaphore::new(READERS_MAX)) })
    }

    /// Does `work` on a connection that nobody else uses meanwhile. It sees every commit before it.
    pub(super) async fn read<T, W>(self: &Arc<Self>, work: W) -> Result<T, Failure>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    {
        let place = Arc::clone(&self.free).acquire_owned().await.ok().ok_or(Failure::Ended)?;
        let readers = Arc::clone(self);
        let reading = tokio::task::spawn_blocking(move || {
            let connection = readers.connection()?;
            let read = work(&connection);
            readers.put_back(connection);
            drop(place);
            read
        });
        reading.await.unwrap_or(Err(Failure::Ended))
    }

    /// Keeps a connection for the next read.
    pub(super) fn put_back(&self, connection: Connection) {
        self.idle().push(connection);
    }

    fn connection(&self) -> Result<Connection, Failure> {
        let idle = self.idle().pop();
        idle.map_or_else(|| open::for_reading(&self.path).map_err(Failure::from), Ok)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Sqlite { reason, .. } => reason.into(),
            error @ (OpenError::Locked { .. }
            | OpenError::Missing { .. }
            | OpenError::Newer { .. }
            | OpenError::Foreign { .. }
            | OpenError::Files { .. }) => Self::Reopen(error.to_string()),
        }
    }
}
