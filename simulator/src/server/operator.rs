//! The operator's addresses; nothing here is counted as a request.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use futures::stream;
use serde_json::Value;

use super::accounts::Accounts;
use super::world::{Credentials, World};

/// `GET /_simulator/credentials`
pub(crate) async fn credentials(State(world): State<Arc<World>>) -> Json<Credentials> {
    Json(world.credentials.clone())
}

/// `GET /_simulator/accounts`
pub(crate) async fn accounts(State(world): State<Arc<World>>) -> Json<Accounts> {
    Json(world.ledger.shown())
}

/// `GET /_simulator/truth`: an object a line, made while it is sent.
pub(crate) async fn truth(State(world): State<Arc<World>>) -> Response {
    let lines = world
        .truth()
        .objects()
        .map(|object| Ok::<_, Infallible>(format!("{}\n", Value::Object(object))));
    ([(CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(stream::iter(lines)))
        .into_response()
}
