//! Sync rules decide what gets into the index, and nothing else: a document that they exclude is as if the tenant
//! hadn't it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use documents::rule::{Policy, Rules};
use embedded::SqliteStore;
use serde_json::{Map, Value, json};
use sync::job::{JobStatus, JobType, SyncJob};
use sync::port::store::{JobStore as _, StateStore as _};
use sync::record::{Counters, Mode};
use sync::summary::Summary;

use crate::machine::{Fault, Machine, assert_completed};
use crate::world::{CONNECTOR, World, assert_equal, stored, text};

type Documents = BTreeMap<String, Map<String, Value>>;

/// A filter as a job carries it: policy, field, rule, value of each.
fn filter(rules: &[(&str, &str, &str, &str)]) -> Value {
    let rules = rules.iter().zip(0..).map(|((policy, field, rule, value), order)| {
        json!({ "id": format!("r{order}"), "policy": policy, "field": field, "rule": rule,
            "value": value, "order": order })
    });
    json!({ "rules": rules.collect::<Vec<_>>(), "advanced_snippet": { "value": {} } })
}

/// Runs a job that carries this filter to its end.
async fn run(
    machine: &Machine,
    store: &SqliteStore,
    job_type: JobType,
    filtering: Option<Value>,
) -> (SyncJob, Counters) {
    let job = machine.scheduler.request_sync(job_type).await.unwrap();
    let mut asked = store.job(&job.id).await.unwrap().unwrap();
    asked.value.filtering = filtering;
    assert!(store.replace_job(asked).await.unwrap());
    let job = loop {
        if let Some(over) = machine.turn(&mut || Fault::None).await {
            break over;
        }
    };
    let counters = Summary::of(store, &job.id).await.unwrap().counters;
    (job, counters)
}

fn without_bookkeeping(mut stored: Documents) -> Documents {
    for document in stored.values_mut() {
        document.remove(sync::bookkeeping::FIELD).unwrap();
    }
    stored
}

fn count(stored: &Documents, object_type: &str) -> usize {
    stored.values().filter(|document| text(document, "object_type") == object_type).count()
}

