//! Faults on the way to an engine and in it: what is tried again, what isn't, and what the caller is told.

use std::sync::Arc;
use std::time::Duration;

use clock::{Clock as _, Random, TestClock};
use elastic::{Address, Auth, ConnectError, Connection, ElasticStore, Limits, Options};
use jiff::Timestamp;
use serde_json::{Value, json};
use sync::job::{JobStatus, JobType, SyncJob};
use sync::port::store::{
    ContentStore as _, JobStore as _, StateStore as _, StoreError, Write, Written,
};

use crate::scripted::{Answer, Scripted, TIMEOUT};
use crate::{delete, write};

struct World {
    server: Scripted,
    clock: Arc<TestClock>,
    store: ElasticStore,
}

async fn world() -> World {
    world_with(Limits::default()).await
}

async fn world_with(limits: Limits) -> World {
    let server = Scripted::start().await;
    let clock = Arc::new(TestClock::at(Timestamp::UNIX_EPOCH));
    let options = Options { limits, ..Options::new("connector", "teams") };
    let store = connect(&server.url, options, &clock).await.unwrap();
    World { server, clock, store }
}

async fn connect(
    url: &str,
    options: Options,
    clock: &Arc<TestClock>,
) -> Result<ElasticStore, ConnectError> {
    let auth = Auth::ApiKey("a2V5".into());
    let mut connection = Connection::new(Address::Url(url.to_owned()), auth);
    connection.request_timeout = TIMEOUT;
    let random = Arc::new(Random::seeded(1));
    ElasticStore::connect(&connection, options, Arc::<TestClock>::clone(clock), random).await
}

fn writes(ids: &[&str]) -> Vec<Write> {
    ids.iter().map(|id| write(id, 1, &json!({"message": "text"}))).collect()
}

pub(crate) fn error(status: u16, kind: &str) -> Answer {
    Answer::Json(status, json!({"error": {"type": kind, "reason": "because"}, "status": status}))
}

fn unavailable<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Unavailable(text)) => text,
        other => panic!("{other:?}"),
    }
}

fn ids(world: &World) -> Vec<Vec<String>> {
    world.server.bulks().iter().map(crate::scripted::Asked::ids).collect()
}

#[tokio::test]
async fn only_the_items_that_were_turned_away_are_sent_again() {
    let world = world().await;
    let busy = "es_rejected_execution_exception";
    world.server.answers([
        Answer::Items(vec![
            ("b", 429, busy),
            ("c", 400, "document_parsing_exception"),
            ("d", 503, "unavailable_shards_exception"),
        ]),
        Answer::Items(vec![("d", 429, busy)]),
    ]);
    let written = world.store.write(writes(&["a", "b", "c", "d"])).await.unwrap();
    assert_eq!(written[..2], [Written::Done, Written::Done]);
    assert!(matches!(&written[2], Written::Refused { reason } if reason.contains("because")));
    assert_eq!(written[3], Written::Done);
    assert_eq!(ids(&world), [vec!["a", "b", "c", "d"], vec!["b", "d"], vec!["d"]]);
    assert!(world.clock.now() > Timestamp::UNIX_EPOCH);
}

#[tokio::test]
async fn an_engine_that_stays_busy_is_reported_and_not_asked_for_ever() {
    let world = world().await;
    let busy = vec![("a", 429, "es_rejected_execution_exception")];
    world.server.answers(std::iter::repeat_n(Answer::Items(busy), 100));
    let text = unavailable(world.store.write(writes(&["a", "b"])).await);
    assert!(
        text.contains("es_rejected_execution_exception") && text.contains("nothing is lost"),
        "{text}"
    );
    assert_eq!(ids(&world).len(), 6);
    let waited = world.clock.now().duration_since(Timestamp::UNIX_EPOCH);
    assert!(waited > Duration::from_secs(7).try_into().unwrap(), "{waited}");
}

#[tokio::test]
async fn a_whole_request_that_is_turned_away_is_made_again() {
    let world = world().await;
    world.server.answers([
        error(429, "circuit_breaking_exception"),
        Answer::Json(503, Value::String("<html>".to_owned())),
        Answer::Reset,
        Answer::Silence,
    ]);
    assert_eq!(world.store.write(writes(&["a"])).await.unwrap(), [Written::Done]);
    assert_eq!(ids(&world).len(), 5);
}

#[tokio::test]
async fn a_refused_key_is_told_at_once_with_what_to_do() {
    let world = world().await;
    world.server.answers([error(403, "security_exception"), error(401, "security_exception")]);
    let text = unavailable(world.store.write(writes(&["a"])).await);
    assert!(text.starts_with("writing documents: answered 403"), "{text}");
    assert!(text.contains("the API key must allow the content index"), "{text}");
    let text = unavailable(world.store.write(writes(&["a"])).await);
    assert!(text.contains("make a new one"), "{text}");
    assert_eq!(ids(&world).len(), 2);
}

#[tokio::test]
async fn one_document_that_is_too_large_is_found_and_refused_alone() {
    let world = world().await;
    // Any request with `d` in it is too large.
    let too_large = || Answer::Json(413, Value::Null);
    let fine = || Answer::Items(Vec::new());
    world.server.answers([too_large(), too_large(), fine(), too_large(), fine(), fine()]);
    let written = world.store.write(writes(&["a", "b", "c", "d", "e", "f"])).await.unwrap();
    let refused: Vec<usize> = (0..6).filter(|at| written[*at] != Written::Done).collect();
    assert_eq!(refused.len(), 1, "{written:?}");
    let sent = ids(&world);
    assert_eq!(sent[0].len(), 6);
    assert_eq!(sent.iter().skip(1).map(Vec::len).collect::<Vec<_>>(), [3, 2, 1, 3]);
}

