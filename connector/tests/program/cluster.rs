//! `connector`, `check` and `status` against a stand-in for a cluster with security and the connector API: it knows one
//! connector at most, and answers only what these commands ask. No engine that runs here has either.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use crate::given::{Ran, program};

const KEY: &str = "aHVudGVyMjpodW50ZXIy";

/// What the cluster holds and allows.
#[derive(Debug, Clone, Default)]
struct Cluster {
    connector: Arc<Mutex<Option<Value>>>,
    asked: Arc<Mutex<Vec<String>>>,
    /// Whether whoever asks may make API keys and use all indices.
    is_mighty: bool,
}

impl Cluster {
    fn with(connector: Option<Value>, is_mighty: bool) -> Self {
        Self { connector: Arc::new(Mutex::new(connector)), is_mighty, ..Self::default() }
    }

    /// Starts it, and writes a config file for it.
    async fn start(&self, folder: &tempfile::TempDir, connectors: &str) -> PathBuf {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = Router::new().fallback(answer).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        let file = folder.path().join("admin.yml");
        let text =
            format!("elasticsearch: {{host: 'http://{address}', max_retries: 0}}\n{connectors}");
        std::fs::write(&file, text).unwrap();
        file
    }

    fn answer(&self, method: &Method, path: &str, body: &Value) -> (StatusCode, Value) {
        let mut connector = self.connector.lock().unwrap();
        let ok = |answer| (StatusCode::OK, answer);
        match (method.as_str(), path) {
            ("GET", "/") => ok(json!({"version": {"number": "9.1.0", "build_flavor": "default"}})),
            (_, "/_security/user/_has_privileges") => ok(self.privileges(body)),
            (_, "/_security/api_key") if self.is_mighty => ok(json!({"id": "k1", "encoded": KEY})),
            (_, "/_security/api_key") => {
                let error = json!({"type": "security_exception", "reason": "may not make keys"});
                (StatusCode::FORBIDDEN, json!({"error": error, "status": 403}))
            }
            ("PUT", "/_connector/c1") => {
                *connector = Some(body.clone());
                ok(json!({"result": "created"}))
            }
            (_, "/.elastic-connectors/_update/c1") => {
                let fields = body["doc"].as_object().unwrap().clone();
                connector.as_mut().unwrap().as_object_mut().unwrap().extend(fields);
                ok(json!({"result": "updated"}))
            }
            (_, path) if path.ends_with("_mget") => ok(json!({"docs": [hit(connector.as_ref())]})),
            (_, path) if path.ends_with("_search") => {
                ok(json!({"hits": {"total": {"value": 7}, "hits": []}}))
            }
            (_, path) if path.ends_with("_field_caps") => ok(json!({"fields": {}})),
            _ => ok(json!({"acknowledged": true})),
        }
    }

    fn privileges(&self, body: &Value) -> Value {
        let all = |names: &Value| {
            let names = names.as_array().unwrap().iter();
            names.map(|name| (name.as_str().unwrap().to_owned(), json!(self.is_mighty))).collect()
        };
        let granted: serde_json::Map<_, _> = all(&body["index"][0]["privileges"]);
        let names = body["index"][0]["names"].as_array().unwrap().iter();
        let index: serde_json::Map<_, _> =
            names.map(|name| (name.as_str().unwrap().to_owned(), json!(granted))).collect();
        let cluster: serde_json::Map<_, _> = all(&body["cluster"]);
        json!({"cluster": cluster, "index": index})
    }

    fn was_asked(&self, line: &str) -> bool {
        self.asked.lock().unwrap().iter().any(|asked| asked == line)
    }
}

fn hit(connector: Option<&Value>) -> Value {
    let mut hit =
        json!({"_index": ".elastic-connectors-v1", "_id": "c1", "found": connector.is_some()});
    if let Some(connector) = connector {
        hit["_source"] = connector.clone();
        hit["_seq_no"] = 1.into();
        hit["_primary_term"] = 1.into();
    }
    hit
}

async fn answer(State(cluster): State<Cluster>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let body = serde_json::from_slice(&body).unwrap_or_default();
    let path = parts.uri.path();
    cluster.asked.lock().unwrap().push(format!("{} {path}", parts.method));
    let (status, answer) = cluster.answer(&parts.method, path, &body);
    let head = [(header::CONTENT_TYPE, "application/json")];
    (status, head, answer.to_string()).into_response()
}

fn run(config: &std::path::Path, words: &[&str]) -> Ran {
    let mut program = program();
    Ran::of(program.args(words).arg("-c").arg(config))
}

const CREATE: [&str; 6] = ["connector", "create", "--connector", "c1", "--index", "teams"];

