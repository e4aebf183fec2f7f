//! The store port over one cluster: content in the connector's index, everything else beside it.

mod gather;
mod content;
mod counts;
mod pipeline;
mod dead_letter;
mod state;
mod jobs;

use std::sync::Arc;

use clock::{Clock, Random};
use elasticsearch::http::Method;
use serde_json::{Map, Value};
use sync::port::store::{StoreError, Token, Versioned, Write};
use sync::record::PartitionRecord;

use crate::bulk::{Bulk, Condition, Limits, Outcome};
use crate::client::{Client, Repeat, Request};
use crate::connection::{ConnectError, Connection};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::index::{Created, Language, ensure_content, ensure_own};
use crate::names::{Names, id};
use crate::patience::Patience;
use crate::search::{Hit, Search, get};

use gather::Gather;

pub use counts::DocumentCounts;
pub use pipeline::Pipeline;

/// Bulk requests of documents under way at once: with one, a node idles while the next is made; with more, each holds
/// fewer documents.
const WRITES_AT_ONCE: usize = 2;

/// Whose store it is, and how it is used.
#[derive(Debug, Clone)]
pub struct Options {
    /// The connector's id.
    pub connector_id: String,
    /// Its content index, or an alias of it: the connector record's `index_name`.
    pub index: String,
    /// The language of the text, for an index that has still to be made; none for the engine's standard.
    pub language: Option<Language>,
    /// The other indices.
    pub names: Names,
    /// How much one bulk request holds.
    pub limits: Limits,
    /// The ingest pipeline that documents go through, if the cluster has it.
    pub pipeline: Option<Pipeline>,
    /// How often a request is made again.
    pub patience: Patience,
}

impl Options {
    /// The defaults, for this connector and its index.
    pub fn new(connector_id: impl Into<String>, index: impl Into<String>) -> Self {
        Self {
            connector_id: connector_id.into(),
            index: index.into(),
            language: None,
            names: Names::default(),
            limits: Limits::default(),
            pipeline: None,
            patience: Patience::default(),
        }
    }
}

/// One connector's store in a cluster; its clones share the connections.
#[derive(Debug, Clone)]
pub struct ElasticStore {
    client: Client,
    options: Arc<Options>,
    engine: Arc<Engine>,
    pipeline: Option<Arc<Pipeline>>,
    gathered: Arc<Gathered>,
    /// It made the content index itself: nothing that it didn't write is in it.
    is_new: bool,
    absence: Absence,
}

/// What goes together, though several ask for it.
#[derive(Debug)]
struct Gathered {
    /// Reads of records, by their `_id`.
    records: Gather<String, Option<Versioned<PartitionRecord>>>,
    /// Writes of records.
    changes: Gather<(PartitionRecord, Condition), Outcome>,
    /// Writes of documents.
    writes: Gather<Write, Outcome>,
}

/// What it means that an index isn't there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Absence {
    /// Somebody deleted it: the store made it.
    Fault,
    /// Nobody made it yet.
    Empty,
}

impl ElasticStore {
    /// Goes to the cluster, asks what it is, and makes the indices that aren't there.
    ///
    /// # Errors
    /// When the connection can't be made as configured, the cluster doesn't answer or refuses, or the content index is
    /// mapped so that no deletion would be found.
    pub async fn connect(
        connection: &Connection,
        options: Options,
        clock: Arc<dyn Clock>,
        random: Arc<Random>,
    ) -> Result<Self, ConnectError> {
        let mut store = Self::look(connection, options, clock, random).await?;
        let Self { client, options, engine, .. } = &store;
        ensure_own(client, engine, &options.names).await?;
        let created = ensure_content(client, engine, &options.index, options.language).await?;
        let pipeline = match &options.pipeline {
            Some(pipeline) => pipeline.if_there(client, &options.index).await?,
            None => None,
        };
        store.pipeline = pipeline.map(Arc::new);
        store.absence = Absence::Fault;
        store.is_new = created == Created::Now;
        Ok(store)
    }

