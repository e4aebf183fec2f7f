//! Sync rules decide what gets into the index, and nothing else: a document that they exclude is as if the tenant
//! hadn't it.

use std::collections::BTreeSet;

use clock::{Clock as _, Random};
use documents::rule::{Policy, Rules};
use serde_json::{Map, Value, json};
use sync::job::{JobStatus, JobType, SyncJob};
use sync::port::store::JobStore as _;
use sync::record::{Counters, Mode};

use crate::machine::{Fault, Machine, assert_completed};
use crate::store::{CASES_MAX, TestStore};
use crate::world::{CONNECTOR, Documents, World, assert_equal, records, summary_of, text};

/// A filter as a job carries it: policy, field, rule, value of each.
fn filter(rules: &[(&str, &str, &str, &str)]) -> Value {
    let rules = rules.iter().zip(0..).map(|((policy, field, rule, value), order)| {
        json!({ "id": format!("r{order}"), "policy": policy, "field": field, "rule": rule,
            "value": value, "order": order })
    });
    json!({ "rules": rules.collect::<Vec<_>>(), "advanced_snippet": { "value": {} } })
}

/// Asks for a job that carries this filter.
async fn ask(
    machine: &Machine,
    store: &TestStore,
    job_type: JobType,
    filtering: Option<Value>,
) -> SyncJob {
    let job = SyncJob {
        id: Random::from_system().id(),
        connector_id: CONNECTOR.to_owned(),
        job_type,
        status: JobStatus::Pending,
        created_at: machine.clock.now(),
        started_at: None,
        completed_at: None,
        cancelation_requested_at: None,
        error: None,
        filtering,
    };
    assert!(store.create_job(job.clone()).await.unwrap());
    job
}