/// A value of the field that about half of the documents that have it are below.
fn middle(stored: &Documents, field: &str) -> String {
    let mut values: Vec<String> = stored
        .values()
        .map(|document| text(document, field))
        .filter(|text| !text.is_empty())
        .collect();
    values.sort();
    values[values.len() / 2].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_is_what_the_rules_include_of_the_tenant() {
    let world = World::small(60).await;
    let store = Arc::new(world.file().store(CONNECTOR));
    let machine = Machine::new(&world, &store, 3);
    let (job, counters) = run(&machine, &store, JobType::Full, None).await;
    assert_completed(&job);
    assert_eq!(counters.excluded, 0);
    let all = without_bookkeeping(stored(&store).await);
    assert_equal(&world.truth(), &all);

    let (half, author) = (middle(&all, "_timestamp"), middle(&all, "author"));
    for filtering in [
        filter(&[("exclude", "object_type", "equals", "CHANNEL_MESSAGE")]),
        filter(&[("exclude", "author", "equals", &author)]),
        filter(&[("exclude", "title", "regex", "(?i).*[aeiou]{2}")]),
        filter(&[("exclude", "_timestamp", "<", &half)]),
        filter(&[("exclude", "_timestamp", ">", &half)]),
        filter(&[
            ("include", "object_type", "contains", "MEETING"),
            ("include", "object_type", "starts_with", "TEAM"),
            ("exclude", "id", "regex", ".+"),
        ]),
    ] {
        let rules = Rules::parse(&filtering).unwrap();
        let wanted: Documents = all
            .iter()
            .filter(|(_, document)| rules.verdict(document) == Policy::Include)
            .map(|(id, document)| (id.clone(), document.clone()))
            .collect();
        assert!(wanted.len() < all.len() && !wanted.is_empty(), "it tells nothing: {filtering}");
        let (job, counters) = run(&machine, &store, JobType::Full, Some(filtering.clone())).await;
        assert_completed(&job);
        let found = without_bookkeeping(stored(&store).await);
        assert!(found == wanted, "{filtering}: {} and not {}", found.len(), wanted.len());
        let excluded = u64::try_from(all.len() - wanted.len()).unwrap();
        assert!(counters.excluded >= excluded, "{counters:?}: {excluded} at least");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_excluded_is_swept_comes_back_and_is_swept_again() {
    let world = World::small(61).await;
    let store = Arc::new(world.file().store(CONNECTOR));
    let machine = Machine::new(&world, &store, 50);
    let (job, unfiltered) = run(&machine, &store, JobType::Full, None).await;
    assert_completed(&job);
    let all = stored(&store).await;
    let chats = ["USER_CHATS_MESSAGE", "USER_CHAT_ATTACHMENT", "CHANNEL_MEETING"];
    let kept = ["TEAMS", "TEAM_CHANNEL", "CHANNEL_MESSAGE", "USER_CHAT_TABS", "CHANNEL_ATTACHMENT"];
    let filtering = filter(&[
        ("exclude", "object_type", "regex", "USER_CHAT(S_MESSAGE|_ATTACHMENT)$"),
        ("exclude", "object_type", "equals", "CHANNEL_MEETING"),
    ]);
    let excluded: usize = chats.iter().map(|object_type| count(&all, object_type)).sum();
    assert!(excluded > 100, "{excluded}");
    for (filtering, left_out) in
        [(Some(filtering.clone()), true), (None, false), (Some(filtering), true)]
    {
        let (job, counters) = run(&machine, &store, JobType::Full, filtering).await;
        assert_completed(&job);
        let found = stored(&store).await;
        for object_type in chats {
            let expected = if left_out { 0 } else { count(&all, object_type) };
            assert_eq!(count(&found, object_type), expected, "{object_type}");
        }
        for object_type in kept {
            assert_eq!(count(&found, object_type), count(&all, object_type), "{object_type}");
            assert!(count(&found, object_type) > 0);
        }
        let swept = if left_out { excluded } else { 0 };
        assert_eq!(counters.deleted - unfiltered.deleted, u64::try_from(swept).unwrap());
        assert_eq!(counters.excluded > 0, left_out);
    }
    assert_eq!(stored(&store).await.len(), all.len() - excluded);
}

#[tokio::test(flavor = "multi_thread")]
async fn r6_what_is_excluded_goes_even_from_a_scope_that_is_never_read_to_its_end() {
    let world = World::small(60).await;
    let store = Arc::new(world.file().store(CONNECTOR));
    let machine = Machine::new(&world, &store, 50);
    assert_completed(&run(&machine, &store, JobType::Full, None).await.0);
    let cursors = store.list(None, 1_000).await.unwrap().into_iter().map(|record| record.cursor);
    let behind: BTreeSet<String> =
        cursors.flatten().flat_map(|cursor| cursor.behind.into_keys()).collect();
    let before = stored(&store).await;
    let in_doubt = |document: &Map<String, Value>| {
        document["_sync"]["scope"].as_str().is_some_and(|scope| behind.contains(scope))
    };
    let (id, _) = before.iter().find(|(_, document)| in_doubt(document)).unwrap();
    let filtering = filter(&[("exclude", "id", "equals", id)]);
    assert_completed(&run(&machine, &store, JobType::Full, Some(filtering)).await.0);
    let after = stored(&store).await;
    assert!(!after.contains_key(id));
    assert_eq!(after.len(), before.len() - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_that_is_excluded_is_still_read() {
    let world = World::small(62).await;
    let store = Arc::new(world.file().store(CONNECTOR));
    let machine = Machine::new(&world, &store, 4);
    let filtering = filter(&[
        ("exclude", "object_type", "equals", "TEAMS"),
        ("exclude", "object_type", "equals", "TEAM_CHANNEL"),
    ]);
    let (job, _) = run(&machine, &store, JobType::Full, Some(filtering)).await;
    assert_completed(&job);
    let mut wanted = world.truth();
    wanted
        .retain(|_, line| !["TEAMS", "TEAM_CHANNEL"].contains(&text(line, "object_type").as_str()));
    assert!(wanted.len() < world.truth().len());
    assert_equal(&wanted, &stored(&store).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incremental_sync_deletes_what_the_rules_exclude_by_now() {
    let world = World::small(63).await;
    let store = Arc::new(world.file().store(CONNECTOR));
    let machine = Machine::new(&world, &store, 50);
    assert_completed(&run(&machine, &store, JobType::Full, None).await.0);
    assert!(count(&stored(&store).await, "CHANNEL_MESSAGE") > 0);
    let filtering = filter(&[("exclude", "object_type", "equals", "CHANNEL_MESSAGE")]);
    let (job, counters) = run(&machine, &store, JobType::Incremental, Some(filtering)).await;
    assert_completed(&job);
    let records = store.list(None, 1_000).await.unwrap();
    assert!(records.iter().all(|record| record.mode == Mode::Incremental), "nothing was swept");
    let mut wanted = world.truth();
    wanted.retain(|_, line| text(line, "object_type") != "CHANNEL_MESSAGE");
    assert_equal(&wanted, &stored(&store).await);
    assert!(counters.excluded > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_and_repeated_messages_make_no_difference_to_what_is_excluded() {
    let world = World::small(64).await;
    let store = Arc::new(world.file().store(CONNECTOR));
    let machine = Machine::new(&world, &store, 5);
    assert_completed(&machine.full_sync(|| Fault::None).await);
    let job = machine.scheduler.request_sync(JobType::Full).await.unwrap();
    let mut asked = store.job(&job.id).await.unwrap().unwrap();
    asked.value.filtering =
        Some(filter(&[("exclude", "object_type", "equals", "CHANNEL_MESSAGE")]));
    let rules = Rules::parse(asked.value.filtering.as_ref().unwrap()).unwrap();
    assert!(store.replace_job(asked).await.unwrap());
    let mut turn = 0;
    let faults = || {
        turn += 1;
        match turn % 12 {
            3 => Fault::Lost,
            7 => Fault::Twice,
            11 => Fault::Died,
            _ => Fault::None,
        }
    };
    assert_completed(&machine.full_sync(faults).await);
    let mut wanted = world.truth();
    wanted.retain(|_, line| rules.verdict(line) == Policy::Include);
    assert!(wanted.len() < world.truth().len());
    assert_equal(&wanted, &stored(&store).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_rules_are_not_valid_fails_before_it_changes_anything() {
    let world = World::small(65).await;
    let store = Arc::new(world.file().store(CONNECTOR));
    let machine = Machine::new(&world, &store, 50);
    let broken = filter(&[
        ("exclude", "object_type", "equals", "TEAMS"),
        ("exclude", "title", "regex", "(?=secret)"),
    ]);
    for index in ["empty", "synced"] {
        let before = stored(&store).await;
        let (job, counters) = run(&machine, &store, JobType::Full, Some(broken.clone())).await;
        assert_eq!(job.status, JobStatus::Error, "{index}");
        let error = job.error.unwrap();
        assert!(error.contains("the sync rules are not valid: rule r1: "), "{error}");
        assert_eq!(counters, Counters::default());
        assert_eq!(stored(&store).await, before);
        let records = store.list(None, 1_000).await.unwrap();
        assert!(records.iter().all(sync::record::PartitionRecord::at_rest));
        assert_completed(&machine.full_sync(|| Fault::None).await);
    }
    assert_equal(&world.truth(), &stored(&store).await);
}
