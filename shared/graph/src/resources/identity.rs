//! Who did it: the sender of a message, the author of a file, the participant of a call.

use serde::Deserialize;

use crate::lenient::or_default;

/// An `identitySet`: at most one of its members is filled.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct IdentitySet {
    /// A person.
    #[serde(default)]
    pub user: Option<Identity>,
    /// An app, bot, connector or webhook.
    #[serde(default)]
    pub application: Option<Identity>,
    /// A device, a phone line among them.
    #[serde(default)]
    pub device: Option<Identity>,
    /// A team, channel or chat (mentions only).
    #[serde(default)]
    pub conversation: Option<Identity>,
    /// A tag (mentions only).
    #[serde(default)]
    pub tag: Option<Identity>,
}

impl IdentitySet {
    /// The one that is filled: user before application before device.
    pub fn actor(&self) -> Option<&Identity> {
        self.user.as_ref().or(self.application.as_ref()).or(self.device.as_ref())
    }
}

/// An `identity` and what its kinds add to it.
///
/// Graph: `teamworkUserIdentity`, `teamworkApplicationIdentity`, `teamworkConversationIdentity`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// Object id; of a guest or phone some other unique text.
    #[serde(default, deserialize_with = "or_default")]
    pub id: String,
    /// May be null.
    #[serde(default)]
    pub display_name: Option<String>,
    /// `email` of a drive item's author.
    #[serde(default)]
    pub email: Option<String>,
    /// `aadUser`, `anonymousGuest`, `federatedUser`, `phoneUser` …
    #[serde(default)]
    pub user_identity_type: Option<String>,
    /// `aadApplication`, `bot`, `tenantBot`, `office365Connector`, `outgoingWebhook` …
    #[serde(default)]
    pub application_identity_type: Option<String>,
    /// `team`, `channel` or `chat`.
    #[serde(default)]
    pub conversation_identity_type: Option<String>,
}
