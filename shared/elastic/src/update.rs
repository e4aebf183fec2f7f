//! Partial updates of one document: objects are merged, everything that isn't named stays. Elastic: update API.

use elasticsearch::http::Method;
use serde_json::{Map, Value, json};
use sync::port::store::Token;

use crate::client::{Client, Request};
use crate::failure::Failure;
use crate::names::segment;

/// Tries of the engine itself when somebody else writes the same document in the same instant.
const RETRIES_ON_CONFLICT: &str = "3";

/// What became of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Updated {
    /// It is stored.
    Done,
    /// Somebody else wrote the document meanwhile: read it again, and decide anew.
    Conflict,
    /// There is no such document.
    Missing,
}

/// An update of a document behind an alias.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Update<'a> {
    pub(crate) action: &'static str,
    pub(crate) alias: &'a str,
    pub(crate) id: &'a str,
    /// The fields to set.
    pub(crate) patch: &'a Map<String, Value>,
    /// The write that was read; none to update whatever is there.
    pub(crate) guard: Option<Token>,
}

impl Update<'_> {
    /// Makes the update.
    pub(crate) async fn run(&self, client: &Client) -> Result<Updated, Failure> {
        match client.send(&self.request()?).await {
            Ok(_) => Ok(Updated::Done),
            Err(failure) => told(failure),
        }
    }

    fn request(&self) -> Result<Request, Failure> {
        let path = format!("/{}/_update/{}", self.alias, segment(self.id)?);
        let mut body = json!({"doc": self.patch});
        if self.guard.is_some() {
            // An update that changes nothing would leave the token good for a second one.
            body = json!({"doc": self.patch, "detect_noop": false});
        }
        // Else a write to an alias that was deleted makes an index of its name.
        let request =
            Request::json(self.action, Method::Post, path, &body).with("require_alias", "true");
        Ok(match self.guard {
            None => request.with("retry_on_conflict", RETRIES_ON_CONFLICT),
            Some(Token { seq_no, primary_term }) => request
                .with("if_seq_no", seq_no.to_string())
                .with("if_primary_term", primary_term.to_string())
                // A second try would be told that the first one came before it.
                .if_not_done(),
        })
    }
}

/// What a refusal says of the document; an error if it says something else.
pub(crate) fn told(failure: Failure) -> Result<Updated, Failure> {
    match failure.status() {
        Some(409) => Ok(Updated::Conflict),
        Some(404) => Ok(Updated::Missing),
        _ => Err(failure),
    }
}