/// Runs a job that carries this filter to its end.
async fn run(
    machine: &Machine,
    store: &TestStore,
    job_type: JobType,
    filtering: Option<Value>,
) -> (SyncJob, Counters) {
    let asked = ask(machine, store, job_type, filtering).await;
    let job = loop {
        if let Some(over) = machine.turn(&mut || Fault::None).await {
            break over;
        }
    };
    assert_eq!(job.id, asked.id);
    let counters = summary_of(store, &job.id).await.counters;
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
    let store = world.store().await;
    let machine = Machine::new(&world, &store, 3);
    let (job, counters) = run(&machine, &store, JobType::Full, None).await;
    assert_completed(&job);
    assert_eq!(counters.excluded, 0);
    let all = without_bookkeeping(world.stored(&store).await);
    assert_equal(&world.truth(), &all);

    let (half, author) = (middle(&all, "_timestamp"), middle(&all, "author"));
    let filters = [
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
    ];
    for filtering in filters.into_iter().take(CASES_MAX) {
        let rules = Rules::parse(&filtering).unwrap();
        let wanted: Documents = all
            .iter()
            .filter(|(_, document)| rules.verdict(document) == Policy::Include)
            .map(|(id, document)| (id.clone(), document.clone()))
            .collect();
        assert!(wanted.len() < all.len() && !wanted.is_empty(), "it tells nothing: {filtering}");
        let (job, counters) = run(&machine, &store, JobType::Full, Some(filtering.clone())).await;
        assert_completed(&job);
        let found = without_bookkeeping(world.stored(&store).await);
        assert!(found == wanted, "{filtering}: {} and not {}", found.len(), wanted.len());
        let excluded = u64::try_from(all.len() - wanted.len()).unwrap();
        assert!(counters.excluded >= excluded, "{counters:?}: {excluded} at least");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_excluded_is_swept_comes_back_and_is_swept_again() {
    let world = World::small(61).await;
    let store = world.store().await;
    let machine = Machine::new(&world, &store, 50);
    let (job, unfiltered) = run(&machine, &store, JobType::Full, None).await;
    assert_completed(&job);
    let all = world.stored(&store).await;
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
        let found = world.stored(&store).await;
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
    assert_eq!(world.stored(&store).await.len(), all.len() - excluded);
}

#[tokio::test(flavor = "multi_thread")]
async fn r6_what_is_excluded_goes_even_from_a_scope_that_is_never_read_to_its_end() {
    let world = World::small(60).await;
    let store = world.store().await;
    let machine = Machine::new(&world, &store, 50);
    assert_completed(&run(&machine, &store, JobType::Full, None).await.0);
    let cursors = records(&store).await.into_iter().map(|record| record.cursor);
    let behind: BTreeSet<String> =
        cursors.flatten().flat_map(|cursor| cursor.behind.into_keys()).collect();
    let before = world.stored(&store).await;
    let in_doubt = |document: &Map<String, Value>| {
        document["_sync"]["scope"].as_str().is_some_and(|scope| behind.contains(scope))
    };
    let (id, _) = before.iter().find(|(_, document)| in_doubt(document)).unwrap();
    let filtering = filter(&[("exclude", "id", "equals", id)]);
    assert_completed(&run(&machine, &store, JobType::Full, Some(filtering)).await.0);
    let after = world.stored(&store).await;
    assert!(!after.contains_key(id));
    assert_eq!(after.len(), before.len() - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_that_is_excluded_is_still_read() {
    let world = World::small(62).await;
    let store = world.store().await;
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
    assert_equal(&wanted, &world.stored(&store).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incremental_sync_deletes_what_the_rules_exclude_by_now() {
    let world = World::small(63).await;
    let store = world.store().await;
    let machine = Machine::new(&world, &store, 50);
    assert_completed(&run(&machine, &store, JobType::Full, None).await.0);
    assert!(count(&world.stored(&store).await, "CHANNEL_MESSAGE") > 0);
    let filtering = filter(&[("exclude", "object_type", "equals", "CHANNEL_MESSAGE")]);
    let (job, counters) = run(&machine, &store, JobType::Incremental, Some(filtering)).await;
    assert_completed(&job);
    let records = records(&store).await;
    assert!(records.iter().all(|record| record.mode == Mode::Incremental), "nothing was swept");
    let mut wanted = world.truth();
    wanted.retain(|_, line| text(line, "object_type") != "CHANNEL_MESSAGE");
    assert_equal(&wanted, &world.stored(&store).await);
    assert!(counters.excluded > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_and_repeated_messages_make_no_difference_to_what_is_excluded() {
    let world = World::small(64).await;
    let store = world.store().await;
    let machine = Machine::new(&world, &store, 5);
    assert_completed(&machine.full_sync(|| Fault::None).await);
    let filtering = filter(&[("exclude", "object_type", "equals", "CHANNEL_MESSAGE")]);
    let rules = Rules::parse(&filtering).unwrap();
    ask(&machine, &store, JobType::Full, Some(filtering)).await;
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
    assert_equal(&wanted, &world.stored(&store).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_rules_are_not_valid_fails_before_it_changes_anything() {
    let world = World::small(65).await;
    let store = world.store().await;
    let machine = Machine::new(&world, &store, 50);
    let broken = filter(&[
        ("exclude", "object_type", "equals", "TEAMS"),
        ("exclude", "title", "regex", "(?=secret)"),
    ]);
    for index in ["empty", "synced"] {
        let before = world.stored(&store).await;
        let (job, counters) = run(&machine, &store, JobType::Full, Some(broken.clone())).await;
        assert_eq!(job.status, JobStatus::Error, "{index}");
        let error = job.error.unwrap();
        assert!(error.contains("the sync rules are not valid: rule r1: "), "{error}");
        assert_eq!(counters, Counters::default());
        assert_eq!(world.stored(&store).await, before);
        let records = records(&store).await;
        assert!(records.iter().all(sync::record::PartitionRecord::at_rest));
        assert_completed(&machine.full_sync(|| Fault::None).await);
    }
    assert_equal(&world.truth(), &world.stored(&store).await);
}
