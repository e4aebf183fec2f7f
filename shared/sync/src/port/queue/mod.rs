//! The queue port: messages that come back until they are acknowledged.
//!
//! Two queues exist: the crawl queue (any order) and the index queue (FIFO by group). The words are SQS's. The core
//! only sends; whoever runs the roles (a process, or Lambda's event source mapping) receives and acknowledges.

#[cfg(feature = "contract")]
pub mod contract;

use std::time::Duration;

use async_trait::async_trait;

/// A queue of messages `M`.
#[async_trait]
pub trait Queue<M: Send + 'static>: Send + Sync + std::fmt::Debug {
    /// Puts messages on the queue, in their order; all or none.
    ///
    /// A message of a FIFO queue whose deduplication id was sent within the last five minutes is taken for sent.
    ///
    /// # Errors
    /// When the queue can't be reached; sending again is safe.
    async fn send(&self, messages: Vec<Outgoing<M>>) -> Result<(), QueueError>;

    /// Takes up to `max` messages (at least 1), and waits up to `wait` for the first.
    ///
    /// A message that was taken is invisible for the queue's visibility time; of a group with an invisible message
    /// none is given.
    ///
    /// # Errors
    /// When the queue can't be reached.
    async fn receive(&self, max: usize, wait: Duration) -> Result<Vec<Delivery<M>>, QueueError>;

    /// Deletes a message that was worked off. A receipt that is stale does nothing.
    ///
    /// # Errors
    /// When the queue can't be reached: the message will come again.
    async fn acknowledge(&self, receipt: &Receipt) -> Result<(), QueueError>;

    /// Makes a message visible again after `delay`. A receipt that is stale does nothing.
    ///
    /// # Errors
    /// When the queue can't be reached: the message will come again when its visibility time is over.
    async fn release(&self, receipt: &Receipt, delay: Duration) -> Result<(), QueueError>;
}

/// A message to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing<M> {
    /// The message.
    pub message: M,
    /// How long nobody may see it; at most 15 minutes (SQS), none on a FIFO queue.
    pub delay: Duration,
    /// Group and deduplication id, on a FIFO queue; at most 128 characters each (SQS).
    pub fifo: Option<Fifo>,
}

/// How a FIFO queue orders and recognises a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fifo {
    /// Messages of one group come one after the other.
    pub group: String,
    /// Equal for two sendings of one message.
    pub deduplication_id: String,
}

/// A message that was received.
#[derive(Debug)]
pub struct Delivery<M> {
    /// The message.
    pub message: M,
    /// To acknowledge or release this delivery.
    pub receipt: Receipt,
    /// How often it was received, this time included.
    pub receive_count: u32,
}

/// Names one delivery of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt(pub String);

/// Why a queue didn't do as it was asked.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// It can't be reached, or is busy; it may pass.
    #[error("the queue can't be reached: {0}")]
    Unavailable(String),
}
