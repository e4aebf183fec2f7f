//! What every queue does, as one function for each behaviour: an adapter's tests run them all by [`queue_contract!`].
//!
//! The suite knows a queue by its port only, and a real one as well as one with a clock of its own: it waits through
//! the [`Adapter`], and looks for a message for a while before it says that none is there. It doesn't ask what queues
//! may answer differently: whether one call gives several messages of a group, or in which order messages without a
//! group come.
//!
//! [`queue_contract!`]: crate::queue_contract
#![allow(clippy::missing_panics_doc, clippy::unwrap_used, reason = "a contract fails by panicking")]

pub mod delivery;
pub mod fifo;

use std::time::Duration;

use async_trait::async_trait;

use super::{Delivery, Fifo, Outgoing, Queue, Receipt};

/// A queue under test.
#[async_trait]
pub trait Adapter: Send + Sync {
    /// An empty queue without order.
    fn standard(&self) -> &dyn Queue<String>;

    /// An empty FIFO queue.
    fn fifo(&self) -> &dyn Queue<String>;

    /// The visibility time of both.
    fn visibility(&self) -> Duration;

    /// How often a message of either is received before it goes to the dead letters; at least 2.
    fn receives_max(&self) -> u32;

    /// Lets time pass: moves a test's clock on, or waits.
    async fn advance(&self, by: Duration);
}

/// How long a receive may look for a message that must be there, or for one that must not.
const WAIT: Duration = Duration::from_secs(1);

fn alone(message: &str) -> Outgoing<String> {
    Outgoing { message: message.to_owned(), delay: Duration::ZERO, fifo: None }
}

fn grouped(group: &str, message: &str) -> Outgoing<String> {
    let fifo = Fifo { group: group.to_owned(), deduplication_id: format!("{group}-{message}") };
    Outgoing { fifo: Some(fifo), ..alone(message) }
}

async fn send(queue: &dyn Queue<String>, messages: impl IntoIterator<Item = Outgoing<String>>) {
    queue.send(messages.into_iter().collect()).await.unwrap();
}

async fn one(queue: &dyn Queue<String>) -> Option<Delivery<String>> {
    queue.receive(1, WAIT).await.unwrap().pop()
}

async fn expect(queue: &dyn Queue<String>, message: &str) -> Receipt {
    let delivery = one(queue).await;
    assert_eq!(delivery.as_ref().map(|delivery| delivery.message.as_str()), Some(message));
    delivery.unwrap().receipt
}

async fn expect_none(queue: &dyn Queue<String>) {
    let delivery = one(queue).await;
    assert!(delivery.is_none(), "nothing should be visible, but there is {delivery:?}");
}

async fn lapse(adapter: &impl Adapter) {
    adapter.advance(adapter.visibility() + WAIT).await;
}

/// Makes one test of each behaviour; `$adapter` is evaluated anew in each and gives a future of an [`Adapter`].
#[macro_export]
macro_rules! queue_contract {
    ($adapter:expr) => {
        $crate::queue_contract! { $adapter => delivery:
            every_message_is_received_as_it_was_sent
            no_more_messages_come_than_were_asked_for
            a_message_in_flight_is_invisible
            a_message_that_is_not_acknowledged_comes_back
            an_acknowledged_message_does_not_come_back
            a_message_can_be_acknowledged_twice
            a_released_message_comes_back_at_once
            a_released_message_waits_for_its_delay
            a_delayed_message_waits_for_its_delay
            receivers_at_once_share_the_messages
        }
        $crate::queue_contract! { $adapter => fifo:
            a_group_keeps_its_order
            a_group_with_a_message_in_flight_gives_none
            a_group_in_flight_leaves_the_others_alone
            a_released_message_keeps_its_place
            a_lapsed_message_keeps_its_place
            a_stale_receipt_does_nothing
            a_dead_letter_lets_its_group_pass
            a_message_that_is_sent_twice_comes_once
            equal_messages_with_their_own_ids_come_each
            ids_of_full_length_are_told_apart
        }
    };
    ($adapter:expr => $part:ident: $($behaviour:ident)+) => {
        $(
            #[tokio::test]
            async fn $behaviour() {
                let adapter = $adapter.await;
                $crate::port::queue::contract::$part::$behaviour(&adapter).await;
            }
        )+
    };
}
