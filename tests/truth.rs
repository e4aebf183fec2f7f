//! A full sync stores what the tenant has, and nothing else.

use std::collections::BTreeMap;

use documents::ObjectType;

use crate::machine::{Fault, Machine, assert_completed};
use crate::store::CASES_MAX;
use crate::world::{Documents, World, assert_equal, text};

#[tokio::test(flavor = "multi_thread")]
async fn a_small_tenant_is_stored_whole_and_exactly() {
    for seed in [1, 2, 3].into_iter().take(CASES_MAX) {
        let world = World::small(seed).await;
        let synced = world.sync().await;
        assert_completed(&synced.job);
        assert_equal(&world.truth(), &synced.stored);
        let accounts = world.simulator.accounts();
        assert_eq!(accounts.violations, 0, "{:?}", accounts.violation_details);
        assert_eq!(
            accounts.requests_total, synced.requests,
            "what the program counts is what Graph was asked"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_tenant_has_at_least_five_of_every_type() {
    let world = World::small(11).await;
    let synced = world.sync().await;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for document in synced.stored.values() {
        *counts.entry(text(document, "object_type")).or_default() += 1;
    }
    for object_type in ObjectType::ALL {
        assert!(
            counts.get(object_type.name()).is_some_and(|count| *count >= 5),
            "{object_type:?}: {counts:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_may_end_after_any_step_without_a_difference() {
    for (seed, steps) in [(4, 1), (5, 2), (6, 7)].into_iter().take(CASES_MAX) {
        let world = World::small(seed).await;
        let store = world.store().await;
        let job = Machine::new(&world, &store, steps).full_sync(|| Fault::None).await;
        assert_completed(&job);
        assert_equal(&world.truth(), &world.stored(&store).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_full_sync_changes_nothing_that_people_see() {
    let world = World::small(7).await;
    let first = world.sync().await;
    let second = world.sync().await;
    assert_completed(&second.job);
    assert_ne!(first.job.id, second.job.id);
    // Of what has no time in the tenant, the time is that of the writing.
    let truth = world.truth();
    let timeless = |id: &String| truth.get(id).is_some_and(|line| !line.contains_key("_timestamp"));
    let visible = |stored: &Documents| {
        let mut stored = stored.clone();
        for (id, document) in &mut stored {
            document.remove(sync::bookkeeping::FIELD);
            if timeless(id) {
                document.remove("_timestamp");
            }
        }
        stored
    };
    assert_eq!(visible(&first.stored), visible(&second.stored));
}
