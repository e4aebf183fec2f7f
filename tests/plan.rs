//! What is planned, in which order, and what becomes of it when the plan can't be made.

use std::sync::Arc;

use clock::{Random, TestClock};
use graph::{Client, Connection, Credentials, GraphRoot, LoginRoot, Patience};
use sync::job::JobStatus;
use sync::partition::PartitionId;
use sync::record::{PartitionRecord, Status};

use crate::machine::{Fault, Machine, assert_completed};
use crate::world::{World, records, summary_of};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_read_before_the_partition_that_finds_it_is_at_rest() {
    let world = World::small(50).await;
    let store = world.store().await;
    let machine = Machine::new(&world, &store, 2);
    // Twice: in the second job all partitions are known from the start.
    for _ in 0..2 {
        machine.scheduler.request_sync(sync::job::JobType::Full).await.unwrap();
        while machine.turn(&mut || Fault::None).await.is_none() {
            let records = records(&store).await;
            let job = &records.iter().max_by_key(|record| record.run).unwrap().job_id;
            let at_rest = |id: &PartitionId| {
                let finder = records.iter().find(|record| record.partition == *id);
                finder.is_some_and(|finder| finder.at_rest() && finder.job_id == *job)
            };
            let early = |record: &&PartitionRecord| {
                record.status == Status::Running
                    && record.subject.found_by().is_some_and(|finder| !at_rest(&finder))
            };
            assert_eq!(records.iter().find(early).map(|record| &record.partition), None);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sign_in_ends_the_job_with_what_to_do_and_touches_nothing() {
    let world = World::small(51).await;
    let store = world.store().await;
    let mut machine = Machine::new(&world, &store, 50);
    assert_completed(&machine.full_sync(|| Fault::None).await);
    let before = world.stored(&store).await;
    let cursors = |records: Vec<PartitionRecord>| {
        records.into_iter().map(|record| record.cursor).collect::<Vec<_>>()
    };
    let marks = cursors(records(&store).await);

    machine.worker.graph = with_a_wrong_secret(&world, &machine.clock);
    let job = machine.full_sync(|| Fault::None).await;
    assert_eq!(job.status, JobStatus::Error);
    let error = job.error.unwrap();
    assert!(
        error.contains("AADSTS7000215") && error.contains("paste the secret's value"),
        "{error}"
    );
    assert_eq!(world.stored(&store).await, before);
    assert_eq!(cursors(records(&store).await), marks);
    let summary = summary_of(&store, &job.id).await;
    assert_eq!(summary.failed, summary.partitions, "none waits for ever");
    assert_eq!(
        machine.worker.graph.meter().usage().requests_total(),
        1,
        "the refusal isn't asked for again"
    );
}

fn with_a_wrong_secret(world: &World, clock: &Arc<TestClock>) -> Arc<Client> {
    let credentials = world.simulator.credentials();
    let root = world.simulator.base_url();
    let connection = Connection {
        root: GraphRoot::parse(&root).unwrap(),
        login_root: LoginRoot::parse(&root).unwrap(),
        credentials: Credentials {
            tenant_id: credentials.tenant_id,
            client_id: credentials.client_id,
            secret_value: "not the secret".into(),
        },
        patience: Patience::default(),
    };
    let random = Arc::new(Random::seeded(2));
    Arc::new(Client::new(connection, Arc::<TestClock>::clone(clock), random).unwrap())
}
