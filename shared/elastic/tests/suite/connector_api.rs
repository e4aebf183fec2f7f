//! The `_connector` API, played by the scripted server: neither engine has it. When it is used, and when the records
//! are written directly instead.

use std::sync::Arc;

use clock::{Random, TestClock};
use elastic::{Address, Auth, Connection, Records, RecordsOptions, Updated};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use serde_json::{Map, Value, json};
use sync::port::store::{StoreError, Token};

use crate::faults::error;
use crate::scripted::{Answer, Scripted, TIMEOUT};

struct World {
    server: Scripted,
    records: Records,
}

async fn world() -> World {
    world_with(RecordsOptions::default()).await
}

async fn world_with(options: RecordsOptions) -> World {
    let server = Scripted::start().await;
    let records = connect(&server, options).await;
    World { server, records }
}

/// The records of a server whose requests take no time.
pub(crate) async fn connect(server: &Scripted, options: RecordsOptions) -> Records {
    let mut connection = Connection::new(Address::Url(server.url.clone()), Auth::None);
    connection.request_timeout = TIMEOUT;
    let clock = Arc::new(TestClock::at(Timestamp::UNIX_EPOCH));
    Records::connect(&connection, options, clock, Arc::new(Random::seeded(1))).await.unwrap()
}

fn ok() -> Answer {
    Answer::Json(200, json!({"result": "updated"}))
}

fn no_handler() -> Answer {
    Answer::Json(400, json!({"error": "no handler found for uri [/_connector/x] and method [PUT]"}))
}

fn found(source: &Value) -> Answer {
    let document =
        json!({"_id": "x", "found": true, "_seq_no": 7, "_primary_term": 1, "_source": source});
    Answer::Json(200, json!({"docs": [document]}))
}

fn fields(fields: &Value) -> Map<String, Value> {
    fields.as_object().unwrap().clone()
}

/// What was asked after the start: method and path, with what isn't empty of the body.
fn asked(world: &World) -> Vec<(String, Value)> {
    let asked = world.server.asked().into_iter().skip(1);
    let line = |line: &str| line.trim_end_matches(" HTTP/1.1").to_owned();
    asked.map(|asked| (line(&asked.line), body(&asked.body))).collect()
}

