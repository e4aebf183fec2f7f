//! Documents that go through an ingest pipeline, and an index that is deleted under the connector, on a real engine.

use elastic::{ElasticStore, Flavour, Pipeline};
use elasticsearch::http::Method;
use serde_json::{Value, json};
use sync::port::store::{ContentStore as _, StoreError, Written};

use crate::engine::Fresh;
use crate::{delete, write};

async fn make(fresh: &Fresh, processors: &Value) {
    let path = format!("/_ingest/pipeline/{}", fresh.name);
    let made = fresh.ask(Method::Put, &path, Some(&json!({"processors": processors}))).await;
    assert_eq!(made["acknowledged"], true, "{made}");
}

async fn store(fresh: &Fresh) -> ElasticStore {
    let mut options = fresh.options("ours");
    options.pipeline = Some(Pipeline {
        name: fresh.name.clone(),
        extract_binary_content: true,
        reduce_whitespace: false,
        run_ml_inference: true,
    });
    fresh.connect(options).await
}

async fn stored(store: &ElasticStore, id: &str) -> Option<Value> {
    let written = store.write(vec![write(id, 1, &json!({"title": "t"}))]).await.unwrap();
    assert_eq!(written, [Written::Done]);
    store.document(id).await.unwrap().map(Value::Object)
}

const FLAGS: [&str; 3] = ["_extract_binary_content", "_reduce_whitespace", "_run_ml_inference"];

#[tokio::test]
async fn without_the_pipeline_nothing_is_sent_for_it() {
    let fresh = Fresh::new();
    let store = store(&fresh).await;
    let document = stored(&store, "d").await.unwrap();
    assert!(FLAGS.iter().all(|flag| document[flag].is_null()), "{document}");
    store.refresh_content().await.unwrap();
    assert_eq!(store.count().await.unwrap(), 1);
}

#[tokio::test]
async fn documents_carry_the_flags_through_their_pipeline() {
    let fresh = Fresh::new();
    let plain = fresh.store("theirs").await;
    let processors = match plain.engine().flavour {
        // The core server has no processors: its empty pipeline leaves the flags.
        Flavour::Elasticsearch | Flavour::Serverless => json!([]),
        Flavour::OpenSearch => json!([
            {"set": {"field": "seen", "value": "{{_extract_binary_content}} {{_reduce_whitespace}} {{_run_ml_inference}}"}},
            {"remove": {"field": FLAGS}},
        ]),
    };
    make(&fresh, &processors).await;
    let store = store(&fresh).await;
    let document = stored(&store, "d").await.unwrap();
    if plain.engine().flavour == Flavour::OpenSearch {
        assert_eq!(document["seen"], "true false true", "{document}");
        assert!(FLAGS.iter().all(|flag| document[flag].is_null()), "{document}");
    } else {
        assert_eq!(FLAGS.map(|flag| document[flag].clone()), [true, false, true]);
    }
    // Versions and deletions work as ever, and nothing is left of the look for the pipeline.
    assert_eq!(store.write(vec![delete("d", 2)]).await.unwrap(), [Written::Done]);
    assert_eq!(store.write(vec![write("d", 1, &json!({}))]).await.unwrap(), [Written::Superseded]);
    store.refresh_content().await.unwrap();
    assert_eq!(store.count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_document_that_the_pipeline_drops_is_done() {
    let fresh = Fresh::new();
    if fresh.store("theirs").await.engine().flavour != Flavour::OpenSearch {
        // The core server has no processor that drops.
        return;
    }
    make(&fresh, &json!([{"drop": {}}])).await;
    assert_eq!(stored(&store(&fresh).await, "d").await, None);
}

#[tokio::test]
async fn a_pipeline_that_fails_on_the_look_for_it_is_there_all_the_same() {
    let fresh = Fresh::new();
    if fresh.store("theirs").await.engine().flavour != Flavour::OpenSearch {
        // The core server has no processor that fails.
        return;
    }
    for processor in [
        json!({"rename": {"field": "title", "target_field": "name"}}),
        json!({"fail": {"if": "ctx.title == null", "message": "no title"}}),
    ] {
        make(&fresh, &json!([processor, {"set": {"field": "seen", "value": true}}])).await;
        let document = stored(&store(&fresh).await, "d").await.unwrap();
        assert_eq!(document["seen"], true, "{document}");
    }
}

#[tokio::test]
async fn a_pipeline_that_is_deleted_meanwhile_refuses_no_document() {
    let fresh = Fresh::new();
    make(&fresh, &json!([])).await;
    let store = store(&fresh).await;
    fresh.ask(Method::Delete, &format!("/_ingest/pipeline/{}", fresh.name), None).await;
    let written = store.write(vec![write("d", 1, &json!({}))]).await;
    let Err(StoreError::Unavailable(text)) = written else { panic!("{written:?}") };
    assert!(text.contains("the ingest pipeline was deleted"), "{text}");
}

#[tokio::test]
async fn an_index_that_is_deleted_in_the_middle_of_a_run_is_told_before_the_sweep() {
    let fresh = Fresh::new();
    let store = fresh.store("ours").await;
    stored(&store, "a").await.unwrap();
    store.refresh_content().await.unwrap();
    fresh.ask(Method::Delete, &format!("/{}-ours", fresh.name), None).await;
    // The engine makes the index again, with whatever mapping the document suggests.
    stored(&store, "b").await.unwrap();
    let refreshed = store.refresh_content().await;
    let Err(StoreError::Unavailable(text)) = refreshed else { panic!("{refreshed:?}") };
    assert!(text.contains("was deleted while it was written to"), "{text}");
}
