//! A thin stand-in for Elasticsearch's `_connector` API, which the engines of these tests lack.
//!
//! It answers the few calls that a service makes and does for each the direct write that the protocol gives as its
//! equivalent. It checks nothing that the real API checks: what is tested with it is that the service uses the API
//! where there is one, not the API.

use clock::Random;
use reqwest::Method;
use serde_json::{Value, json};

use super::connector::now;
use super::engine::{CONNECTORS, Engine, JOBS};
use super::proxy::{ALWAYS, Act, Asked, Proxy, Said};
use super::text;

/// Lets the proxy play the API over its engine.
pub(crate) fn play(proxy: &Proxy, engine: &Engine) {
    let engine = engine.clone();
    let act = Act::play(move |asked| {
        let engine = engine.clone();
        async move { answer(&engine, &asked).await }
    });
    proxy.rule(is_of_the_api, ALWAYS, act);
}

pub(crate) fn is_of_the_api(asked: &Asked) -> bool {
    asked.path.starts_with("/_connector")
}

async fn answer(engine: &Engine, asked: &Asked) -> Said {
    let path = asked.path.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    match (asked.method.as_str(), parts.as_slice()) {
        ("POST", ["_connector", "_sync_job"]) => create_job(engine, &body).await,
        ("PUT", ["_connector", "_sync_job", job, "_stats"]) => {
            let mut stats = json!({"last_seen": now()});
            super::connector::merge(&mut stats, body);
            update(engine, JOBS, job, &stats).await
        }
        ("PUT", ["_connector", "_sync_job", job, "_check_in"]) => {
            update(engine, JOBS, job, &json!({"last_seen": now()})).await
        }
        ("PUT", ["_connector", id, "_check_in"]) => {
            update(engine, CONNECTORS, id, &json!({"last_seen": now()})).await
        }
        ("PUT", ["_connector", id, "_filtering", "_validation"]) => {
            let mut filtering = filtering(engine, id).await;
            filtering[0]["draft"]["validation"] = body["validation"].clone();
            update(engine, CONNECTORS, id, &json!({"filtering": filtering})).await
        }
        ("PUT", ["_connector", id, "_filtering", "_activate"]) => {
            let mut filtering = filtering(engine, id).await;
            filtering[0]["active"] = filtering[0]["draft"].clone();
            update(engine, CONNECTORS, id, &json!({"filtering": filtering})).await
        }
        _ => Said::json(400, &json!({"error": format!("no handler found for uri [{path}]")})),
    }
}

async fn filtering(engine: &Engine, id: &str) -> Value {
    engine.record(CONNECTORS, id).await.unwrap().source["filtering"].clone()
}

async fn update(engine: &Engine, index: &str, id: &str, doc: &Value) -> Said {
    let path = format!("/{index}/_update/{id}?refresh=true&retry_on_conflict=9");
    let updated = engine.ask(Method::POST, &path, Some(&json!({"doc": doc}))).await;
    let body = if updated.status == 200 { json!({"result": "updated"}) } else { updated.body };
    Said::json(updated.status, &body)
}

async fn create_job(engine: &Engine, body: &Value) -> Said {
    let Some(record) = engine.record(CONNECTORS, &text(body, "id")).await else {
        return Said::json(404, &json!({"error": {"type": "resource_not_found_exception"}}));
    };
    let job = json!({
        "connector": {
            "id": record.id, "index_name": record.source["index_name"],
            "configuration": record.source["configuration"],
            "filtering": record.source["filtering"][0]["active"],
            "pipeline": record.source["pipeline"], "language": record.source["language"],
            "service_type": record.source["service_type"],
        },
        "job_type": body["job_type"], "trigger_method": body["trigger_method"],
        "status": "pending", "created_at": now(), "last_seen": now(),
        "indexed_document_count": 0, "indexed_document_volume": 0,
        "deleted_document_count": 0, "total_document_count": 0,
    });
    let id = Random::from_system().id();
    engine.put(JOBS, &id, &job).await;
    Said::json(201, &json!({"id": id}))
}
