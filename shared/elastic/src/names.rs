//! What our indices are called, and what the documents in them.

use sha2::{Digest as _, Sha256};

/// Longest `_id`, in bytes. Elastic: `_id` field.
pub(crate) const ID_BYTES_MAX: usize = 512;

/// The names of the indices beside the content index; one set serves all connectors of a cluster.
///
/// The defaults are what the API key that Kibana makes allows: `.elastic-connectors*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// One record for each partition of each connector.
    pub state: String,
    /// Sync jobs.
    pub jobs: String,
    /// Documents that the content index refused.
    pub dead_letter: String,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            state: ".elastic-connectors-teams-state-v1".to_owned(),
            jobs: ".elastic-connectors-teams-jobs-v1".to_owned(),
            dead_letter: ".elastic-connectors-teams-dead-letter-v1".to_owned(),
        }
    }
}

/// The `_id` of a connector's own thing in an index that all connectors share.
///
/// `{connector}/{thing}`; a `/` in the connector's id is written `%2F`, so that no two pairs share an id. Too long a
/// one is replaced by the SHA-256 of it.
pub(crate) fn id(connector_id: &str, thing: &str) -> String {
    let connector = connector_id.replace('%', "%25").replace('/', "%2F");
    let id = format!("{connector}/{thing}");
    if id.len() <= ID_BYTES_MAX { id } else { hash(&id) }
}

fn hash(text: &str) -> String {
    let digit = |digit: u8| char::from_digit(u32::from(digit), 16);
    let digest = Sha256::digest(text);
    digest.iter().flat_map(|byte| [byte >> 4, byte & 0xf]).filter_map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_different_connectors_and_things_differ() {
        let pairs = [("a", "b/c"), ("a/b", "c"), ("a%2Fb", "c"), ("a%252Fb", "c"), ("", "a/b/c")];
        let ids: std::collections::BTreeSet<String> =
            pairs.iter().map(|(connector, thing)| id(connector, thing)).collect();
        assert_eq!(ids.len(), pairs.len(), "{ids:?}");
        assert_eq!(id("teams", "team:1"), "teams/team:1");
    }

    #[test]
    fn a_long_id_is_hashed_and_still_tells_things_apart() {
        let (a, b) = (id("teams", &"ä".repeat(300)), id("teams", &format!("{}b", "ä".repeat(300))));
        assert_eq!((a.len(), b.len()), (64, 64));
        assert_ne!(a, b);
        assert_eq!(id("c", &"x".repeat(510)).len(), ID_BYTES_MAX);
    }
}
