//! What a key may do, and keys that may do what a connector needs. Elastic: security APIs.

use std::collections::BTreeMap;

use elasticsearch::http::Method;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};
use sync::port::store::StoreError;

use crate::client::Request;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::protocol::Records;

/// What the content index needs: documents, counts after a refresh, and the index itself if it isn't there.
const CONTENT: [&str; 5] = ["read", "write", "create_index", "view_index_metadata", "maintenance"];

/// All indices of the protocol, and our own beside them.
const SHARED: &str = ".elastic-connectors*";

/// What whoever asks may do in a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Privileges {
    /// The cluster has no security, or one that can't be asked in Elastic's way.
    NoSecurity,
    /// Each privilege that a connector needs.
    Asked(Vec<Privilege>),
}

/// One privilege.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Privilege {
    /// On what: `cluster`, or an index's name or pattern.
    pub on: String,
    /// Its name. Elastic: security privileges.
    pub privilege: &'static str,
    /// Whether it is granted.
    pub granted: bool,
}

/// A new API key.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// Its id, the connector's `api_key_id`.
    pub id: String,
    /// What `elasticsearch.api_key` of `config.yml` takes.
    pub encoded: SecretString,
}

/// The answer of `_has_privileges`.
#[derive(Debug, Deserialize)]
struct Answer {
    #[serde(default)]
    cluster: BTreeMap<String, bool>,
    #[serde(default)]
    index: BTreeMap<String, BTreeMap<String, bool>>,
}

impl Records {
    /// Which of the privileges that a connector with this content index needs are granted to whoever asks.
    ///
    /// # Errors
    /// When the cluster can't be asked, or doesn't know who asks.
    pub async fn privileges(&self, index: &str) -> Result<Privileges, StoreError> {
        let cluster = cluster_privileges(&self.engine);
        let indices = [index.to_owned(), acl_index(index), SHARED.to_owned()];
        let body = json!({"cluster": cluster, "index": [
            {"names": indices, "privileges": CONTENT, "allow_restricted_indices": false},
        ]});
        let path = "/_security/user/_has_privileges";
        let request = Request::json("asking for privileges", Method::Post, path, &body);
        let answer: Answer = match self.client.ask(&request).await {
            Ok(answer) => answer,
            Err(failure) if has_no_security(&failure) => return Ok(Privileges::NoSecurity),
            Err(failure) => return Err(failure.into()),
        };
        let granted = |privileges: &BTreeMap<String, bool>, name: &str| {
            privileges.get(name).copied().unwrap_or(false)
        };
        let mut asked = Vec::new();
        for privilege in cluster.iter().copied() {
            let granted = granted(&answer.cluster, privilege);
            asked.push(Privilege { on: "cluster".to_owned(), privilege, granted });
        }
        for on in indices {
            let privileges = answer.index.get(&on).cloned().unwrap_or_default();
            asked.extend(CONTENT.map(|privilege| {
                let granted = granted(&privileges, privilege);
                Privilege { on: on.clone(), privilege, granted }
            }));
        }
        Ok(Privileges::Asked(asked))
    }

    /// Makes the API key that Elastic's documents describe for a connector: for its content index, its access control
    /// index and the protocol's.
    ///
    /// # Errors
    /// When the cluster has no API keys, or whoever asks may not make one (`manage_api_key`).
    pub async fn create_api_key(
        &self,
        connector_id: &str,
        index: &str,
    ) -> Result<ApiKey, StoreError> {
        let role = json!({
            "cluster": cluster_privileges(&self.engine),
            "indices": [{
                "names": [index, acl_index(index), SHARED],
                "privileges": ["all"],
                "allow_restricted_indices": false,
            }],
        });
        let body = json!({
            "name": format!("{connector_id}-connector-api-key"),
            "role_descriptors": { format!("{connector_id}-connector-role"): role },
        });
        let path = "/_security/api_key";
        let request = Request::json("making an API key", Method::Post, path, &body).if_not_done();
        Ok(api_key(&self.client.ask(&request).await?)?)
    }
}

/// The index that holds the identities of a content index. Elastic: document level security.
fn acl_index(index: &str) -> String {
    format!(".search-acl-filter-{index}")
}

/// An older cluster refuses to hear of `manage_connector`.
fn cluster_privileges(engine: &Engine) -> &'static [&'static str] {
    if engine.knows_connector_privileges() {
        &["monitor", "manage_connector"]
    } else {
        &["monitor"]
    }
}

fn has_no_security(failure: &Failure) -> bool {
    failure.refusal().is_some_and(|refusal| {
        refusal.is_of_route() || refusal.kind == "feature_not_enabled_exception"
    })
}

fn api_key(answer: &Value) -> Result<ApiKey, Failure> {
    let text = |field: &str| answer.get(field).and_then(Value::as_str);
    match (text("id"), text("encoded")) {
        (Some(id), Some(encoded)) => {
            Ok(ApiKey { id: id.to_owned(), encoded: encoded.to_owned().into() })
        }
        _ => Err(Failure::Foreign {
            action: "making an API key",
            reason: "it has no `id` and `encoded`".to_owned(),
        }),
    }
}
