//! The one thread that writes: whatever waits when it is free shares a transaction (group commit).

use std::fs::File;
use std::path::Path;
use std::thread::JoinHandle;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::failure::Failure;
use super::open::OpenError;

/// Writes that may wait; the next caller waits for a place.
const WAITING_MAX: usize = 64;

/// Writes that share a transaction: enough for every indexer of a process, few enough that none waits long.
const SHARING_MAX: usize = 16;

/// The writing thread. Dropping it waits for the writes that were asked for, so that whoever opens the file next
/// finds it whole and unlocked.
#[derive(Debug)]
pub(super) struct Writer {
    orders: Option<mpsc::Sender<Box<dyn Order>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread; it keeps the connection and the lock.
    pub(super) fn start(
        path: &Path,
        connection: Connection,
        lock: File,
    ) -> Result<Self, OpenError> {
        let (orders, waiting) = mpsc::channel(WAITING_MAX);
        let thread = std::thread::Builder::new().name("sqlite-writer".to_owned());
        let thread = thread.spawn(move || {
            run(connection, waiting);
            // Closing alone would not do: a process that is being started at this instant shares the open file until
            // it runs. When even this fails, the lock ends with the process.
            lock.unlock().ok();
        });
        let thread = thread.map_err(|reason| OpenError::files(path, reason))?;
        Ok(Self { orders: Some(orders), thread: Some(thread) })
    }

    /// Does `work`, commits it and returns what it gave.
    ///
    /// The work may be done more than once, of which only the last time counts. An error undoes all of it.
    pub(super) async fn write<T, W>(&self, work: W) -> Result<T, Failure>
    where
        T: Send + 'static,
        W: FnMut(&Connection) -> Result<T, Failure> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let order = Box::new(Pending { work, done: None, answer });
        let orders = self.orders.as_ref().ok_or(Failure::Ended)?;
        // An error of either channel says one thing: the thread is gone.
        orders.send(order).await.ok().ok_or(Failure::Ended)?;
        answered.await.unwrap_or(Err(Failure::Ended))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.orders.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was already answered to whoever waited for it.
            thread.join().ok();
        }
    }
}

/// One write: work, and somebody who waits for its end.
trait Order: Send {
    /// Does the work inside a transaction.
    fn work(&mut self, connection: &Connection) -> Result<(), Failure>;
    /// Tells the end of the transaction.
    fn answer(self: Box<Self>, committed: Result<(), Failure>);
}

struct Pending<T, W> {
    work: W,
    done: Option<T>,
    answer: oneshot::Sender<Result<T, Failure>>,
}

impl<T, W> Order for Pending<T, W>
where
    T: Send,
    W: FnMut(&Connection) -> Result<T, Failure> + Send,
{
    fn work(&mut self, connection: &Connection) -> Result<(), Failure> {
        self.done = Some((self.work)(connection)?);
        Ok(())
    }

    fn answer(self: Box<Self>, committed: Result<(), Failure>) {
        let Self { done, answer, .. } = *self;
        let outcome = committed.and_then(|()| done.ok_or(Failure::Ended));
        // It can fail only because nobody waits any more: the caller was cancelled.
        answer.send(outcome).ok();
    }
}

fn run(mut connection: Connection, mut waiting: mpsc::Receiver<Box<dyn Order>>) {
    while let Some(first) = waiting.blocking_recv() {
        let mut sharing = vec![first];
        while sharing.len() < SHARING_MAX
            && let Ok(next) = waiting.try_recv()
        {
            sharing.push(next);
        }
        commit(&mut connection, sharing);
    }
}

/// Commits orders together; when that fails, each alone, so that one that can't be done holds up no other.
fn commit(connection: &mut Connection, mut sharing: Vec<Box<dyn Order>>) {
    if sharing.len() > 1 && transact(connection, &mut sharing).is_ok() {
        for order in sharing {
            order.answer(Ok(()));
        }
        return;
    }
    for mut order in sharing {
        let committed = transact(connection, std::slice::from_mut(&mut order));
        order.answer(committed);
    }
}

