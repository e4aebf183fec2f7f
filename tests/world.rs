//! A simulated tenant and a store of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use clock::{Clock, Random, SystemClock};
use embedded::Fleet;
use graph::{Client, Connection, Credentials, GraphRoot, LoginRoot, Patience};
use serde_json::{Map, Value};
use simulator::{Options, Simulator, Size};
use sync::job::{JobType, SyncJob};
use sync::port::store::StateStore;
use sync::record::PartitionRecord;
use sync::summary::Summary;

use crate::store::{Place, TestStore};

pub(crate) const CONNECTOR: &str = "teams";

/// A tenant and where it is stored.
pub(crate) struct World {
    pub(crate) simulator: Simulator,
    pub(crate) place: Arc<Place>,
}

/// Documents by their ids.
pub(crate) type Documents = BTreeMap<String, Map<String, Value>>;

impl World {
    pub(crate) async fn small(seed: u64) -> Self {
        let options = Options { seed, size: Size::Small, granted: None, record: None };
        Self::with(options, Arc::default()).await
    }

    pub(crate) async fn with(options: Options, place: Arc<Place>) -> Self {
        Self { simulator: Simulator::start(0, options).await.unwrap(), place }
    }

    /// The store, opened; one at a time.
    pub(crate) async fn store(&self) -> Arc<TestStore> {
        Arc::new(self.place.store().await)
    }

    /// All stored documents.
    pub(crate) async fn stored(&self, store: &TestStore) -> Documents {
        let documents = self.place.documents(store).await;
        documents.into_iter().map(|document| (text(&document, "id"), document)).collect()
    }

    pub(crate) fn client(&self, clock: Arc<dyn Clock>) -> Arc<Client> {
        let credentials = self.simulator.credentials();
        let connection = Connection {
            root: GraphRoot::parse(&self.simulator.base_url()).unwrap(),
            login_root: LoginRoot::parse(&self.simulator.base_url()).unwrap(),
            credentials: Credentials {
                tenant_id: credentials.tenant_id,
                client_id: credentials.client_id,
                secret_value: credentials.secret_value.into(),
            },
            patience: Patience::default(),
        };
        Arc::new(Client::new(connection, clock, Arc::new(Random::seeded(1))).unwrap())
    }

    /// A full sync by the roles of one process.
    pub(crate) async fn sync(&self) -> Synced {
        let store = self.store().await;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let client = self.client(Arc::clone(&clock));
        let random = Arc::new(Random::from_system());
        let fleet = Fleet::new(CONNECTOR, Arc::clone(&client), Arc::clone(&store), clock, random);
        let job = Arc::new(fleet).run(JobType::Full).await.unwrap();
        let summary = summary_of(&store, &job.id).await;
        let requests = client.meter().usage().requests_total();
        Synced { job, summary, requests, stored: self.stored(&store).await }
    }

    /// The truth by document id.
    pub(crate) fn truth(&self) -> Documents {
        self.simulator.truth().map(|line| (text(&line, "id"), line)).collect()
    }
}

/// What a sync led to.
pub(crate) struct Synced {
    pub(crate) job: SyncJob,
    pub(crate) summary: Summary,
    pub(crate) requests: u64,
    pub(crate) stored: Documents,
}

/// What the records say of a job.
pub(crate) async fn summary_of(store: &TestStore, job_id: &str) -> Summary {
    store.refresh().await.unwrap();
    Summary::of(store, job_id).await.unwrap()
}

/// All records.
pub(crate) async fn records(store: &TestStore) -> Vec<PartitionRecord> {
    store.refresh().await.unwrap();
    store.list(None, 1_000).await.unwrap()
}

pub(crate) fn text(object: &Map<String, Value>, field: &str) -> String {
    object.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Everything in which the store isn't the truth, a line each.
pub(crate) fn differences(truth: &Documents, stored: &Documents) -> Vec<String> {
    let mut differences = Vec::new();
    for (id, expected) in truth {
        let Some(document) = stored.get(id) else {
            differences.push(format!("{} {id} is missing", text(expected, "object_type")));
            continue;
        };
        for (field, value) in expected {
            let found = document.get(field);
            if found != Some(value) {
                differences.push(format!(
                    "{} {id}: {field} is {found:?}, not {value}",
                    text(expected, "object_type")
                ));
            }
        }
    }
    let extra = stored.iter().filter(|(id, _)| !truth.contains_key(*id));
    differences.extend(
        extra.map(|(id, document)| format!("{} {id} is too much", text(document, "object_type"))),
    );
    differences
}

/// Fails with the first differences.
pub(crate) fn assert_equal(truth: &Documents, stored: &Documents) {
    let differences = differences(truth, stored);
    let shown = differences.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} differences:\n{shown}", differences.len());
}
