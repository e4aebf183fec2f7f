//! The server: Graph's conventions around the tenant.
//!
//! ```text
//! request → counted → signed in? → permitted? → options known? → the route's family → answer → recorded
//! ```

pub(crate) mod route;
mod terms;
pub(crate) mod problem;
pub(crate) mod ask;
pub(crate) mod links;
pub(crate) mod page;
pub(crate) mod shelf;
pub(crate) mod accounts;
pub(crate) mod record;
pub(crate) mod world;
pub(crate) mod sign_in;
pub(crate) mod exchange;
mod directory;
mod teams;
mod channel_messages;
mod chats;
mod chat_messages;
mod files;
mod calendar;
mod operator;
#[cfg(test)]
mod caller;
#[cfg(test)]
mod walk;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use world::World;

/// Every address that the simulator answers.
pub(crate) fn router(world: Arc<World>) -> Router {
    Router::new()
        .route("/{tenant}/oauth2/v2.0/token", post(sign_in::token))
        .route("/_simulator/credentials", get(operator::credentials))
        .route("/_simulator/accounts", get(operator::accounts))
        .route("/_simulator/truth", get(operator::truth))
        .fallback(exchange::graph)
        .with_state(world)
}
