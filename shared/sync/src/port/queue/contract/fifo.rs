//! What every FIFO queue does with a group, and with a message that is sent twice.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Adapter, WAIT, alone, expect, expect_none, grouped, lapse, one, send};
use crate::port::queue::{Fifo, Outgoing};

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
