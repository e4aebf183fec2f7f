//! What every queue does, as one function for each behaviour: an adapter's tests run them all by [`queue_contract!`].
//!
//! The suite knows a queue by its port only, and a real one as well as one with a clock of its own: it waits through
//! the [`Adapter`], and looks for a message for a while before it says that none is there. It doesn't ask what queues
//! may answer differently: whether one call gives several messages of a group, or in which order messages without a
//! group come.
//!
//! [`queue_contract!`]: crate::queue_contract
#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "a contract fails by panicking"
)]

use std::collections::BTreeSet;
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

/// What was sent arrives, once each, whatever it holds.
pub async fn every_message_is_received_as_it_was_sent(adapter: &impl Adapter) {
    let queue = adapter.standard();
    let sent = ["plain", "with \"quotes\"\nand lines", "Grüße 会议 🙂", "<xml>&amp;</xml>"];
    send(queue, sent.map(alone)).await;
    let mut received = BTreeSet::new();
    while received.len() < sent.len() {
        let delivery = one(queue).await.unwrap();
        assert!(received.insert(delivery.message));
        queue.acknowledge(&delivery.receipt).await.unwrap();
    }
    assert_eq!(received, sent.map(str::to_owned).into());
    expect_none(queue).await;
}

/// One call gives no more messages than were asked for.
pub async fn no_more_messages_come_than_were_asked_for(adapter: &impl Adapter) {
    let queue = adapter.standard();
    send(queue, ["a", "b", "c", "d"].map(alone)).await;
    let first = queue.receive(3, WAIT).await.unwrap();
    assert!((1..=3).contains(&first.len()));
}

/// A message in flight is seen by nobody else.
pub async fn a_message_in_flight_is_invisible(adapter: &impl Adapter) {
    let queue = adapter.standard();
    send(queue, [alone("m")]).await;
    expect(queue, "m").await;
    expect_none(queue).await;
}

/// Who dies with a message doesn't take it along; the queue counts how often it was given.
pub async fn a_message_that_is_not_acknowledged_comes_back(adapter: &impl Adapter) {
    let queue = adapter.standard();
    send(queue, [alone("m")]).await;
    assert_eq!(one(queue).await.unwrap().receive_count, 1);
    lapse(adapter).await;
    let again = one(queue).await.unwrap();
    assert_eq!((again.message.as_str(), again.receive_count), ("m", 2));
}

/// What was worked off is gone.
pub async fn an_acknowledged_message_does_not_come_back(adapter: &impl Adapter) {
    let queue = adapter.standard();
    send(queue, [alone("m")]).await;
    let receipt = expect(queue, "m").await;
    queue.acknowledge(&receipt).await.unwrap();
    lapse(adapter).await;
    expect_none(queue).await;
}

/// Acknowledging twice is as good as once.
pub async fn a_message_can_be_acknowledged_twice(adapter: &impl Adapter) {
    let queue = adapter.standard();
    send(queue, [alone("m"), alone("n")]).await;
    let receipt = one(queue).await.unwrap().receipt;
    queue.acknowledge(&receipt).await.unwrap();
    queue.acknowledge(&receipt).await.unwrap();
    assert!(one(queue).await.is_some());
}

/// Who held a message too long can no longer take it from the one who holds it now (FIFO, where it must not happen).
pub async fn a_stale_receipt_does_nothing(adapter: &impl Adapter) {
    let queue = adapter.fifo();
    send(queue, [grouped("g", "m")]).await;
    let stale = expect(queue, "m").await;
    lapse(adapter).await;
    expect(queue, "m").await;
    queue.release(&stale, Duration::ZERO).await.unwrap();
    expect_none(queue).await;
    queue.acknowledge(&stale).await.unwrap();
    if adapter.receives_max() > 2 {
        lapse(adapter).await;
        expect(queue, "m").await;
    }
}

