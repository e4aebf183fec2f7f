//! Who sent a message.

use graph::resources::identity::{Identity, IdentitySet};

use crate::document::Document;

/// The sender, as far as Graph tells; bots and webhooks have names too.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Sender<'a> {
    name: Option<&'a str>,
    id: Option<&'a str>,
    kind: Option<&'static str>,
}

impl<'a> Sender<'a> {
    pub(super) fn of(from: Option<&'a IdentitySet>) -> Self {
        let Some((identity, kind)) = from.and_then(actor) else {
            return Self::default();
        };
        Self { name: identity.display_name.as_deref(), id: Some(&identity.id), kind: Some(kind) }
    }
}

impl Document {
    pub(super) fn sent_by(self, sender: &Sender<'_>) -> Self {
        self.always_text("sender", sender.name)
            .given_text("sender_id", sender.id)
            .given("sender_kind", sender.kind)
    }
}

fn actor(from: &IdentitySet) -> Option<(&Identity, &'static str)> {
    match from {
        IdentitySet { user: Some(user), .. } => Some((user, user_kind(user))),
        IdentitySet { application: Some(app), .. } => Some((app, application_kind(app))),
        IdentitySet { device, .. } => Some((device.as_ref()?, "phone")),
    }
}

/// Graph: teamworkUserIdentityType.
fn user_kind(user: &Identity) -> &'static str {
    match user.user_identity_type.as_deref().unwrap_or_default() {
        "anonymousGuest" | "azureCommunicationServicesUser" | "emailUser" => "guest",
        "federatedUser" | "personalMicrosoftAccountUser" | "skypeUser" => "federated",
        "phoneUser" => "phone",
        _ => "user",
    }
}

/// Graph: teamworkApplicationIdentityType.
fn application_kind(application: &Identity) -> &'static str {
    match application.application_identity_type.as_deref().unwrap_or_default() {
        "bot" | "tenantBot" => "bot",
        "office365Connector" => "connector",
        "outgoingWebhook" => "webhook",
        _ => "app",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_kind_of_sender_is_told_apart() {
        for (from, kind) in [
            (json!({ "user": { "id": "1", "userIdentityType": "aadUser" } }), "user"),
            (json!({ "user": { "id": "1" } }), "user"),
            (json!({ "user": { "id": "1", "userIdentityType": "anonymousGuest" } }), "guest"),
            (json!({ "user": { "id": "1", "userIdentityType": "federatedUser" } }), "federated"),
            (json!({ "user": { "id": "1", "userIdentityType": "phoneUser" } }), "phone"),
            (json!({ "application": { "applicationIdentityType": "tenantBot" } }), "bot"),
            (json!({ "application": { "applicationIdentityType": "aadApplication" } }), "app"),
            (
                json!({ "application": { "applicationIdentityType": "office365Connector" } }),
                "connector",
            ),
            (json!({ "application": { "applicationIdentityType": "outgoingWebhook" } }), "webhook"),
            (json!({ "user": null, "device": { "id": "+49" } }), "phone"),
        ] {
            let set: IdentitySet = serde_json::from_value(from).unwrap();
            assert_eq!(Sender::of(Some(&set)).kind, Some(kind));
        }
        assert_eq!(Sender::of(None), Sender::default());
    }
}
