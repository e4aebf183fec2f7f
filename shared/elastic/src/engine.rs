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

/// Whether the connector works with a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Support {
    /// It does.
    Full,
    /// It may; what people should know.
    Doubtful(String),
    /// It doesn't; why, and what to do.
    None(String),
}

impl Engine {
    /// Whether the connector works with this version.
    pub fn support(&self) -> Support {
        let name = format!("{} {}", self.flavour.name(), self.version);
        let doubt = |why: &str| Support::Doubtful(format!("{name} {why}"));
        let untried = "is newer than what the connector was tried with";
        let Some(version) = self.numbers() else {
            return doubt("has a version that can't be read");
        };
        match self.flavour {
            Flavour::Serverless => Support::Full,
            Flavour::OpenSearch => match version {
                (2 | 3, _) => Support::Full,
                (0 | 1, _) => doubt("is older than what the connector was tried with: use 2 or 3"),
                _ => doubt(untried),
            },
            Flavour::Elasticsearch => match version {
                (8, 8..) | (9, _) => Support::Full,
                (7 | 8, _) => doubt(
                    "has a Kibana that asks for syncs in another way, which isn't heard: use 8.8 or newer",
                ),
                (0..7, _) => Support::None(format!(
                    "{name} has no paths without types, and can't be used: use 8.8 or newer"
                )),
                _ => doubt(untried),
            },
        }
    }

    /// Whether the cluster has the privilege `manage_connector`. Elastic: security privileges, from 8.15.
    pub(crate) fn knows_connector_privileges(&self) -> bool {
        match self.flavour {
            Flavour::Serverless => true,
            Flavour::Elasticsearch => self.numbers().is_none_or(|version| version >= (8, 15)),
            Flavour::OpenSearch => false,
        }
    }

    /// Major and minor.
    fn numbers(&self) -> Option<(u32, u32)> {
        let mut parts = self.version.split(['.', '-']);
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    }

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

    fn engine(flavour: Flavour, version: &str) -> Engine {
        Engine { flavour, version: version.to_owned() }
    }

    #[test]
    fn each_version_is_taken_doubted_or_refused() {
        use Flavour::{Elasticsearch, OpenSearch, Serverless};
        for (flavour, version) in [
            (Elasticsearch, "8.8.0"),
            (Elasticsearch, "8.19.2"),
            (Elasticsearch, "9.6.0-SNAPSHOT"),
            (OpenSearch, "2.0.1"),
            (OpenSearch, "3.8.0"),
            (Serverless, "8.11.0"),
        ] {
            assert_eq!(engine(flavour, version).support(), Support::Full, "{version}");
        }
        for (flavour, version, expected) in [
            (Elasticsearch, "8.7.1", "Elasticsearch 8.7.1 has a Kibana"),
            (Elasticsearch, "7.17.29", "use 8.8 or newer"),
            (Elasticsearch, "10.0.0", "is newer"),
            (OpenSearch, "1.3.20", "use 2 or 3"),
            (OpenSearch, "4.0.0", "is newer"),
            (Elasticsearch, "next", "can't be read"),
        ] {
            let support = engine(flavour, version).support();
            let Support::Doubtful(text) = support else { panic!("{version}: {support:?}") };
            assert!(text.contains(expected), "{text}");
        }
        let old = engine(Elasticsearch, "6.8.23").support();
        assert!(matches!(&old, Support::None(text) if text.contains("6.8.23")), "{old:?}");
    }

    #[test]
    fn the_connectors_privilege_came_with_8_15() {
        use Flavour::{Elasticsearch, OpenSearch, Serverless};
        for (flavour, version, known) in [
            (Elasticsearch, "8.14.3", false),
            (Elasticsearch, "8.15.0", true),
            (Elasticsearch, "9.0.0", true),
            (Serverless, "8.11.0", true),
            (OpenSearch, "3.8.0", false),
        ] {
            assert_eq!(engine(flavour, version).knows_connector_privileges(), known, "{version}");
        }
    }
}