/// All the work or none. A transaction that is dropped rolls back.
fn transact(connection: &mut Connection, orders: &mut [Box<dyn Order>]) -> Result<(), Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for order in orders {
        order.work(&transaction)?;
    }
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use futures::join;
    use tempfile::TempDir;

    use super::*;

    struct Fixture {
        writer: Writer,
        path: PathBuf,
        _folder: TempDir,
    }

    fn fixture() -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        let connection = Connection::open(&path).unwrap();
        connection.busy_timeout(Duration::ZERO).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        connection.execute_batch("CREATE TABLE t (a UNIQUE)").unwrap();
        let lock = File::create(folder.path().join("lock")).unwrap();
        let writer = Writer::start(&path, connection, lock).unwrap();
        Fixture { writer, path, _folder: folder }
    }

    fn rows(connection: &Connection) -> Vec<String> {
        let mut statement = connection.prepare("SELECT a FROM t ORDER BY a").unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    async fn insert(writer: &Writer, a: &'static str) -> Result<(), Failure> {
        let insert = move |connection: &Connection| {
            connection.execute("INSERT INTO t VALUES (?1)", [a])?;
            Ok(())
        };
        writer.write(insert).await
    }

    /// Keeps the thread inside a write until the orders that are joined with this one wait together: they are first
    /// asked for after this one, and all before it goes on.
    async fn hold_up(writer: &Writer) {
        let (go, held) = std::sync::mpsc::channel();
        let holding = writer.write(move |_| {
            held.recv().ok();
            Ok(())
        });
        // It takes `go` along: work that is done a second time finds the way free.
        let going = async move {
            tokio::task::yield_now().await;
            go.send(()).unwrap();
        };
        join!(holding, going).0.unwrap();
    }

    #[tokio::test]
    async fn orders_that_wait_share_a_commit() {
        let Fixture { writer, path, _folder } = fixture();
        let seen = |a: &'static str| {
            let path = path.clone();
            writer.write(move |connection| {
                connection.execute("INSERT INTO t VALUES (?1)", [a])?;
                Ok((rows(connection).len(), rows(&Connection::open(&path)?).len()))
            })
        };
        let ((), a, b, c) = join!(hold_up(&writer), seen("a"), seen("b"), seen("c"));
        // Each sees the ones before it, and another connection sees none yet.
        assert_eq!([a.unwrap(), b.unwrap(), c.unwrap()], [(1, 0), (2, 0), (3, 0)]);
    }

    #[tokio::test]
    async fn an_order_that_can_not_be_done_holds_up_no_other() {
        let Fixture { writer, path, _folder } = fixture();
        insert(&writer, "taken").await.unwrap();
        let ((), first, bad, last) = join!(
            hold_up(&writer),
            insert(&writer, "first"),
            insert(&writer, "taken"),
            insert(&writer, "last")
        );
        assert!(first.is_ok() && bad.is_err() && last.is_ok());
        assert_eq!(rows(&Connection::open(path).unwrap()), ["first", "last", "taken"]);
    }

    #[tokio::test]
    async fn a_locked_file_is_told_with_its_name_and_what_to_do_and_may_pass() {
        let Fixture { writer, path, _folder } = fixture();
        let foreign = Connection::open(path).unwrap();
        foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
        let error = insert(&writer, "a").await.unwrap_err().of(Path::new("dir/store.sqlite"));
        let text = error.to_string();
        assert!(text.contains("dir/store.sqlite: database is locked; another program"), "{text}");
        foreign.execute_batch("ROLLBACK").unwrap();
        insert(&writer, "a").await.unwrap();
    }

    #[tokio::test]
    async fn a_full_disk_loses_nothing_and_may_pass() {
        let Fixture { writer, path, _folder } = fixture();
        insert(&writer, "before").await.unwrap();
        let pages = |pages: i64| {
            writer.write(move |connection| {
                let set = format!("PRAGMA max_page_count = {pages}");
                Ok(connection.query_row(&set, [], |row| row.get::<_, i64>(0))?)
            })
        };
        pages(1).await.unwrap();
        let fill = |connection: &Connection| {
            Ok(connection.execute("INSERT INTO t VALUES (zeroblob(100000))", [])?)
        };
        let error = writer.write(fill).await.unwrap_err();
        assert!(error.to_string().contains("make room on the disk"), "{error}");
        pages(1_000_000).await.unwrap();
        insert(&writer, "after").await.unwrap();
        assert_eq!(rows(&Connection::open(path).unwrap()), ["after", "before"]);
    }

    #[tokio::test]
    async fn a_panic_inside_a_write_is_an_error_of_that_write_and_the_next() {
        let Fixture { writer, .. } = fixture();
        let panic = |_: &Connection| -> Result<(), Failure> { panic!("on purpose") };
        assert!(matches!(writer.write(panic).await, Err(Failure::Ended)));
        assert!(matches!(insert(&writer, "a").await, Err(Failure::Ended)));
    }
}