fn body(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

const GUARD: Token = Token { seq_no: 7, primary_term: 1 };

#[tokio::test]
async fn a_heartbeat_goes_by_api_where_there_is_one() {
    let world = world().await;
    world.server.tell("/_check_in", [ok()]);
    let updated = world.records.check_in("a b", Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!(updated, Updated::Done);
    assert_eq!(asked(&world), [("PUT /_connector/a%20b/_check_in".to_owned(), Value::Null)]);
}

#[tokio::test]
async fn without_an_api_for_us_records_are_written_directly_from_then_on() {
    for answer in [
        no_handler(),
        error(403, "security_exception"),
        error(410, "api_not_available_exception"),
        Answer::Json(404, Value::Null),
        Answer::Json(405, Value::Null),
    ] {
        let world = world().await;
        world.server.tell("/_check_in", [answer]);
        world.server.tell("/_update/x", [ok(), ok()]);
        for _ in 0..2 {
            let updated = world.records.clone().check_in("x", Timestamp::UNIX_EPOCH).await;
            assert_eq!(updated.unwrap(), Updated::Done);
        }
        let path =
            "POST /.elastic-connectors/_update/x?require_alias=true&retry_on_conflict=3".to_owned();
        let direct = (path, json!({"doc": {"last_seen": "1970-01-01T00:00:00.000000+00:00"}}));
        assert_eq!(asked(&world)[1..], [direct.clone(), direct]);
    }
}

#[tokio::test]
async fn an_api_that_was_switched_off_is_never_asked() {
    let world = world_with(RecordsOptions { use_api: false, ..RecordsOptions::default() }).await;
    world.server.tell("/_update/x", [ok(), ok()]);
    world.records.check_in("x", Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!(world.records.delete_connector("x").await.unwrap(), Updated::Done);
    assert!(world.server.asked_of("/_connector/").is_empty());
    assert_eq!(asked(&world)[1].1, json!({"doc": {"deleted": true}}));
}

#[tokio::test]
async fn a_record_that_is_gone_is_no_missing_api() {
    let world = world().await;
    let gone = || error(404, "resource_not_found_exception");
    world.server.tell("/_connector/", [gone(), gone(), gone()]);
    let (records, now) = (&world.records, Timestamp::UNIX_EPOCH);
    assert_eq!(records.check_in("x", now).await.unwrap(), Updated::Missing);
    assert_eq!(records.check_in_job("x", &Map::new()).await.unwrap(), Updated::Missing);
    assert_eq!(records.delete_connector("x").await.unwrap(), Updated::Missing);
    assert!(world.server.asked_of("/_update/").is_empty());
}

#[tokio::test]
async fn a_busy_api_is_asked_again_and_not_gone_around() {
    let world = world().await;
    world.server.tell("/_check_in", [error(503, "unavailable"), error(429, "busy"), ok()]);
    let updated = world.records.check_in("x", Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!(updated, Updated::Done);
    assert_eq!(asked(&world).len(), 3);
}

#[tokio::test]
async fn a_job_is_made_once_by_api() {
    let world = world().await;
    let answer = Answer::Json(201, json!({"id": "j"}));
    world.server.tell("/_sync_job", [answer, Answer::Reset]);
    let direct = Map::new();
    let make = || world.records.create_job("x", "full", "scheduled", &direct);
    assert_eq!(make().await.unwrap(), "j");
    let wanted = json!({"id": "x", "job_type": "full", "trigger_method": "scheduled"});
    assert_eq!(asked(&world), [("POST /_connector/_sync_job".to_owned(), wanted)]);
    // It may have been made: a second one would run too.
    assert!(make().await.is_err());
    assert_eq!(asked(&world).len(), 2);
}

#[tokio::test]
async fn a_job_that_the_api_refuses_is_not_made_directly() {
    let world = world().await;
    world.server.tell("/_sync_job", [error(400, "status_exception")]);
    let made = world.records.create_job("x", "full", "scheduled", &Map::new()).await;
    let Err(StoreError::Unavailable(text)) = made else { panic!("{made:?}") };
    assert!(text.starts_with("making a sync job: answered 400, status_exception"), "{text}");
    assert_eq!(asked(&world).len(), 1);
}

#[tokio::test]
async fn counts_go_by_api_without_the_time_and_directly_with_it() {
    let world = world().await;
    let counts = json!({"indexed_document_count": 1, "deleted_document_count": 0});
    let mut stats = fields(&counts);
    stats.insert("last_seen".to_owned(), json!("1970-01-01T00:00:00Z"));
    world.server.tell("/_stats", [ok(), no_handler()]);
    world.server.tell("/_update/j", [ok()]);
    for _ in 0..2 {
        assert_eq!(world.records.check_in_job("j", &stats).await.unwrap(), Updated::Done);
    }
    let asked = asked(&world);
    assert_eq!(asked[0], ("PUT /_connector/_sync_job/j/_stats".to_owned(), counts));
    assert_eq!(asked[2].1, json!({"doc": stats}));
}

#[tokio::test]
async fn a_valid_draft_is_activated_and_another_is_not() {
    for (state, expected) in [
        (
            "valid",
            vec![
                "PUT /_connector/x/_filtering/_validation",
                "PUT /_connector/x/_filtering/_activate",
            ],
        ),
        ("invalid", vec!["PUT /_connector/x/_filtering/_validation"]),
    ] {
        let world = world().await;
        let validation = json!({"state": state, "errors": []});
        world.server.tell("/_mget", [found(&json!({}))]);
        world.server.tell("/_filtering/", [ok(), ok()]);
        let updated =
            world.records.validated_draft("x", &validation, &json!([]), GUARD).await.unwrap();
        assert_eq!(updated, Updated::Done);
        let asked = asked(&world);
        let lines: Vec<&str> = asked[1..].iter().map(|(line, _)| line.as_str()).collect();
        assert_eq!(lines, expected);
        assert_eq!(asked[1].1, json!({"validation": validation}));
    }
}

#[tokio::test]
async fn a_draft_that_was_edited_meanwhile_is_not_judged() {
    let world = world().await;
    world.server.tell("/_mget", [found(&json!({})), found(&json!({"deleted": true}))]);
    let judge = async |seq_no| {
        let token = Token { seq_no, ..GUARD };
        let validation = json!({"state": "valid", "errors": []});
        world.records.validated_draft("x", &validation, &json!([]), token).await.unwrap()
    };
    assert_eq!(judge(6).await, Updated::Conflict);
    assert_eq!(judge(7).await, Updated::Missing);
    assert_eq!(asked(&world).len(), 2);
}

#[tokio::test]
async fn without_an_api_a_draft_is_written_under_its_guard() {
    let world = world().await;
    world.server.tell("/_mget", [found(&json!({}))]);
    world.server.tell("/_filtering/", [no_handler()]);
    world.server.tell("/_update/x", [error(409, "version_conflict_engine_exception")]);
    let (validation, filtering) = (json!({"state": "valid"}), json!([{"domain": "DEFAULT"}]));
    let updated = world.records.validated_draft("x", &validation, &filtering, GUARD).await.unwrap();
    assert_eq!(updated, Updated::Conflict);
    let (line, body) = asked(&world).pop().unwrap();
    assert!(line.ends_with("&if_seq_no=7&if_primary_term=1"), "{line}");
    assert_eq!(body, json!({"doc": {"filtering": filtering}, "detect_noop": false}));
}

#[tokio::test]
async fn a_connector_that_is_there_is_not_made_again() {
    let world = world().await;
    let missing = Answer::Json(200, json!({"docs": [{"_id": "x", "found": false}]}));
    world.server.tell("/_mget", [found(&json!({"name": "Teams"})), missing]);
    world.server.tell("PUT /_connector/x", [ok()]);
    let wanted = fields(&json!({"index_name": "teams", "service_type": "microsoft_teams"}));
    let make = || world.records.create_connector("x", &wanted, &wanted);
    assert!(!make().await.unwrap());
    assert!(world.server.asked_of("PUT").is_empty());
    assert!(make().await.unwrap());
    assert_eq!(asked(&world).pop().unwrap().1, Value::Object(wanted.clone()));
}

#[tokio::test]
async fn a_secret_is_read_and_never_shown() {
    let world = world().await;
    let secret = Answer::Json(200, json!({"id": "s", "value": "geheim"}));
    world.server.tell("/_secret/s", [secret, error(404, "resource_not_found_exception")]);
    let secret = world.records.secret("s").await.unwrap().unwrap();
    assert_eq!(secret.expose_secret(), "geheim");
    assert!(world.records.secret("s").await.unwrap().is_none());
    world.server.tell("/_mget", [found(&json!({"configuration": {"secret_value": "geheim"}}))]);
    let record = world.records.connector("x").await.unwrap().unwrap();
    assert_eq!(record.source["configuration"]["secret_value"], "geheim");
    assert!(!format!("{secret:?} {record:?} {:?}", world.records).contains("geheim"));
}

#[tokio::test]
async fn indices_that_may_not_be_made_are_taken_for_there() {
    let world = world().await;
    world.server.tell(
        "HEAD /.elastic-connectors",
        [Answer::Json(404, Value::Null), Answer::Json(403, Value::Null)],
    );
    world.server.tell("PUT /.elastic-connectors-v1", [error(403, "security_exception")]);
    world.records.prepare().await.unwrap();
    let lines: Vec<String> = asked(&world).into_iter().map(|(line, _)| line).collect();
    assert_eq!(
        lines,
        [
            "HEAD /.elastic-connectors",
            "PUT /.elastic-connectors-v1",
            "HEAD /.elastic-connectors-sync-jobs",
        ]
    );
}

#[tokio::test]
async fn a_refresh_that_is_refused_is_no_fault() {
    let world = world().await;
    world.server.tell("/_refresh", [error(403, "security_exception")]);
    world.records.refresh().await;
    assert_eq!(asked(&world).len(), 1);
}
