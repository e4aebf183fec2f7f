//! Objects as Graph serves them: the JSON of `v1.0`.

pub(crate) mod directory;
pub(crate) mod teams;
pub(crate) mod chats;
pub(crate) mod messages;
pub(crate) mod event_details;
pub(crate) mod files;
pub(crate) mod events;

use serde_json::{Map, Value};

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// The object in `value`.
pub(crate) fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}

/// What the caller's `Prefer` header changes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Manners {
    /// `include-unknown-enum-members`
    pub(crate) unknown_members: bool,
    /// `outlook.body-content-type="text"`
    pub(crate) text_bodies: bool,
    /// `IdType="ImmutableId"`
    pub(crate) immutable_ids: bool,
}

impl Manners {
    /// A member that was added to an enum later: callers who don't ask for it see a placeholder.
    pub(crate) fn late_member(self, member: &'static str) -> &'static str {
        if self.unknown_members { member } else { "unknownFutureValue" }
    }
}
