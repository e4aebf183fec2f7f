//! The sync machine's ports inside one process: nothing to install, nothing to start.
//!
//! For a first try, for tests and for development the three roles run in one process, with queues in memory and
//! everything that must survive in one SQLite file:
//!
//! ```text
//!  scheduler ──▶ MemoryQueue ──▶ worker ──▶ MemoryQueue ──▶ indexer
//!      │         (any order)       │        (FIFO groups)      │
//!      └───────────────────────────┼───────────────────────────┤
//!                                  ▼                           ▼
//!                            SqliteStore: state, jobs, content, search, export
//! ```
//!
//! - [`queue`]: messages that come back until they are acknowledged. They die with the process; that loses nothing,
//!   because the next process hands out again what the records in the store call unfinished.
//! - [`fleet`]: the three roles side by side, over these queues and any store.
//! - [`sqlite`]: the store. One file, one writing process (an exclusive lock), any number of reading ones.
//!
//! The lock is also what makes a restart quick: who holds it knows that nobody else holds a lease.
//! Both adapters pass the contract suites of `sync::port`, the same that the adapters for other systems pass.

pub mod queue;
pub mod sqlite;
pub mod fleet;

pub use fleet::{Fleet, FleetError};
pub use queue::MemoryQueue;
pub use sqlite::{SqliteFile, SqliteStore};