#[tokio::test]
async fn a_large_document_that_no_node_has_the_memory_for_holds_up_no_other() {
    let world = world_with(Limits { chunk_bytes: 400, ..Limits::default() }).await;
    let busy = "es_rejected_execution_exception";
    let large = write("large", 1, &json!({"message": "x".repeat(500)}));
    world.server.answers(std::iter::repeat_n(Answer::Items(vec![("large", 429, busy)]), 6));
    let written = world.store.write(vec![large.clone(), delete("a", 1)]).await.unwrap();
    assert!(matches!(&written[0], Written::Refused { reason } if reason.contains(busy)));
    assert_eq!(written[1], Written::Done);
    world.server.answers(std::iter::repeat_n(error(429, busy), 6));
    let written = world.store.write(vec![large]).await.unwrap();
    assert!(matches!(&written[0], Written::Refused { .. }));
}

#[tokio::test]
async fn what_is_written_without_versions_is_not_written_twice() {
    let world = world().await;
    let job = SyncJob {
        id: "j".to_owned(),
        connector_id: "connector".to_owned(),
        job_type: JobType::Full,
        status: JobStatus::Pending,
        created_at: Timestamp::UNIX_EPOCH,
        started_at: None,
        completed_at: None,
        cancelation_requested_at: None,
        error: None,
        filtering: None,
    };
    for answer in [Answer::Reset, Answer::Silence, Answer::Json(502, Value::Null)] {
        world.server.tell("/_create/j", [answer]);
        unavailable(world.store.create_job(job.clone()).await);
    }
    assert_eq!(world.server.asked_of("/_create/j").len(), 3);
    let made = Answer::Json(201, json!({"result": "created"}));
    world.server.tell("/_create/j", [error(429, "circuit_breaking_exception"), made]);
    assert!(world.store.create_job(job).await.unwrap());
    assert_eq!(world.server.asked_of("/_create/j").len(), 5);
}

#[tokio::test]
async fn an_answer_for_fewer_items_than_were_sent_is_no_success() {
    let world = world().await;
    for answer in [json!({"items": [{"index": {"status": 201}}]}), json!({}), json!("hello")] {
        world.server.answers([Answer::Json(200, answer)]);
        let text = unavailable(world.store.write(writes(&["a", "b"])).await);
        assert!(text.contains("see that the address is the cluster's"), "{text}");
    }
}

#[tokio::test]
async fn bodies_keep_to_the_limits_of_the_configuration() {
    let world = world_with(Limits { chunk_size: 5, chunk_bytes: 400 }).await;
    let mut all = writes(&["a", "b", "c", "d", "e"]);
    all.extend(["f", "g", "h", "i", "j", "k"].map(|id| delete(id, 1)));
    assert_eq!(world.store.write(all).await.unwrap(), vec![Written::Done; 11]);
    for bulk in world.server.bulks() {
        assert!(bulk.body.lines().count() <= 5 && bulk.body.len() <= 400, "{}", bulk.body);
    }
    assert_eq!(ids(&world).concat(), ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]);
}

#[tokio::test]
async fn every_request_bears_the_key_and_says_that_a_connector_asks() {
    let world = world().await;
    world.store.write(writes(&["a"])).await.unwrap();
    for asked in world.server.asked() {
        for header in ["x-elastic-product-origin: connectors", "authorization: ApiKey a2V5"] {
            assert!(asked.headers.iter().any(|line| line == header), "{}: {header}", asked.line);
        }
    }
    let bulk = world.server.bulks().remove(0);
    assert!(bulk.headers.contains(&"content-type: application/x-ndjson".to_owned()));
}

#[tokio::test]
async fn nobody_at_the_address_is_told_with_the_reason() {
    let clock = Arc::new(TestClock::at(Timestamp::UNIX_EPOCH));
    let options = Options::new("connector", "teams");
    let error = connect("http://127.0.0.1:9", options, &clock).await.unwrap_err().to_string();
    assert!(error.contains("asking for the version") && error.contains("refused"), "{error}");
    assert!(clock.now() > Timestamp::UNIX_EPOCH);
}

#[tokio::test]
async fn records_are_made_visible_though_the_jobs_may_not_be_refreshed() {
    let world = world().await;
    let both = "/.elastic-connectors-teams-state-v1,.elastic-connectors-sync-jobs/_refresh";
    world.server.tell(both, [error(403, "security_exception")]);
    world.server.tell("-teams-state-v1/_refresh", [Answer::Json(200, json!({}))]);
    world.store.refresh().await.unwrap();
    assert_eq!(world.server.asked_of("/_refresh").len(), 2);
}

#[tokio::test]
async fn an_index_that_was_made_anew_by_a_write_is_told() {
    let world = world().await;
    let dynamic = json!({"properties": {"_sync": {"properties": {"partition": {"type": "text"}}}}});
    world.server.tell("/_refresh", [Answer::Json(200, json!({}))]);
    world.server.tell("/_mapping", [Answer::Json(200, json!({"teams": {"mappings": dynamic}}))]);
    let text = unavailable(world.store.refresh_content().await);
    assert!(text.contains("index teams was deleted") && text.contains("sync in full"), "{text}");
}

#[tokio::test]
async fn no_form_of_the_store_shows_its_key() {
    let world = world().await;
    assert!(!format!("{:?}", world.store).contains("a2V5"));
}
