//! Indices that are there, that somebody else made, or that are made for a language.

use std::sync::Arc;

use clock::{Random, SystemClock};
use elastic::{Address, Auth, ConnectError, Connection, ElasticStore, Flavour, Language};
use elasticsearch::http::Method;
use futures::future::join_all;
use serde_json::{Value, json};
use sync::partition::PartitionId;
use sync::port::store::{ContentStore as _, Sweep, Written};

use crate::engine::{Fresh, address};
use crate::write;

async fn mapping(fresh: &Fresh, index: &str) -> Value {
    let found = fresh.ask(Method::Get, &format!("/{index}/_mapping"), None).await;
    found[index]["mappings"].clone()
}

async fn stale(store: &ElasticStore) -> Vec<String> {
    store.refresh_content().await.unwrap();
    let sweep = Sweep { partition: PartitionId::team("t"), before: 99, is_first: false };
    let stale = store.stale(&sweep, None, 10).await.unwrap();
    stale.into_iter().map(|stale| stale.id).collect()
}

#[tokio::test]
async fn eight_who_come_at_once_all_find_their_indices() {
    let fresh = Fresh::new();
    let stores = join_all((0..8).map(|_| fresh.store("ours"))).await;
    assert_eq!(stores.len(), 8);
    let state = mapping(&fresh, &format!(".{}-state", fresh.name)).await;
    assert_eq!(state["dynamic"], "false");
    assert_eq!(state["properties"]["record"]["enabled"], false);
}

#[tokio::test]
async fn an_index_that_somebody_made_keeps_its_mapping_and_is_swept() {
    let fresh = Fresh::new();
    let index = format!("{}-ours", fresh.name);
    let theirs = json!({"properties": {
        "id": {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}},
        "title": {"type": "keyword"},
    }});
    fresh.make(&index, &theirs).await;
    let store = fresh.store("ours").await;
    for field in ["id", "title"] {
        let after = mapping(&fresh, &index).await;
        assert_eq!(after["properties"][field], theirs["properties"][field]);
    }
    let long = "y".repeat(500);
    let writes = ["b", "a", &long].map(|id| write(id, 1, &json!({"title": "t"}))).into();
    assert_eq!(store.write(writes).await.unwrap(), vec![Written::Done; 3]);
    assert_eq!(stale(&store).await, ["a", "b", &long]);
}

#[tokio::test]
async fn an_alias_is_as_good_as_an_index() {
    let fresh = Fresh::new();
    let concrete = format!("{}-theirs", fresh.name);
    fresh.make(&concrete, &json!({})).await;
    let add =
        json!({"actions": [{"add": {"index": concrete, "alias": format!("{}-ours", fresh.name)}}]});
    fresh.ask(Method::Post, "/_aliases", Some(&add)).await;
    let store = fresh.store("ours").await;
    assert_eq!(store.write(vec![write("d", 1, &json!({}))]).await.unwrap(), [Written::Done]);
    assert_eq!(stale(&store).await, ["d"]);
    assert!(store.document("d").await.unwrap().is_some());
}

#[tokio::test]
async fn an_index_in_which_no_sweep_would_find_anything_is_refused() {
    let fresh = Fresh::new();
    let index = format!("{}-ours", fresh.name);
    let wrong = json!({"properties": {"_sync": {"properties": {"partition": {"type": "text"}}}}});
    fresh.make(&index, &wrong).await;
    let connection = Connection::new(Address::Url(address()), Auth::None);
    let random = Arc::new(Random::from_system());
    let options = fresh.options("ours");
    let refused = ElasticStore::connect(&connection, options, Arc::new(SystemClock), random).await;
    assert!(matches!(refused, Err(ConnectError::Index { index: named, .. }) if named == index));
}

#[tokio::test]
async fn a_language_is_used_where_the_engine_has_it_and_else_left_out() {
    for language in Language::ALL {
        let fresh = Fresh::new();
        let mut options = fresh.options("ours");
        options.language = Some(language);
        let store = fresh.connect(options).await;
        let title = json!({"title": "Größe der Häuser", "other": "text"});
        assert_eq!(store.write(vec![write("d", 1, &title)]).await.unwrap(), [Written::Done]);
        let mapping = mapping(&fresh, &format!("{}-ours", fresh.name)).await;
        let stemmed = !mapping["properties"]["title"]["fields"]["stem"].is_null();
        // The core server has no analyzers but the standard ones.
        assert_eq!(stemmed, store.engine().flavour == Flavour::OpenSearch, "{language:?}");
        assert_eq!(stale(&store).await, ["d"]);
    }
}

#[tokio::test]
async fn deletions_are_remembered_longer_than_a_write_can_be_late() {
    let fresh = Fresh::new();
    let index = format!("{}-ours", fresh.name);
    let other = format!("{}-theirs", fresh.name);
    fresh.make(&other, &json!({})).await;
    drop((fresh.store("ours").await, fresh.store("theirs").await));
    for index in [index, other] {
        let settings = fresh.ask(Method::Get, &format!("/{index}/_settings"), None).await;
        assert_eq!(settings[&index]["settings"]["index"]["gc_deletes"], "30m", "{settings}");
    }
}