    /// Goes to the cluster and asks what it is, only to look: no index is made, and one that isn't there holds nothing.
    ///
    /// # Errors
    /// When the connection can't be made as configured, or the cluster doesn't answer or refuses.
    pub async fn look(
        connection: &Connection,
        options: Options,
        clock: Arc<dyn Clock>,
        random: Arc<Random>,
    ) -> Result<Self, ConnectError> {
        check_names(&options)?;
        let client = Client::new(connection, options.patience, clock, random)?;
        let engine = Engine::ask(&client).await;
        let (options, engine) = (Arc::new(options), Arc::new(engine?));
        let gathered = Arc::new(Gathered {
            records: Gather::new(1),
            changes: Gather::new(1),
            writes: Gather::new(WRITES_AT_ONCE),
        });
        let (pipeline, is_new, absence) = (None, false, Absence::Empty);
        Ok(Self { client, options, engine, pipeline, gathered, is_new, absence })
    }

    /// What the cluster says of itself.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// A document of the content index as it is stored, `_sync` included; none if it isn't there.
    ///
    /// # Errors
    /// When the cluster can't be read.
    pub async fn document(&self, id: &str) -> Result<Option<Map<String, Value>>, StoreError> {
        let ids = [id.to_owned()];
        let mut found = get(&self.client, "reading a document", &self.options.index, &ids).await?;
        let document = found.pop().map(|hit| hit.source("the document")).transpose();
        Ok(document?)
    }

    /// The first `limit` hits of a search.
    async fn found(&self, search: Search<'_>, limit: usize) -> Result<Vec<Hit>, Failure> {
        match search.run(&self.client, limit).await {
            Err(failure) if self.absence == Absence::Empty && failure.is_of_missing_index() => {
                Ok(Vec::new())
            }
            found => found,
        }
    }

    /// The `_id` of a thing of this connector in an index that all share.
    fn id(&self, thing: &str) -> String {
        id(&self.options.connector_id, thing)
    }

    fn bulk(&self, action: &'static str, repeat: Repeat) -> Bulk<'_> {
        let limits = self.options.limits;
        Bulk { client: &self.client, limits, action, repeat, pipeline: None }
    }

    /// Makes every write of these indices so far visible to searches.
    async fn refresh_index(&self, action: &'static str, index: &str) -> Result<(), Failure> {
        let request = Request::bare(action, Method::Post, format!("/{index}/_refresh"));
        self.client.send(&request).await?;
        Ok(())
    }
}

/// An index's name becomes a part of a path, and of nothing else.
fn check_names(options: &Options) -> Result<(), ConnectError> {
    let Names { state, jobs, dead_letter } = &options.names;
    for name in [&options.index, state, jobs, dead_letter] {
        let odd = |character: char| {
            character.is_uppercase()
                || character.is_whitespace()
                || "\\/*?\"<>|,#:%".contains(character)
        };
        if name.is_empty()
            || name.contains(odd)
            || name.starts_with(['-', '_', '+'])
            || name == ".."
        {
            return Err(ConnectError::Index {
                index: format!("`{name}`"),
                reason: "it is no name of an index: use lower-case letters, digits, `-` and `_`"
                    .into(),
            });
        }
    }
    Ok(())
}

/// Gives for each operation under a condition the write that it made; none if the condition didn't hold.
fn held(outcomes: Vec<Outcome>, action: &'static str) -> Result<Vec<Option<Token>>, Failure> {
    let held = outcomes.into_iter().map(|outcome| match outcome {
        Outcome::Done(token) => Ok(Some(token)),
        Outcome::Conflict => Ok(None),
        Outcome::Refused(refusal) => Err(Failure::Refused { action, refusal }),
    });
    held.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_would_reach_elsewhere_is_refused() {
        assert!(check_names(&Options::new("c", "search-teams.v1_äö")).is_ok());
        for name in ["", "a/_doc", "a?b", "a,b", "*", "..", "_all", "A", "a%2fb", "http://host"] {
            assert!(check_names(&Options::new("c", name)).is_err(), "{name}");
        }
        let mut options = Options::new("c", "teams");
        options.names.state = "a b".to_owned();
        assert!(check_names(&options).is_err());
    }
}