/// A message that is released without delay is there at once.
pub async fn a_released_message_comes_back_at_once(adapter: &impl Adapter) {
    let queue = adapter.standard();
    send(queue, [alone("m")]).await;
    let receipt = expect(queue, "m").await;
    queue.release(&receipt, Duration::ZERO).await.unwrap();
    assert_eq!(one(queue).await.unwrap().receive_count, 2);
}

/// A message that is released with a delay is there after it, and not before.
pub async fn a_released_message_waits_for_its_delay(adapter: &impl Adapter) {
    let queue = adapter.standard();
    let delay = 3 * WAIT;
    send(queue, [alone("m")]).await;
    let receipt = expect(queue, "m").await;
    queue.release(&receipt, delay).await.unwrap();
    expect_none(queue).await;
    adapter.advance(delay).await;
    expect(queue, "m").await;
}

/// A message that is sent with a delay is there after it, and not before.
pub async fn a_delayed_message_waits_for_its_delay(adapter: &impl Adapter) {
    let queue = adapter.standard();
    let delay = 3 * WAIT;
    send(queue, [Outgoing { delay, ..alone("late") }, alone("soon")]).await;
    expect(queue, "soon").await;
    expect_none(queue).await;
    adapter.advance(delay).await;
    expect(queue, "late").await;
}

/// Messages of a group come in the order in which they were sent.
pub async fn a_group_keeps_its_order(adapter: &impl Adapter) {
    let queue = adapter.fifo();
    send(queue, ["1", "2"].map(|message| grouped("g", message))).await;
    send(queue, [grouped("g", "3")]).await;
    for message in ["1", "2", "3"] {
        let receipt = expect(queue, message).await;
        queue.acknowledge(&receipt).await.unwrap();
    }
    expect_none(queue).await;
}

/// As long as a message of a group is in flight, nobody gets another one of it.
pub async fn a_group_with_a_message_in_flight_gives_none(adapter: &impl Adapter) {
    let queue = adapter.fifo();
    send(queue, ["1", "2"].map(|message| grouped("g", message))).await;
    let receipt = expect(queue, "1").await;
    assert!(queue.receive(10, WAIT).await.unwrap().is_empty());
    queue.acknowledge(&receipt).await.unwrap();
    expect(queue, "2").await;
}

/// A group that waits doesn't hold up the others.
pub async fn a_group_in_flight_leaves_the_others_alone(adapter: &impl Adapter) {
    let queue = adapter.fifo();
    send(queue, [grouped("a", "1"), grouped("a", "2"), grouped("b", "3")]).await;
    let first = one(queue).await.unwrap().message;
    let second = one(queue).await.unwrap().message;
    assert_eq!(BTreeSet::from([first, second]), ["1", "3"].map(str::to_owned).into());
}

/// A message that is released stays the first of its group.
pub async fn a_released_message_keeps_its_place(adapter: &impl Adapter) {
    let queue = adapter.fifo();
    send(queue, ["1", "2"].map(|message| grouped("g", message))).await;
    let receipt = expect(queue, "1").await;
    queue.release(&receipt, Duration::ZERO).await.unwrap();
    let receipt = expect(queue, "1").await;
    queue.acknowledge(&receipt).await.unwrap();
    expect(queue, "2").await;
}

/// A message whose visibility time lapsed stays the first of its group.
pub async fn a_lapsed_message_keeps_its_place(adapter: &impl Adapter) {
    let queue = adapter.fifo();
    send(queue, ["1", "2"].map(|message| grouped("g", message))).await;
    expect(queue, "1").await;
    lapse(adapter).await;
    let receipt = expect(queue, "1").await;
    queue.acknowledge(&receipt).await.unwrap();
    expect(queue, "2").await;
}

/// A message that nobody can work off leaves, and its group goes on without it.
pub async fn a_dead_letter_lets_its_group_pass(adapter: &impl Adapter) {
    let queue = adapter.fifo();
    send(queue, ["bad", "good"].map(|message| grouped("g", message))).await;
    for _ in 0..adapter.receives_max() {
        expect(queue, "bad").await;
        lapse(adapter).await;
    }
    expect(queue, "good").await;
}

