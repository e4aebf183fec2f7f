//! Messages: what is said in channels and chats, and what happens there.

pub(crate) mod message;
pub(crate) mod room;
pub(crate) mod senders;
pub(crate) mod attachments;
pub(crate) mod posts;
pub(crate) mod calls;
pub(crate) mod notices;
pub(crate) mod chains;
pub(crate) mod conversations;
