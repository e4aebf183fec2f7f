//! The connectors' records: one for each connector of the cluster, of this service or of another.

use elasticsearch::http::Method;
use jiff::Timestamp;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sync::port::store::{StoreError, Token};

use super::listing::{Listing, Order, RECORDS_MAX};
use super::{Record, Records};
use crate::client::Request;
use crate::failure::Failure;
use crate::names::segment;
use crate::update::{Update, Updated, told};

const READING: &str = "reading connectors";

const WRITING: &str = "writing a connector";

/// Which connectors are meant; deleted ones never are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// Those of these ids, in this order.
    Ids(Vec<String>),
    /// All of these kinds.
    ServiceTypes {
        /// The kinds, such as `microsoft_teams`.
        types: Vec<String>,
        /// Whether those that Elastic manages are meant, or those that don't (`is_native`).
        native: bool,
    },
}

impl Records {
    /// The chosen connectors. A search may lag: whoever acts on a record reads it again.
    ///
    /// # Errors
    /// When the cluster can't be read.
    pub async fn connectors(&self, chosen: &Chosen) -> Result<Vec<Record>, StoreError> {
        let mut found = match chosen {
            Chosen::Ids(ids) => self.listing().of_ids(ids).await?,
            Chosen::ServiceTypes { types, native } => {
                let mut filter = vec![json!({"terms": {"service_type": types}})];
                let mut without = vec![json!({"term": {"deleted": true}})];
                let managed = json!({"term": {"is_native": true}});
                let side = if *native { &mut filter } else { &mut without };
                side.push(managed);
                let query = json!({"bool": {"filter": filter, "must_not": without}});
                self.listing().matching(query, Order::Written, RECORDS_MAX).await?
            }
        };
        found.retain(is_kept);
        Ok(found)
    }

    /// A connector, as its last write left it; none if it isn't there or was deleted.
    ///
    /// # Errors
    /// When the cluster can't be read.
    pub async fn connector(&self, id: &str) -> Result<Option<Record>, StoreError> {
        Ok(self.listing().one(id).await?.filter(is_kept))
    }

    /// Sets these fields of a connector; with `guard` only if its last write is that one.
    ///
    /// # Errors
    /// When the cluster can't be written.
    pub async fn update_connector(
        &self,
        id: &str,
        patch: &Map<String, Value>,
        guard: Option<Token>,
    ) -> Result<Updated, StoreError> {
        let update = Update { action: WRITING, alias: &self.connectors, id, patch, guard };
        Ok(update.run(&self.client).await?)
    }

    /// Stores a new connector's record; false if there is one of this id, deleted or not.
    ///
    /// # Errors
    /// When the cluster can't be written.
    pub async fn put_connector(
        &self,
        id: &str,
        source: &Map<String, Value>,
    ) -> Result<bool, StoreError> {
        let path = format!("/{}/_create/{}", self.connectors, segment(id)?);
        let source = Value::Object(source.clone());
        let request = Request::json("making a connector", Method::Put, path, &source)
            .with("require_alias", "true")
            .with("refresh", "true")
            .if_not_done();
        match self.client.send(&request).await {
            Ok(_) => Ok(true),
            Err(failure) if failure.status() == Some(409) => Ok(false),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Makes a connector: by API from `asked`, the API's body, else directly from `direct`, the whole record. False if
    /// there is one of this id.
    ///
    /// # Errors
    /// When the cluster can't be written, or the API refuses, such as for an index that another connector has.
    pub async fn create_connector(
        &self,
        id: &str,
        asked: &Map<String, Value>,
        direct: &Map<String, Value>,
    ) -> Result<bool, StoreError> {
        // The API would replace it, with its configuration and its history.
        if self.listing().one(id).await?.is_some_and(|record| is_kept(&record)) {
            return Ok(false);
        }
        let path = format!("/_connector/{}", segment(id)?);
        let asked = Value::Object(asked.clone());
        let request = Request::json("making a connector", Method::Put, path, &asked);
        match self.api.ask(&self.client, &request).await? {
            Some(_) => Ok(true),
            None => self.put_connector(id, direct).await,
        }
    }

    /// Tells that the connector is alive: sets `last_seen`, by API to the server's time.
    ///
    /// # Errors
    /// When the cluster can't be written.
    pub async fn check_in(&self, id: &str, now: Timestamp) -> Result<Updated, StoreError> {
        let path = format!("/_connector/{}/_check_in", segment(id)?);
        let request = Request::bare("checking in", Method::Put, path);
        // As Elastic's service writes dates: not every reader takes nanoseconds.
        let now = now.strftime("%Y-%m-%dT%H:%M:%S.%6f+00:00").to_string();
        let direct = [("last_seen".to_owned(), now.into())].into_iter().collect();
        self.by_api_or_direct(id, &request, &direct).await
    }

    /// Deletes a connector: its record stays, marked as deleted, where the cluster knows such a mark (from 9.0), or has
    /// no API.
    ///
    /// # Errors
    /// When the cluster can't be written.
    pub async fn delete_connector(&self, id: &str) -> Result<Updated, StoreError> {
        let path = format!("/_connector/{}", segment(id)?);
        let request = Request::bare("deleting a connector", Method::Delete, path);
        let direct = [("deleted".to_owned(), true.into())].into_iter().collect();
        self.by_api_or_direct(id, &request, &direct).await
    }

    /// A secret that Kibana stored for a connector that Elastic manages; none if there is none of this id.
    ///
    /// # Errors
    /// When the cluster refuses: reading needs the privilege `read_connector_secrets`.
    pub async fn secret(&self, id: &str) -> Result<Option<SecretString>, StoreError> {
        #[derive(Deserialize)]
        struct Secret {
            value: SecretString,
        }
        let path = format!("/_connector/_secret/{}", segment(id)?);
        let request = Request::bare("reading a connector's secret", Method::Get, path);
        match self.client.ask::<Secret>(&request).await {
            Ok(secret) => Ok(Some(secret.value)),
            Err(failure) if failure.status() == Some(404) => Ok(None),
            Err(failure) => Err(failure.into()),
        }
    }

    async fn by_api_or_direct(
        &self,
        id: &str,
        request: &Request,
        direct: &Map<String, Value>,
    ) -> Result<Updated, StoreError> {
        match self.by_api(request).await? {
            Some(updated) => Ok(updated),
            None => self.update_connector(id, direct, None).await,
        }
    }

    /// What the API made of an update; none if it is to be made directly.
    pub(super) async fn by_api(&self, request: &Request) -> Result<Option<Updated>, Failure> {
        match self.api.ask(&self.client, request).await {
            Ok(answer) => Ok(answer.map(|_| Updated::Done)),
            Err(failure) => told(failure).map(Some),
        }
    }

    fn listing(&self) -> Listing<'_> {
        Listing { client: &self.client, alias: &self.connectors, action: READING }
    }
}

/// Whether it isn't deleted. Looked for here too: in an index that an older cluster made the mark isn't mapped.
fn is_kept(record: &Record) -> bool {
    record.source.get("deleted") != Some(&Value::Bool(true))
}
