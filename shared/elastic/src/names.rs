//! What our indices are called, and what the documents in them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;

/// Longest `_id`, in bytes. Elastic: `_id` field.
pub(crate) const ID_BYTES_MAX: usize = 512;

/// The alias of the connectors' records. Elastic: connectors protocol, indices.
pub const CONNECTORS: &str = ".elastic-connectors";

/// The alias of the sync jobs. Elastic: connectors protocol, indices.
pub const SYNC_JOBS: &str = ".elastic-connectors-sync-jobs";

/// What stands as it is in a path; the rest is encoded. RFC 3986: unreserved characters.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The names of the indices beside the content index; one set serves all connectors of a cluster.
///
/// The defaults are what the API key that Kibana makes allows: `.elastic-connectors*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// One record for each partition of each connector.
    pub state: String,
    /// The alias of the sync jobs, of all connectors and services: Elastic's own.
    pub jobs: String,
    /// Documents that the content index refused.
    pub dead_letter: String,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            state: ".elastic-connectors-teams-state-v1".to_owned(),
            jobs: SYNC_JOBS.to_owned(),
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

/// An id as a part of a path.
pub(crate) fn segment(id: &str) -> Result<String, Failure> {
    if matches!(id, "" | "." | "..") {
        let reason = "it can't be a part of a path".to_owned();
        return Err(Failure::Unreadable { what: format!("the id `{id}`"), reason });
    }
    Ok(utf8_percent_encode(id, ENCODED).to_string())
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
    fn an_id_never_leads_to_another_path() {
        assert_eq!(segment("teams-1").unwrap(), "teams-1");
        assert_eq!(segment("a/../b?c#d%2f ä").unwrap(), "a%2F..%2Fb%3Fc%23d%252f%20%C3%A4");
        for id in ["", ".", ".."] {
            assert!(segment(id).is_err(), "{id}");
        }
    }

    #[test]
    fn a_long_id_is_hashed_and_still_tells_things_apart() {
        let (a, b) = (id("teams", &"ä".repeat(300)), id("teams", &format!("{}b", "ä".repeat(300))));
        assert_eq!((a.len(), b.len()), (64, 64));
        assert_ne!(a, b);
        assert_eq!(id("c", &"x".repeat(510)).len(), ID_BYTES_MAX);
    }
}
