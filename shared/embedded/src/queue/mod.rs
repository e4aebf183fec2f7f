//! A queue in memory, with SQS's rules: visibility, redelivery, delay, FIFO groups, dead letters.
//!
//! The rules are in `lanes`, as plain code over a state and a moment; this file adds the lock, the clock and the
//! waiting. A message with [`Fifo`](sync::port::queue::Fifo) keeps the order of its group, one without is alone: so
//! one type serves as crawl queue and as index queue.

mod lanes;
mod recent;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use clock::Clock;
use futures::future::{Either, select};
use jiff::Timestamp;
use sync::port::queue::{Delivery, Outgoing, Queue, QueueError, Receipt};
use tokio::sync::Notify;

use lanes::Lanes;

/// How a queue treats what isn't acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How long a message that was received is invisible. SQS: visibility timeout.
    pub visibility: Duration,
    /// How often a message is received before it goes to the dead letters. SQS: `maxReceiveCount`.
    pub receives_max: u32,
}

/// A queue in memory; it is shared by reference, and its messages die with it.
#[derive(Debug)]
pub struct MemoryQueue<M> {
    lanes: Mutex<Lanes<M>>,
    clock: Arc<dyn Clock>,
    /// Wakes whoever waits in `receive`: there may be something to take.
    changed: Notify,
}

impl<M: Clone> MemoryQueue<M> {
    /// An empty queue.
    pub fn new(options: Options, clock: Arc<dyn Clock>) -> Self {
        Self { lanes: Mutex::new(Lanes::new(options)), clock, changed: Notify::new() }
    }

    /// How many messages it holds, visible or not, without the dead letters.
    pub fn depth(&self) -> usize {
        self.lanes().depth()
    }

