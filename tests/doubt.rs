//! What can't be read deletes nothing and is named; what is gone is deleted.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use simulator::{Options, Size};
use sync::port::store::{ContentStore as _, Write};

use crate::machine::{Fault, Machine, assert_completed};
use crate::refusing::Refusing;
use crate::store::CASES_MAX;
use crate::world::{World, assert_equal, summary_of, text};

const PERMISSIONS: [&str; 10] = [
    "Team.ReadBasic.All",
    "Channel.ReadBasic.All",
    "TeamMember.Read.All",
    "ChannelMessage.Read.All",
    "Chat.Read.All",
    "TeamsTab.Read.All",
    "GroupMember.Read.All",
    "User.Read.All",
    "Files.Read.All",
    "Calendars.Read",
];

/// The same tenant and store, with one permission less.
async fn without(world: World, seed: u64, permission: &str) -> World {
    let granted = PERMISSIONS
        .iter()
        .filter(|name| **name != permission)
        .map(|name| (*name).to_owned())
        .collect();
    let place = Arc::clone(&world.place);
    world.simulator.stop().await;
    World::with(Options { seed, size: Size::Small, granted: Some(granted), record: None }, place)
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permission_that_is_taken_away_deletes_nothing_and_is_named() {
    let cases = [
        ("TeamsTab.Read.All", "CHANNEL_TAB"),
        ("ChannelMessage.Read.All", "CHANNEL_MESSAGE"),
        ("Calendars.Read", "USER_MEETING"),
    ];
    for (permission, object_type) in cases.into_iter().take(CASES_MAX) {
        let world = World::small(40).await;
        let before = world.sync().await;
        let world = without(world, 40, permission).await;
        let after = world.sync().await;
        assert_completed(&after.job);
        let ids = |stored: &BTreeMap<String, Map<String, Value>>| {
            stored.keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(ids(&before.stored), ids(&after.stored), "without {permission}");
        assert!(
            before.stored.values().any(|document| text(document, "object_type") == object_type)
        );
        assert!(
            after.summary.issues.iter().any(|issue| issue.code == "graph_forbidden"),
            "without {permission}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_permission_that_was_never_there_leaves_out_only_what_it_gives() {
    for permission in PERMISSIONS.into_iter().take(CASES_MAX) {
        let granted = PERMISSIONS
            .iter()
            .filter(|name| **name != permission)
            .map(|name| (*name).to_owned())
            .collect();
        let options = Options { seed: 41, size: Size::Small, granted: Some(granted), record: None };
        let world = World::with(options, Arc::default()).await;
        let synced = world.sync().await;
        assert_completed(&synced.job);
        assert_equal(&world.truth(), &synced.stored);
    }
}

/// A document that an earlier run wrote, of an object that is gone.
fn gone(partition: &str, scope: &str, id: &str) -> Write {
    let source = json!({ "id": id, "object_type": "CHANNEL_MESSAGE", "title": "gone",
        "_sync": { "partition": partition, "scope": scope, "version": 1 } });
    Write { id: id.to_owned(), version: 1, source: source.as_object().cloned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_gone_from_a_scope_that_was_read_to_its_end_is_deleted() {
    let world = World::small(42).await;
    let truth = world.truth();
    let line = truth.values().find(|line| text(line, "object_type") == "CHANNEL_MESSAGE").unwrap();
    let (team, channel) = (format!("team:{}", text(line, "team_id")), text(line, "channel_id"));
    let store = world.store().await;
    store
        .write(vec![
            gone(&team, &channel, "gone/1"),
            gone(&team, "a channel that is no more", "kept/1"),
            gone("team:unknown", &channel, "kept/2"),
        ])
        .await
        .unwrap();
    drop(store);
    let synced = world.sync().await;
    assert_completed(&synced.job);
    assert!(!synced.stored.contains_key("gone/1"));
    assert!(synced.stored.contains_key("kept/1"), "its scope was not read");
    assert!(synced.stored.contains_key("kept/2"), "its partition was not read");
    assert_eq!(synced.summary.counters.deleted, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_deletions_than_one_handling_may_make_go_on_in_the_next() {
    let world = World::small(43).await;
    let truth = world.truth();
    let line = truth.values().find(|line| text(line, "object_type") == "CHANNEL_MESSAGE").unwrap();
    let (team, channel) = (format!("team:{}", text(line, "team_id")), text(line, "channel_id"));
    let many = (0..12_001).map(|n| gone(&team, &channel, &format!("gone/{n}"))).collect();
    // Of an earlier life of the index: the store that made it would know that it wrote all of it in this job.
    world.store().await.write(many).await.unwrap();
    let store = world.store().await;
    let job = Machine::new(&world, &store, 50).full_sync(|| Fault::None).await;
    assert_completed(&job);
    assert_equal(&truth, &world.stored(&store).await);
    let summary = summary_of(&store, &job.id).await;
    assert_eq!(summary.counters.deleted, 12_001, "of all handlings");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_document_is_kept_apart_named_and_spared_until_it_is_taken() {
    let world = World::small(44).await;
    let truth = world.truth();
    let ids: Vec<String> = truth
        .iter()
        .filter(|(_, line)| text(line, "object_type") == "CHANNEL_MESSAGE")
        .map(|(id, _)| id.clone())
        .take(3)
        .collect();
    let whole = world.store().await;
    let store = Arc::new(Refusing::over(Arc::clone(&whole), []));
    let machine = Machine::over(&world, Arc::clone(&store), 50);
    assert_completed(&machine.full_sync(|| Fault::None).await);
    assert_equal(&truth, &world.stored(&whole).await);

    // It was indexed once; now the store takes its newest form no more.
    store.refuses.lock().unwrap().extend(ids.iter().cloned());
    let job = machine.full_sync(|| Fault::None).await;
    assert_completed(&job);
    assert_equal(&truth, &world.stored(&whole).await);
    let summary = summary_of(&whole, &job.id).await;
    let mut named: Vec<_> =
        summary.issues.iter().filter_map(|issue| issue.document.clone()).collect();
    named.sort();
    assert_eq!(named, ids);
    assert_eq!(summary.counters.refused, 3);
    assert_eq!(store.kept.lock().unwrap().len(), 3);

    store.refuses.lock().unwrap().clear();
    let job = machine.full_sync(|| Fault::None).await;
    assert_eq!(summary_of(&whole, &job.id).await.counters.refused, 0);
    assert_equal(&truth, &world.stored(&whole).await);
}
