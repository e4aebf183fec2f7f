//! Search documents from Microsoft Graph's objects: pure functions, one file for each of the twelve types.
//!
//! ```text
//!  Group, Channel, Chat, …  ──►  context.rs            where an object is
//!                                   │
//!  ChatMessage ──► message/ ──► text/ (HTML), card/     what it says
//!  DriveItem   ──► file.rs          │
//!  Event       ──► calendar_event/  │
//!                                   ▼
//!  channel_message::document(context, …) ──► Document { id, fields }      document.rs, id.rs
//! ```
//!
//! The contract (every field, every rule) is `docs/documents.md`. Equal Graph content gives an equal document;
//! what has no document (a deleted message, a cancelled event, a folder) is `None`. Nothing here reads a clock,
//! a file or the network, nothing recurses, and no input panics: Graph's content is written by strangers.

pub mod object_type;
pub mod context;
pub mod id;
pub mod document;
mod text;
mod card;
mod message;
mod file;
mod duration;
pub mod team;
pub mod team_channel;
pub mod channel_tab;
pub mod channel_message;
pub mod channel_meeting;
pub mod channel_attachment;
pub mod chat_message;
pub mod chat_tab;
pub mod chat_attachment;
pub mod chat_recording;
pub mod calendar_event;
pub mod rule;

pub use context::{ChannelContext, ChatContext, TeamContext, UserContext};
pub use document::Document;
pub use object_type::ObjectType;
