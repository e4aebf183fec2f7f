//! The store in a real engine, whose address is in `TEAMS_CONNECTOR_ENGINE`, in indices that no other test has.

use std::sync::Arc;

use clock::{Random, SystemClock};
use elastic::{Address, Auth, Connection, ElasticStore, Options};
use elasticsearch::http::Method;
use elasticsearch::http::headers::HeaderMap;
use elasticsearch::http::transport::Transport;
use serde_json::{Map, Value, json};
use sync::port::store::{ContentStore as _, Write, Written};
use tokio::runtime::Builder;

use crate::world::CONNECTOR;

/// Documents of one answer.
const PAGE: usize = 1_000;

pub(crate) type TestStore = ElasticStore;

/// How many cases of a kind are run, seeds for example: one. A sync takes several times as long as into a file, and the
/// other cases ask nothing new of the store.
pub(crate) const CASES_MAX: usize = 1;

/// Where a store is; it can be left and opened again, and is taken away with this.
pub(crate) struct Place {
    name: String,
}

impl Default for Place {
    fn default() -> Self {
        Self { name: format!("end-to-end-{}", Random::from_system().id()) }
    }
}

impl Place {
    pub(crate) async fn store(&self) -> ElasticStore {
        let mut options = Options::new(CONNECTOR, self.index());
        options.names.state = format!(".{}-state", self.name);
        options.names.jobs = format!(".{}-jobs", self.name);
        options.names.dead_letter = format!(".{}-dead-letter", self.name);
        let connection = Connection::new(Address::Url(address()), Auth::None);
        let random = Arc::new(Random::from_system());
        ElasticStore::connect(&connection, options, Arc::new(SystemClock), random).await.unwrap()
    }

    /// All stored documents.
    pub(crate) async fn documents(&self, store: &ElasticStore) -> Vec<Map<String, Value>> {
        store.refresh_content().await.unwrap();
        let path = format!("/{}/_search", self.index());
        let mut body = json!({"size": PAGE, "sort": [{"_sync.id": "asc"}]});
        let mut documents = Vec::new();
        loop {
            let answer = ask(Method::Post, &path, Some(&body)).await;
            let hits = answer["hits"]["hits"].as_array().unwrap();
            documents.extend(hits.iter().map(|hit| hit["_source"].as_object().unwrap().clone()));
            let Some(last) = hits.last() else {
                return documents;
            };
            body["search_after"] = last["sort"].clone();
        }
    }

    fn index(&self) -> String {
        format!("{}-content", self.name)
    }

    /// Every index of it.
    fn indices(&self) -> String {
        let Self { name } = self;
        format!("{name}-content,.{name}-state,.{name}-jobs-v1,.{name}-dead-letter")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let path = format!("/{}?ignore_unavailable=true", self.indices());
        // The test's own runtime may be at its end.
        let ended = std::thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(ask(Method::Delete, &path, None))
        });
        drop(ended.join());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_in_a_real_engine_has_indices_of_its_own_and_leaves_nothing_behind() {
    let (place, other) = (Place::default(), Place::default());
    let (store, neighbour) = (place.store().await, other.store().await);
    let source = json!({"id": "d", "_sync": {"partition": "team:t", "scope": "c", "version": 1}});
    let write = Write { id: "d".to_owned(), version: 1, source: source.as_object().cloned() };
    assert_eq!(store.write(vec![write]).await.unwrap(), [Written::Done]);
    assert_eq!(place.documents(&store).await.len(), 1);
    assert_eq!(other.documents(&neighbour).await.len(), 0);

    let path = format!("/*{}*?expand_wildcards=all", place.name);
    let found = async || ask(Method::Get, &path, None).await.as_object().unwrap().len();
    assert_eq!(found().await, 4);
    drop(place);
    assert_eq!(found().await, 0);
}

/// Where the engine is.
fn address() -> String {
    std::env::var_os("TEAMS_CONNECTOR_ENGINE").unwrap().into_string().unwrap()
}

/// Asks the engine directly; the answer is its JSON.
async fn ask(method: Method, path: &str, body: Option<&Value>) -> Value {
    let transport = Transport::single_node(&address()).unwrap();
    let body = body.map(Value::to_string);
    let answer = transport.send(method, path, HeaderMap::new(), None::<&()>, body, None);
    serde_json::from_slice(&answer.await.unwrap().bytes().await.unwrap()).unwrap()
}