#[tokio::test(flavor = "multi_thread")]
async fn a_new_connector_gets_a_key_and_a_config_file_that_works() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::with(None, true);
    let admin = cluster.start(&folder, "").await;
    let created = run(&admin, &CREATE).succeeded();
    assert!(
        cluster.was_asked("PUT /_connector/c1") && cluster.was_asked("POST /_security/api_key")
    );
    let record = cluster.connector.lock().unwrap().clone().unwrap();
    assert_eq!(
        record,
        json!({
            "api_key_id": "k1", "index_name": "teams", "name": "Microsoft Teams",
            "service_type": "microsoft_teams",
        })
    );
    assert!(created.stdout.contains(&format!("elasticsearch.api_key: \"{KEY}\"")), "{created:?}");
    assert!(!created.stderr.contains(KEY), "{created:?}");
    let config = folder.path().join("config.yml");
    std::fs::write(&config, &created.stdout).unwrap();
    let shown = run(&config, &["connector", "show"]).succeeded();
    assert!(shown.stdout.contains("microsoft_teams"), "{shown:?}");
    let again = run(&admin, &CREATE);
    assert_eq!(again.status, Some(2), "{again:?}");
    assert!(again.stderr.contains("there is a connector `c1` already"), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_cannot_be_made_leaves_the_request_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::with(None, false);
    let admin = cluster.start(&folder, "").await;
    let created = run(&admin, &CREATE);
    assert_eq!(created.status, Some(1), "{created:?}");
    assert!(created.stdout.contains("connector_id: \"c1\""), "{created:?}");
    for part in ["connector `c1` is created, its API key is not: ", "POST /_security/api_key"] {
        assert!(created.stderr.contains(part), "{part}: {created:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_names_each_missing_privilege_and_mends_it_by_one_request() {
    let folder = tempfile::tempdir().unwrap();
    let record = json!({
        "service_type": "microsoft_teams", "index_name": "teams", "status": "created",
    });
    let connectors = "connectors: [{connector_id: c1, service_type: microsoft_teams}]\n";
    let weak = Cluster::with(Some(record.clone()), false).start(&folder, connectors).await;
    let checked = run(&weak, &["check"]);
    assert_eq!(checked.status, Some(1), "{checked:?}");
    for part in [
        "Elasticsearch 9.1.0\n",
        "missing: manage_connector on cluster\n",
        "missing: write on teams\n",
        "missing: read on .search-acl-filter-teams\n",
        "missing: read on .elastic-connectors*\n",
        "POST /_security/api_key\n{",
        "sign-in is not checked: the connector has no configuration yet",
    ] {
        assert!(checked.stdout.contains(part), "{part}: {checked:?}");
    }
    let mighty = Cluster::with(Some(record), true).start(&folder, connectors).await;
    let checked = run(&mighty, &["check"]).succeeded();
    assert!(checked.stdout.contains("granted: write on teams\n"), "{checked:?}");
    assert!(!checked.stdout.contains("missing: "), "{checked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_connector_is_deleted_without_a_yes() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::with(Some(json!({"service_type": "microsoft_teams"})), true);
    let admin = cluster.start(&folder, "").await;
    let delete = ["connector", "delete", "--connector", "c1"];
    let kept = run(&admin, &delete);
    assert_eq!(kept.status, Some(2), "{kept:?}");
    assert!(kept.stderr.contains("give --yes to delete it"), "{kept:?}");
    assert!(!cluster.was_asked("DELETE /_connector/c1"));
    let deleted = run(&admin, &[&delete[..], &["--yes"]].concat()).succeeded();
    assert!(deleted.stdout.contains("connector `c1` is deleted"), "{deleted:?}");
    assert!(cluster.was_asked("DELETE /_connector/c1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn status_shows_what_the_cluster_knows_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let record = json!({
        "service_type": "microsoft_teams", "index_name": "teams", "status": "connected",
        "last_seen": "2026-08-20T09:15:00.123456+00:00",
    });
    let cluster = Cluster::with(Some(record), false);
    let connectors = "connectors: [{connector_id: c1, service_type: microsoft_teams}]\n";
    let config = cluster.start(&folder, connectors).await;
    let shown = run(&config, &["status"]).succeeded();
    let head = "connector `c1`: connected, last seen: 2026-08-20T09:15:00Z, content index: teams\n";
    assert!(shown.stdout.starts_with(head), "{shown:?}");
    let json = run(&config, &["status", "--json"]).succeeded().json();
    assert_eq!(
        (&json["document_count"], &json["connector"]["status"]),
        (&json!(7), &json!("connected"))
    );
    let asked = cluster.asked.lock().unwrap().clone();
    let looks = |line: &String| {
        line.starts_with("GET ") || line.ends_with("/_search") || line.ends_with("/_mget")
    };
    assert!(asked.iter().all(looks), "{asked:?}");
    for command in [&["search", "budget"][..], &["export"]] {
        let refused = run(&config, command);
        assert_eq!(refused.status, Some(2), "{refused:?}");
        assert!(refused.stderr.contains("GET <index>/_search"), "{refused:?}");
    }
}
