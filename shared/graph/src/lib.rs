//! A Microsoft Graph client for Teams: typed, paced by what Graph answers, and careful with its token.
//!
//! It knows nothing of search. A caller names what it wants and gets pages of typed resources:
//!
//! ```text
//! GraphRoot::channel_messages(team, channel)   which request         root.rs, request.rs, class.rs
//!        │ Listing<ChatMessage>
//!        ▼
//! Client::page / pages / entity                a token, a few tries  client.rs, retry.rs, meter.rs
//!        │   sign_in.rs → token_cache.rs       one token for all     aadsts.rs: what to do without one
//!        │   body.rs                           no body is unbounded
//!        ▼
//! Page<ChatMessage> { items, next_link }       typed, leniently      page.rs, resources/, date.rs
//! or Error, with its Disposition               what becomes of it    error.rs, refusal.rs
//! ```
//!
//! `permissions.rs` says what a token must allow for all of this, and what is left out when it doesn't.
//!
//! What it never does: follow a link or redirect away from the configured root, send the bearer anywhere else,
//! read a body without a limit, take a failed page for the last one, or log a token or a query string.

pub mod root;
pub mod class;
pub mod request;
pub mod sign_in;
pub mod permissions;
pub mod aadsts;
mod token_cache;
pub mod client;
pub mod retry;
pub mod meter;
mod body;
pub mod page;
pub mod download;
pub mod refusal;
pub mod error;
pub mod resources;
pub mod date;
mod lenient;

pub use class::Class;
pub use client::{Client, Connection};
pub use date::Date;
pub use download::{Download, DownloadUrl};
pub use error::{Disposition, Error};
pub use meter::{Meter, Usage};
pub use page::{Listing, Page, Unreadable};
pub use refusal::Refusal;
pub use request::Entity;
pub use retry::Patience;
pub use root::{AddressError, GraphRoot, GraphUrl};
pub use secrecy::{ExposeSecret, SecretString};
pub use sign_in::{Credentials, LoginRoot, SignInError, Token};