/// A sending that is repeated counts once, also after the message was worked off.
pub async fn a_message_that_is_sent_twice_comes_once(adapter: &impl Adapter) {
    let queue = adapter.fifo();
    send(queue, [grouped("g", "m"), grouped("g", "m")]).await;
    send(queue, [grouped("g", "m")]).await;
    let receipt = expect(queue, "m").await;
    queue.acknowledge(&receipt).await.unwrap();
    send(queue, [grouped("g", "m")]).await;
    expect_none(queue).await;
}

/// Deduplication looks at the id, not at the content.
pub async fn equal_messages_with_their_own_ids_come_each(adapter: &impl Adapter) {
    let queue = adapter.fifo();
    for id in ["first", "second"] {
        let fifo = Fifo { group: "g".to_owned(), deduplication_id: id.to_owned() };
        send(queue, [Outgoing { fifo: Some(fifo), ..alone("same") }]).await;
    }
    let receipt = expect(queue, "same").await;
    queue.acknowledge(&receipt).await.unwrap();
    expect(queue, "same").await;
}

/// Group and deduplication ids of the full length that the port allows tell messages apart.
pub async fn ids_of_full_length_are_told_apart(adapter: &impl Adapter) {
    let queue = adapter.fifo();
    let long = "x".repeat(127);
    let messages = ["a", "b"].map(|end| {
        let id = format!("{long}{end}");
        let fifo = Fifo { group: id.clone(), deduplication_id: id };
        Outgoing { fifo: Some(fifo), ..alone(end) }
    });
    send(queue, messages).await;
    assert!(one(queue).await.is_some());
    assert!(one(queue).await.is_some());
}

/// Two that receive at once never get the same message.
pub async fn receivers_at_once_share_the_messages(adapter: &impl Adapter) {
    let queue = adapter.standard();
    let messages: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    for ten in messages.chunks(10) {
        send(queue, ten.iter().map(|message| alone(message))).await;
    }
    let receivers = (0..20).map(|_| one(queue));
    let received = futures::future::join_all(receivers).await;
    let received: Vec<String> = received.into_iter().flatten().map(|one| one.message).collect();
    let distinct: BTreeSet<&String> = received.iter().collect();
    assert_eq!(distinct.len(), received.len());
}

/// Makes one test of each behaviour; `$adapter` is evaluated anew in each and gives a future of an [`Adapter`].
#[macro_export]
macro_rules! queue_contract {
    ($adapter:expr) => {
        $crate::queue_contract! { $adapter =>
            every_message_is_received_as_it_was_sent
            no_more_messages_come_than_were_asked_for
            a_message_in_flight_is_invisible
            a_message_that_is_not_acknowledged_comes_back
            an_acknowledged_message_does_not_come_back
            a_message_can_be_acknowledged_twice
            a_stale_receipt_does_nothing
            a_released_message_comes_back_at_once
            a_released_message_waits_for_its_delay
            a_delayed_message_waits_for_its_delay
            a_group_keeps_its_order
            a_group_with_a_message_in_flight_gives_none
            a_group_in_flight_leaves_the_others_alone
            a_released_message_keeps_its_place
            a_lapsed_message_keeps_its_place
            a_dead_letter_lets_its_group_pass
            a_message_that_is_sent_twice_comes_once
            equal_messages_with_their_own_ids_come_each
            ids_of_full_length_are_told_apart
            receivers_at_once_share_the_messages
        }
    };
    ($adapter:expr => $($behaviour:ident)+) => {
        $(
            #[tokio::test]
            async fn $behaviour() {
                let adapter = $adapter.await;
                $crate::port::queue::contract::$behaviour(&adapter).await;
            }
        )+
    };
}
