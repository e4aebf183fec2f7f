//! The contract suites of the ports, over the embedded adapters.
mod memory_queue {
    use std::sync::Arc;
    use std::time::Duration;

    use async_trait::async_trait;
    use clock::TestClock;
    use embedded::queue::{MemoryQueue, Options};
    use jiff::Timestamp;
    use sync::port::queue::Queue;
    use sync::port::queue::contract::Adapter;

    struct Memory {
        clock: Arc<TestClock>,
        standard: MemoryQueue<String>,
        fifo: MemoryQueue<String>,
    }

    const OPTIONS: Options = Options { visibility: Duration::from_secs(30), receives_max: 3 };

    fn fresh() -> Memory {
        let clock = Arc::new(TestClock::at(Timestamp::UNIX_EPOCH));
        let queue = || MemoryQueue::new(OPTIONS, Arc::<TestClock>::clone(&clock));
        let (standard, fifo) = (queue(), queue());
        Memory { clock, standard, fifo }
    }

    #[async_trait]
    impl Adapter for Memory {
        fn standard(&self) -> &dyn Queue<String> {
            &self.standard
        }

        fn fifo(&self) -> &dyn Queue<String> {
            &self.fifo
        }

        fn visibility(&self) -> Duration {
            OPTIONS.visibility
        }

        fn receives_max(&self) -> u32 {
            OPTIONS.receives_max
        }

        async fn advance(&self, by: Duration) {
            self.clock.advance(by);
        }
    }

    sync::queue_contract!(std::future::ready(fresh()));
}

mod sqlite_store {
    use async_trait::async_trait;
    use embedded::{SqliteFile, SqliteStore};
    use serde_json::{Map, Value};
    use sync::port::store::Store;
    use sync::port::store::contract::Adapter;
    use tempfile::TempDir;

    struct Sqlite {
        store: SqliteStore,
        neighbour: SqliteStore,
        _folder: TempDir,
    }

    fn fresh() -> Sqlite {
        let folder = tempfile::tempdir().unwrap();
        let file = SqliteFile::open(folder.path().join("store.sqlite")).unwrap();
        Sqlite { store: file.store("ours"), neighbour: file.store("theirs"), _folder: folder }
    }

    #[async_trait]
    impl Adapter for Sqlite {
        fn store(&self) -> &dyn Store {
            &self.store
        }

        fn neighbour(&self) -> &dyn Store {
            &self.neighbour
        }

        async fn source(&self, id: &str) -> Option<Map<String, Value>> {
            self.store.document(id).await.unwrap()
        }
    }

    sync::store_contract!(std::future::ready(fresh()));
}