    /// Messages that were received too often, oldest first.
    pub fn dead_letters(&self) -> Vec<M> {
        self.lanes().dead_letters().to_vec()
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes<M>> {
        // The lanes are whole between any two statements that can panic: there is none inside the lock.
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What can be taken now, or how long until that may change.
    fn take(&self, max: usize, until: Timestamp) -> Result<Vec<Delivery<M>>, Duration> {
        let now = self.clock.now();
        let mut lanes = self.lanes();
        let taken = lanes.take(max, now);
        if !taken.is_empty() || now >= until {
            return Ok(taken);
        }
        let next = lanes.next_visible().map_or(until, |next| next.min(until));
        Err(next.duration_since(now).unsigned_abs())
    }
}

#[async_trait]
impl<M> Queue<M> for MemoryQueue<M>
where
    M: Clone + Send + std::fmt::Debug + 'static,
{
    async fn send(&self, messages: Vec<Outgoing<M>>) -> Result<(), QueueError> {
        let now = self.clock.now();
        self.lanes().send(messages, now);
        self.changed.notify_waiters();
        Ok(())
    }

    async fn receive(&self, max: usize, wait: Duration) -> Result<Vec<Delivery<M>>, QueueError> {
        let until = lanes::after(self.clock.now(), wait);
        loop {
            // Listening begins before looking, so that nothing arrives unheard in between.
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            match self.take(max.max(1), until) {
                Ok(taken) => return Ok(taken),
                Err(pause) => match select(changed, self.clock.sleep(pause)).await {
                    Either::Left(_) | Either::Right(_) => {}
                },
            }
        }
    }

    async fn acknowledge(&self, receipt: &Receipt) -> Result<(), QueueError> {
        let now = self.clock.now();
        self.lanes().acknowledge(receipt, now);
        self.changed.notify_waiters();
        Ok(())
    }

    async fn release(&self, receipt: &Receipt, delay: Duration) -> Result<(), QueueError> {
        let at = lanes::after(self.clock.now(), delay);
        self.lanes().release(receipt, at);
        self.changed.notify_waiters();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use clock::{SystemClock, TestClock};
    use sync::port::queue::Fifo;

    use super::*;

    const OPTIONS: Options = Options { visibility: Duration::from_secs(30), receives_max: 2 };

    fn queue() -> (Arc<TestClock>, MemoryQueue<&'static str>) {
        let clock = Arc::new(TestClock::at(Timestamp::UNIX_EPOCH));
        let queue = MemoryQueue::new(OPTIONS, Arc::<TestClock>::clone(&clock));
        (clock, queue)
    }

    fn alone(message: &'static str) -> Outgoing<&'static str> {
        Outgoing { message, delay: Duration::ZERO, fifo: None }
    }

    fn grouped(group: &str, message: &'static str) -> Outgoing<&'static str> {
        let fifo = Fifo { group: group.to_owned(), deduplication_id: message.to_owned() };
        Outgoing { message, delay: Duration::ZERO, fifo: Some(fifo) }
    }

    async fn take(queue: &MemoryQueue<&'static str>, max: usize) -> Vec<&'static str> {
        let taken = queue.receive(max, Duration::ZERO).await.unwrap();
        taken.into_iter().map(|delivery| delivery.message).collect()
    }

    #[tokio::test]
    async fn a_message_received_too_often_is_a_dead_letter_and_its_group_goes_on() {
        let (clock, queue) = queue();
        queue.send(vec![grouped("g", "bad"), grouped("g", "good")]).await.unwrap();
        for _ in 0..OPTIONS.receives_max {
            assert_eq!(take(&queue, 10).await, ["bad"]);
            clock.advance(OPTIONS.visibility);
        }
        assert_eq!(take(&queue, 10).await, ["good"]);
        assert_eq!(queue.dead_letters(), ["bad"]);
        assert_eq!(queue.depth(), 1);
    }

    #[tokio::test]
    async fn a_long_group_does_not_hold_up_a_short_one() {
        let (clock, queue) = queue();
        queue.send(vec![grouped("long", "l1"), grouped("long", "l2")]).await.unwrap();
        clock.advance(Duration::from_secs(1));
        queue.send(vec![grouped("short", "s1")]).await.unwrap();
        let first = queue.receive(1, Duration::ZERO).await.unwrap().remove(0);
        queue.acknowledge(&first.receipt).await.unwrap();
        assert_eq!((first.message, take(&queue, 2).await), ("l1", vec!["s1", "l2"]));
    }

    #[tokio::test]
    async fn a_deduplication_id_is_forgotten_after_five_minutes() {
        let (clock, queue) = queue();
        queue.send(vec![grouped("g", "m")]).await.unwrap();
        clock.advance(Duration::from_secs(299));
        queue.send(vec![grouped("g", "m")]).await.unwrap();
        assert_eq!(queue.depth(), 1);
        clock.advance(Duration::from_secs(1));
        queue.send(vec![grouped("g", "m")]).await.unwrap();
        assert_eq!(queue.depth(), 2);
    }

    #[tokio::test]
    async fn a_wait_ends_when_a_message_arrives() {
        let queue = Arc::new(MemoryQueue::new(OPTIONS, Arc::new(SystemClock)));
        let receiver = tokio::spawn({
            let queue = Arc::clone(&queue);
            async move { queue.receive(1, Duration::from_mins(10)).await.unwrap().len() }
        });
        tokio::task::yield_now().await;
        queue.send(vec![alone("m")]).await.unwrap();
        assert_eq!(receiver.await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_wait_that_is_given_up_takes_nothing() {
        let queue = MemoryQueue::new(OPTIONS, Arc::new(SystemClock));
        let waiting = queue.receive(1, Duration::from_mins(10));
        assert!(futures::poll!(std::pin::pin!(waiting)).is_pending());
        queue.send(vec![alone("m")]).await.unwrap();
        assert_eq!(queue.receive(1, Duration::ZERO).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_wait_reaches_over_the_delay_of_a_message_and_no_further() {
        let (clock, queue) = queue();
        queue.send(vec![Outgoing { delay: Duration::from_secs(20), ..alone("m") }]).await.unwrap();
        assert!(queue.receive(1, Duration::from_secs(5)).await.unwrap().is_empty());
        assert_eq!(clock.now().as_second(), 5);
        assert_eq!(queue.receive(1, Duration::from_mins(1)).await.unwrap().len(), 1);
        assert_eq!(clock.now().as_second(), 20);
    }
}
