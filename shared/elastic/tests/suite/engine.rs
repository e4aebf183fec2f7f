//! A real engine: fresh indices for each test, taken away after it.

use std::sync::Arc;
use std::time::Duration;

use clock::{Random, SystemClock};
use elastic::{
    Address, Auth, Connection, ElasticStore, Options, Patience, Records, RecordsOptions,
};
use elasticsearch::http::Method;
use elasticsearch::http::headers::HeaderMap;
use elasticsearch::http::transport::Transport;
use serde_json::{Value, json};
use tokio::runtime::Builder;

/// Where the engine is.
pub(crate) fn address() -> String {
    let address = std::env::var_os("TEAMS_CONNECTOR_ENGINE").unwrap();
    address.into_string().unwrap()
}

/// Indices that no other test has.
pub(crate) struct Fresh {
    pub(crate) name: String,
    transport: Transport,
}

impl Fresh {
    pub(crate) fn new() -> Self {
        let name = format!("test-{}", Random::from_system().id());
        Self { name, transport: Transport::single_node(&address()).unwrap() }
    }

    /// Options of a connector of this name, over the test's own indices.
    pub(crate) fn options(&self, connector: &str) -> Options {
        let mut options = Options::new(connector, format!("{}-{connector}", self.name));
        options.names.state = format!(".{}-state", self.name);
        options.names.jobs = format!(".{}-jobs", self.name);
        options.names.dead_letter = format!(".{}-dead-letter", self.name);
        options.patience = Patience { max_retries: 2, retry_interval: Duration::from_millis(50) };
        options
    }

    /// The protocol's records, in the test's own indices.
    pub(crate) async fn records(&self) -> Records {
        let records = self.records_without_indices().await;
        records.prepare().await.unwrap();
        records
    }

    pub(crate) async fn records_without_indices(&self) -> Records {
        let Options { names, patience, .. } = self.options("ours");
        let connectors = format!(".{}-connectors", self.name);
        let options = RecordsOptions { use_api: true, patience, connectors, jobs: names.jobs };
        let connection = Connection::new(Address::Url(address()), Auth::None);
        let random = Arc::new(Random::from_system());
        Records::connect(&connection, options, Arc::new(SystemClock), random).await.unwrap()
    }

    pub(crate) async fn connect(&self, options: Options) -> ElasticStore {
        let connection = Connection::new(Address::Url(address()), Auth::None);
        let random = Arc::new(Random::from_system());
        ElasticStore::connect(&connection, options, Arc::new(SystemClock), random).await.unwrap()
    }

    pub(crate) async fn look(&self, options: Options) -> ElasticStore {
        let connection = Connection::new(Address::Url(address()), Auth::None);
        let random = Arc::new(Random::from_system());
        ElasticStore::look(&connection, options, Arc::new(SystemClock), random).await.unwrap()
    }

    pub(crate) async fn store(&self, connector: &str) -> ElasticStore {
        self.connect(self.options(connector)).await
    }

    /// Asks the engine directly; the answer is its JSON, and null if it has none.
    pub(crate) async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let body = body.map(Value::to_string);
        let headers = HeaderMap::new();
        let answer = self.transport.send(method, path, headers, None::<&()>, body, None);
        serde_json::from_slice(&answer.await.unwrap().bytes().await.unwrap()).unwrap_or_default()
    }

    /// Settings of a test's index: one shard, no copies.
    pub(crate) async fn make(&self, index: &str, mappings: &Value) {
        let body = json!({"settings": {"index": {"number_of_replicas": 0}}, "mappings": mappings});
        let made = self.ask(Method::Put, &format!("/{index}"), Some(&body)).await;
        assert_eq!(made["acknowledged"], true, "{made}");
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let name = self.name.clone();
        // The test's own runtime stands still while this is waited for, and its connections with it.
        let ended = std::thread::spawn(move || {
            let transport = Transport::single_node(&address()).unwrap();
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                for index in ["ours", "theirs"].map(|connector| format!("/{name}-{connector}")) {
                    drop(take_away(&transport, &index).await);
                }
                for index in ["state", "connectors-v1", "jobs-v1", "dead-letter"] {
                    drop(take_away(&transport, &format!("/.{name}-{index}")).await);
                }
                drop(take_away(&transport, &format!("/_ingest/pipeline/{name}")).await);
            });
        });
        drop(ended.join());
    }
}

async fn take_away(
    transport: &Transport,
    path: &str,
) -> Result<elasticsearch::http::response::Response, elasticsearch::Error> {
    let query = [("ignore_unavailable", "true")];
    transport.send(Method::Delete, path, HeaderMap::new(), Some(&query), None::<()>, None).await
}
