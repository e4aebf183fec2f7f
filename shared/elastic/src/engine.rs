//! Which engine answers: read once from `GET /`, and asked where the engines differ.

use elasticsearch::http::Method;
use serde::Deserialize;

use crate::client::{Client, Request};
use crate::failure::Failure;

/// What a cluster says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engine {
    /// Which of the three it is.
    pub flavour: Flavour,
    /// Its version, such as `9.5.3`.
    pub version: String,
}

/// The engines that differ in something that we use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// Elasticsearch 8 or 9.
    Elasticsearch,
    /// Elastic Cloud Serverless: it sets shards, replicas and the like itself, and refuses to be told.
    Serverless,
    /// OpenSearch.
    OpenSearch,
}

impl Flavour {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Elasticsearch => "Elasticsearch",
            Self::Serverless => "Elasticsearch Serverless",
            Self::OpenSearch => "OpenSearch",
        }
    }
}

/// The answer of `GET /`. Elastic: root API; OpenSearch adds `distribution`.
#[derive(Debug, Deserialize)]
struct Root {
    version: Version,
}

#[derive(Debug, Deserialize)]
struct Version {
    number: String,
    #[serde(default)]
    build_flavor: String,
    #[serde(default)]
    distribution: String,
}

impl Engine {
    pub(crate) async fn ask(client: &Client) -> Result<Self, Failure> {
        let root: Root =
            client.ask(&Request::bare("asking for the version", Method::Get, "/")).await?;
        Ok(root.into())
    }
}

impl From<Root> for Engine {
    fn from(Root { version }: Root) -> Self {
        let flavour = match (version.distribution.as_str(), version.build_flavor.as_str()) {
            ("opensearch", _) => Flavour::OpenSearch,
            (_, "serverless") => Flavour::Serverless,
            _ => Flavour::Elasticsearch,
        };
        Self { flavour, version: version.number }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn flavour(version: &serde_json::Value) -> Flavour {
        let root: Root = serde_json::from_value(json!({"name": "n", "version": version})).unwrap();
        Engine::from(root).flavour
    }

    #[test]
    fn each_engine_is_known_by_its_answer() {
        let stack = json!({"number": "9.5.3", "build_flavor": "default", "build_type": "docker"});
        assert_eq!(flavour(&stack), Flavour::Elasticsearch);
        let serverless = json!({"number": "8.11.0", "build_flavor": "serverless"});
        assert_eq!(flavour(&serverless), Flavour::Serverless);
        let open = json!({"number": "3.8.0", "distribution": "opensearch"});
        assert_eq!(flavour(&open), Flavour::OpenSearch);
    }
}
