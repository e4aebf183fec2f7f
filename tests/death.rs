//! Whatever dies in the middle, the next sync goes on from there.

use std::sync::Arc;
use std::time::Duration;

use clock::Random;
use sync::job::JobType;
use sync::port::store::StateStore as _;

use crate::machine::{Fault, Machine, assert_completed};
use crate::refusing::Refusing;
use crate::store::CASES_MAX;
use crate::world::{World, assert_equal, records};

/// One message in eight meets a fault, the kinds in equal shares.
fn faults(seed: u64) -> impl FnMut() -> Fault {
    let random = Random::seeded(seed);
    move || match random.jitter(Duration::from_secs(2)).subsec_millis() {
        0..40 => Fault::Lost,
        40..80 => Fault::Twice,
        80..120 => Fault::Died,
        _ => Fault::None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_late_and_repeated_messages_make_no_difference() {
    for seed in (20..26).take(CASES_MAX) {
        let world = World::small(seed).await;
        let store = world.store().await;
        let job = Machine::new(&world, &store, 5).full_sync(faults(seed)).await;
        assert_completed(&job);
        let differences = crate::world::differences(&world.truth(), &world.stored(&store).await);
        assert!(differences.is_empty(), "seed {seed}: {differences:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_is_followed_by_one_that_goes_on_at_once() {
    let world = World::small(30).await;
    {
        let store = world.store().await;
        let machine = Machine::new(&world, &store, 3);
        machine.scheduler.request_sync(JobType::Full).await.unwrap();
        for _ in 0..12 {
            machine.turn(&mut || Fault::None).await;
        }
        // Its queues die with it; what it was at is written nowhere but in the records.
    }
    let store = world.store().await;
    let machine = Machine::new(&world, &store, 3);
    let started = clock::Clock::now(&*machine.clock);
    let open = machine.scheduler.request_sync(JobType::Full).await.unwrap();
    let out = store.unfinished(&open.id, 100).await.unwrap();
    assert!(!out.is_empty(), "it died in the middle");
    machine.scheduler.resume_after_restart(&open.id).await.unwrap();
    let job = machine.full_sync(|| Fault::None).await;
    assert_eq!(job.id, open.id, "the same job goes on");
    assert_completed(&job);
    assert_equal(&world.truth(), &world.stored(&store).await);
    let waited = clock::Clock::now(&*machine.clock).duration_since(started).unsigned_abs();
    assert!(waited < Duration::from_mins(1), "no lease was waited for, but {waited:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_job_leaves_its_late_messages_without_effect() {
    let world = World::small(31).await;
    let store = world.store().await;
    let machine = Machine::new(&world, &store, 2);
    let job = machine.scheduler.request_sync(JobType::Full).await.unwrap();
    for _ in 0..8 {
        machine.turn(&mut || Fault::None).await;
    }
    assert!(machine.scheduler.request_cancel(&job.id).await.unwrap());
    let before = records(&store).await;
    let mut died = || Fault::Died;
    let over = loop {
        if let Some(over) = machine.turn(&mut died).await {
            break over;
        }
    };
    assert_eq!(over.status, sync::job::JobStatus::Canceled);
    // Everything that was under way comes again.
    machine.clock.advance(Duration::from_mins(10));
    machine.turn(&mut || Fault::None).await;
    let after = records(&store).await;
    assert!(after.iter().all(sync::record::PartitionRecord::at_rest));
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before.cursor, after.cursor, "a cancel moves no cursor");
    }
    let job = machine.full_sync(|| Fault::None).await;
    assert_completed(&job);
    assert_equal(&world.truth(), &world.stored(&store).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_away_now_and_then_makes_no_difference() {
    let world = World::small(32).await;
    let whole = world.store().await;
    let store = Refusing { away_every: 3, ..Refusing::over(Arc::clone(&whole), []) };
    let job = Machine::over(&world, Arc::new(store), 4).full_sync(|| Fault::None).await;
    assert_completed(&job);
    assert_equal(&world.truth(), &world.stored(&whole).await);
}
