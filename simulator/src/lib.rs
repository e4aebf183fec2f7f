//! A stand-in for Microsoft Graph: a Teams tenant made from a seed, served as Graph serves it, and the truth about it.
//!
//! Connectors are tried against it, in tests and in the demonstration. It shares no code with them: what it says
//! about a tenant is computed from the tenant itself, so that a connector can be judged by it.
//!
//! ```text
//! seed, size → draw → tenant: people, groups, channels, chats, drives, calendars
//!                       │       └→ messages, with content written as structure
//!                       ├→ wire → server: Graph's JSON, pages, links, errors, permissions, accounts
//!                       └→ truth: what a correct crawler must have indexed
//! ```
//!
//! A tenant is a pure function of its seed and size. Each object is drawn from a generator of its own, so that a
//! channel's messages or a drive's files are made when somebody asks for them, and forgotten afterwards.
//!
//! ```no_run
//! # async fn run() -> Result<(), simulator::Error> {
//! let simulator = simulator::Simulator::start(0, simulator::Options::default()).await?;
//! let (root, credentials) = (simulator.base_url(), simulator.credentials());
//! // … crawl …
//! let expected = simulator.truth().count();
//! # Ok(())
//! # }
//! ```

mod options;
mod draw;
mod moment;
mod words;
mod tenant;
mod content;
mod messages;
mod grants;
mod wire;
mod server;
mod truth;
mod simulator;

pub use options::{Options, Size, UnknownSize};
pub use server::accounts::Accounts;
pub use server::world::Credentials;
pub use simulator::{Error, Simulator};
