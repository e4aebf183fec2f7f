//! One request, one answer, and as many tries as patience allows.

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use clock::{Clock, Random};
use elasticsearch::http::Method;
use elasticsearch::http::headers::{CONTENT_TYPE, HeaderMap, HeaderValue};
use elasticsearch::http::transport::Transport;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::connection::{ConnectError, Connection};
use crate::failure::{Failure, Refusal};
use crate::patience::Patience;

/// The longest answer that is read; a listing's page is far smaller. The transport reads whole bodies only, so it is
/// asked before: an answer in chunks tells no length, and is as long as the page that was asked for.
const ANSWER_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// A request of the engine's REST API.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// What people are told was tried, such as `writing documents`.
    pub(crate) action: &'static str,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) body: Option<Bytes>,
    pub(crate) repeat: Repeat,
}

/// When a request may be made again though it may have been carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Always: carried out twice it does the same.
    Freely,
    /// Only if it surely wasn't: the second time would be told that the first one came before it.
    IfNotDone,
}

/// Sends requests; its clones share the connections.
#[derive(Clone)]
pub(crate) struct Client {
    transport: Transport,
    headers: HeaderMap,
    timeout: Duration,
    patience: Patience,
    clock: Arc<dyn Clock>,
    random: Arc<Random>,
}

impl Request {
    /// A request without a body that can be made again freely.
    pub(crate) fn bare(action: &'static str, method: Method, path: impl Into<String>) -> Self {
        Self {
            action,
            method,
            path: path.into(),
            query: Vec::new(),
            body: None,
            repeat: Repeat::Freely,
        }
    }

    /// A request with a JSON body that can be made again freely.
    pub(crate) fn json(
        action: &'static str,
        method: Method,
        path: impl Into<String>,
        body: &Value,
    ) -> Self {
        Self { body: Some(Bytes::from(body.to_string())), ..Self::bare(action, method, path) }
    }

    /// The request with one more query parameter.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// The request, made again only if it surely wasn't carried out.
    pub(crate) fn if_not_done(self) -> Self {
        Self { repeat: Repeat::IfNotDone, ..self }
    }
}

impl Client {
    /// A client over this connection.
    pub(crate) fn new(
        connection: &Connection,
        patience: Patience,
        clock: Arc<dyn Clock>,
        random: Arc<Random>,
    ) -> Result<Self, ConnectError> {
        let (transport, headers) = (connection.transport()?, connection.header_map()?);
        let timeout = connection.request_timeout;
        Ok(Self { transport, headers, timeout, patience, clock, random })
    }

    /// Sends a request until it is answered, patience ends, or a second try could do harm.
    pub(crate) async fn send(&self, request: &Request) -> Result<Bytes, Failure> {
        let mut retry = 1;
        loop {
            let failure = match self.once(request).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            if !may_be_repeated(&failure, request.repeat) || !self.pause(retry, &failure).await {
                return Err(failure);
            }
            retry += 1;
        }
    }

    /// As [`Client::send`], and reads the answer.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, request: &Request) -> Result<T, Failure> {
        let answer = self.send(request).await?;
        let read = serde_json::from_slice(&answer);
        read.map_err(|error| Failure::Foreign { action: request.action, reason: error.to_string() })
    }

    /// Waits before try number `retry` after the first one; false if there is to be no other.
    pub(crate) async fn pause(&self, retry: u32, why: &(impl fmt::Display + Sync)) -> bool {
        let Some(pause) = self.patience.pause(retry, &self.random) else {
            return false;
        };
        tracing::debug!(retry, pause_ms = pause.as_millis(), reason = %why, "asking again later");
        self.clock.sleep(pause).await;
        true
    }

    async fn once(&self, request: &Request) -> Result<Bytes, Failure> {
        let Request { action, method, path, query, body, .. } = request;
        let mut headers = self.headers.clone();
        headers.insert(CONTENT_TYPE, content_type(path));
        let unanswered = |error: &elasticsearch::Error| Failure::Unanswered {
            action,
            reason: reason(error),
            maybe_done: !never_arrived(error),
        };
        let sent = self.transport.send(
            *method,
            path,
            headers,
            Some(query),
            body.clone(),
            Some(self.timeout),
        );
        let answer = sent.await.map_err(|error| unanswered(&error))?;
        if answer.content_length().is_some_and(|bytes| bytes > ANSWER_BYTES_MAX) {
            let reason = format!("it has more than {ANSWER_BYTES_MAX} bytes");
            return Err(Failure::Foreign { action, reason });
        }
        let status = answer.status_code();
        let bytes = answer.bytes().await.map_err(|error| unanswered(&error))?;
        if status.is_success() {
            return Ok(bytes);
        }
        Err(Failure::Refused { action, refusal: Refusal::of_body(status, &bytes) })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The transport would show its credentials.
        formatter.debug_struct("Client").field("patience", &self.patience).finish_non_exhaustive()
    }
}

/// A body's form by its path: bulk bodies are lines.
fn content_type(path: &str) -> HeaderValue {
    HeaderValue::from_static(if path.ends_with("_bulk") {
        "application/x-ndjson"
    } else {
        "application/json"
    })
}

/// Whether a request that ended so may be made again.
fn may_be_repeated(failure: &Failure, repeat: Repeat) -> bool {
    match failure {
        Failure::Unanswered { maybe_done, .. } => repeat == Repeat::Freely || !maybe_done,
        Failure::Refused { refusal, .. } => {
            refusal.may_pass() && (repeat == Repeat::Freely || refusal.was_not_begun())
        }
        Failure::Foreign { .. } | Failure::Unreadable { .. } => false,
    }
}

/// The innermost cause says most: `connection refused`, `certificate has expired`.
fn reason(error: &elasticsearch::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// Whether the connection was never made.
fn never_arrived(error: &elasticsearch::Error) -> bool {
    let mut cause = error.source();
    while let Some(deeper) = cause {
        if let Some(error) = deeper.downcast_ref::<std::io::Error>() {
            return error.kind() == std::io::ErrorKind::ConnectionRefused;
        }
        cause = deeper.source();
    }
    false
}
