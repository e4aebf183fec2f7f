//! A store that only looks, on a real engine: nothing is made, and documents are counted as the index lets them be.

use elastic::{DocumentCounts, Options};
use elasticsearch::http::Method;
use serde_json::{Value, json};
use sync::port::store::{ContentStore as _, JobStore as _, StateStore as _};

use crate::engine::Fresh;
use crate::write;

async fn indices(fresh: &Fresh) -> Value {
    let path = format!("/*{}*/_alias?expand_wildcards=all", fresh.name);
    fresh.ask(Method::Get, &path, None).await
}

async fn count(fresh: &Fresh, index: &str) -> Option<DocumentCounts> {
    let options = Options { index: index.to_owned(), ..fresh.options("ours") };
    fresh.look(options).await.counts_by_type().await.unwrap()
}

fn counts<const N: usize>(total: u64, by_type: [(&str, u64); N]) -> DocumentCounts {
    let by_type = by_type.map(|(name, count)| (name.to_owned(), count));
    DocumentCounts { total, by_type: by_type.into() }
}

#[tokio::test]
async fn who_only_looks_makes_nothing_and_finds_nothing_where_nothing_was_made() {
    let fresh = Fresh::new();
    let store = fresh.look(fresh.options("ours")).await;
    assert_eq!(store.jobs(10).await.unwrap(), []);
    assert_eq!(store.list(None, 10).await.unwrap(), []);
    assert_eq!(store.counts_by_type().await.unwrap(), None);
    assert_eq!(indices(&fresh).await, json!({}));
}

#[tokio::test]
async fn documents_are_counted_by_type_in_an_index_that_the_connector_made() {
    let fresh = Fresh::new();
    let store = fresh.store("ours").await;
    let of = |id, kind| write(id, 1, &json!({"object_type": kind}));
    let writes = vec![of("a", "TEAMS"), of("b", "TEAMS"), of("c", "TEAM_CHANNEL")];
    store.write(writes).await.unwrap();
    store.refresh_content().await.unwrap();
    let expected = counts(3, [("TEAMS", 2), ("TEAM_CHANNEL", 1)]);
    assert_eq!(store.counts_by_type().await.unwrap(), Some(expected));
}

#[tokio::test]
async fn documents_of_an_index_that_somebody_else_made_are_counted_as_its_mapping_allows() {
    let fresh = Fresh::new();
    let index = format!("{}-theirs", fresh.name);
    let path = format!("/{index}/_doc/a?refresh=true");
    let document = json!({"object_type": "TEAMS"});
    // The mapping that the document itself suggests: text, and a keyword below.
    fresh.ask(Method::Put, &path, Some(&document)).await;
    assert_eq!(count(&fresh, &index).await, Some(counts(1, [("TEAMS", 1)])));
    let text_only = format!("{}-ours", fresh.name);
    let mapping = json!({"properties": {"object_type": {"type": "text"}}});
    fresh.make(&text_only, &mapping).await;
    let path = format!("/{text_only}/_doc/a?refresh=true");
    fresh.ask(Method::Put, &path, Some(&document)).await;
    assert_eq!(count(&fresh, &text_only).await, Some(counts(1, [])));
}
