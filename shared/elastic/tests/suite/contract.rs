//! The store port's contract, on a real engine.

use async_trait::async_trait;
use elastic::{ElasticStore, Options};
use serde_json::{Map, Value};
use sync::port::store::Store;
use sync::port::store::contract::Adapter;

use crate::engine::Fresh;

struct Elastic {
    store: ElasticStore,
    neighbour: ElasticStore,
    _fresh: Fresh,
}

async fn fresh() -> Elastic {
    let fresh = Fresh::new();
    // The contract's jobs are this connector's.
    let ours = Options { connector_id: "connector".to_owned(), ..fresh.options("ours") };
    let (store, neighbour) = (fresh.connect(ours).await, fresh.store("theirs").await);
    Elastic { store, neighbour, _fresh: fresh }
}

#[async_trait]
impl Adapter for Elastic {
    fn store(&self) -> &dyn Store {
        &self.store
    }

    fn neighbour(&self) -> &dyn Store {
        &self.neighbour
    }

    async fn source(&self, id: &str) -> Option<Map<String, Value>> {
        let mut source = self.store.document(id).await.unwrap()?;
        // What this store adds to the bookkeeping: that by which sweeps are sorted.
        let bookkeeping = source["_sync"].as_object_mut().unwrap();
        assert_eq!(bookkeeping.remove("id").unwrap(), id);
        Some(source)
    }
}

sync::store_contract!(fresh());
