//! What every queue does with a message: it is received, invisible, acknowledged or released, and comes back.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Adapter, WAIT, alone, expect, expect_none, lapse, one, send};
use crate::port::queue::Outgoing;

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
