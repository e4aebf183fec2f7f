//! Graph's resources, as far as a crawler reads them.
//!
//! Names are Graph's. Every property may be missing or null; unknown properties are passed over; unknown
//! members of Graph's evolvable enums are kept as text, or read as `Unknown` where we decide by them.

pub mod identity;
pub mod directory;
pub mod channel;
pub mod chat;
pub mod chat_message;
pub mod replies;
pub mod event_message;
pub mod drive_item;
pub mod event;

pub use channel::{Channel, TeamsTab};
pub use chat::{Chat, ConversationMember};
pub use chat_message::ChatMessage;
pub use directory::{Group, Removed, User};
pub use drive_item::DriveItem;
pub use event::Event;
