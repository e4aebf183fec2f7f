//! Rows 15–17: `last_seen`, always.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::harness::connector::Connector;
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::text;
use crate::harness::wait::{pass_a_minute, until_within};
use crate::rows::first_sync::FirstSync;

/// A heartbeat of one second, in a service that looks every half, on a busy machine.
const SEEN_EVERY: Duration = Duration::from_secs(15);

pub(super) async fn nothing_but_a_heartbeat_before_the_configuration() {
    let stage = Stage::of(Tenant::tiny(11).await).await;
    let connector = stage.connector("waiting").await;
    connector.schedule("full", "0 * * * * ?").await;
    let _service = stage.service(&[&connector]);
    let before = connector.reaches("needs_configuration").await;
    pass_a_minute().await;
    let after = connector.shown().await;
    assert_eq!(after["status"], "needs_configuration");
    assert_ne!(after["last_seen"], before["last_seen"]);
    assert_eq!(connector.jobs().await.len(), 0);
}

/// Waits until a connector was seen this many times more, each time before so long.
async fn is_seen(connector: &Connector, times: usize, every: Duration) {
    for _ in 0..times {
        let before = connector.shown().await["last_seen"].clone();
        until_within(every, "it is seen again", || async {
            let last_seen = connector.shown().await["last_seen"].clone();
            if last_seen == before { Err(last_seen) } else { Ok(()) }
        })
        .await;
    }
}

pub(super) async fn every_connector_is_seen() {
    let stage = Stage::of(Tenant::tiny(12).await).await;
    let (one, two) = (stage.connector("one").await, stage.connector("two").await);
    let _service = stage.service(&[&one, &two]);
    for connector in [&one, &two] {
        connector.reaches("needs_configuration").await;
        is_seen(connector, 4, SEEN_EVERY).await;
    }
}

pub(super) async fn it_goes_on_whatever_happens() {
    let first = FirstSync::get().await;
    let during: BTreeSet<String> =
        first.running.iter().map(|(_, connector)| text(connector, "last_seen")).collect();
    assert!(during.len() > 1, "{during:?}");
    let stage = Stage::of(Tenant::tiny(13).await).await;
    let (connector, _service) = stage.connected("unreachable").await;
    stage.tenant.proxy.stop();
    connector.reaches("error").await;
    // A ping that fails is tried several times before the next pass.
    is_seen(&connector, 3, 3 * SEEN_EVERY).await;
    assert_eq!(connector.shown().await["status"], "error");
}
