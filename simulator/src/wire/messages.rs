//! Messages of channels and chats.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::event_details::event_detail;
use super::{Manners, Object, object};
use crate::content::html::html;
use crate::messages::attachments::Attachment;
use crate::messages::message::{Body, Message, Reaction};
use crate::messages::senders::{Identity, Mention, MentionKind};
use crate::moment::Moment;
use crate::tenant::Tenant;
use crate::tenant::channels::Channel;
use crate::tenant::chats::Chat;

/// A message of a channel.
pub(crate) fn channel_message(
    message: &Message,
    channel: &Channel,
    tenant: &Tenant,
    manners: Manners,
) -> Object {
    let team = tenant.group(channel.team).map(|team| team.id.as_str()).unwrap_or_default();
    let mut object = plain(message, manners);
    object.insert("webUrl".to_owned(), json!(message_url(message, channel, tenant)));
    object.insert("channelIdentity".to_owned(), json!({"teamId": team, "channelId": channel.id}));
    object
}

/// A message of a chat: it has no address. Graph: chatMessage.
pub(crate) fn chat_message(message: &Message, chat: &Chat, manners: Manners) -> Object {
    let mut object = plain(message, manners);
    object.insert("chatId".to_owned(), json!(chat.id));
    object
}

/// The deep link of a channel's message.
pub(crate) fn message_url(message: &Message, channel: &Channel, tenant: &Tenant) -> String {
    let thread = utf8_percent_encode(&channel.id, NON_ALPHANUMERIC);
    let team = tenant.group(channel.team).map(|team| team.id.as_str()).unwrap_or_default();
    let (id, root) = (message.id(), message.reply_to.unwrap_or(message.created).id());
    let query =
        format!("groupId={team}&tenantId={}&createdTime={id}&parentMessageId={root}", tenant.id);
    format!("https://teams.microsoft.com/l/message/{thread}/{id}?{query}")
}

fn plain(message: &Message, manners: Manners) -> Object {
    object(json!({
        "id": message.id(),
        "replyToId": message.reply_to.map(Moment::id),
        "etag": message.modified.id(),
        "messageType": message_type(message, manners),
        "createdDateTime": message.created.graph(),
        "lastModifiedDateTime": message.modified.graph(),
        "lastEditedDateTime": message.edited.map(Moment::graph),
        "deletedDateTime": message.deleted.map(Moment::graph),
        "subject": message.subject,
        "summary": null,
        "chatId": null,
        "importance": message.importance,
        "locale": "en-us",
        "webUrl": null,
        "channelIdentity": null,
        "policyViolation": policy_violation(message),
        "eventDetail": message.event.as_ref().map(event_detail),
        "from": message.sender.as_ref().map(identity_set),
        "body": body(message),
        "attachments": message.attachments.iter().map(attachment).collect::<Value>(),
        "mentions": message.mentions.iter().map(mention).collect::<Value>(),
        "reactions": message.reactions.iter().map(reaction).collect::<Value>(),
    }))
}

pub(crate) fn message_type(message: &Message, manners: Manners) -> &'static str {
    match message.event {
        Some(_) => manners.late_member("systemEventMessage"),
        None => "message",
    }
}

pub(crate) fn body(message: &Message) -> Value {
    match (&message.event, &message.body) {
        (Some(_), _) => json!({"contentType": "html", "content": "<systemEventMessage/>"}),
        (None, Body::Rich(blocks, _)) if blocks.is_empty() => {
            json!({"contentType": "html", "content": ""})
        }
        (None, Body::Rich(blocks, manner)) => {
            json!({"contentType": "html", "content": html(blocks, *manner)})
        }
        (None, Body::Plain(text)) => json!({"contentType": "text", "content": text}),
    }
}

fn policy_violation(message: &Message) -> Value {
    if !message.blocked {
        return Value::Null;
    }
    json!({
        "dlpAction": "blockAccess",
        "justificationText": null,
        "userAction": "none",
        "verdictDetails": "none",
        "policyTip": null,
    })
}

/// One of user, application and device; the others are null. Graph: chatMessageFromIdentitySet.
pub(crate) fn identity_set(identity: &Identity) -> Value {
    if identity.kind.is_user() {
        json!({"application": null, "device": null, "user": user_identity(identity)})
    } else {
        let application = json!({
            "id": identity.id,
            "displayName": identity.name,
            "applicationIdentityType": identity.kind.name(),
        });
        json!({"application": application, "device": null, "user": null})
    }
}

pub(crate) fn user_identity(identity: &Identity) -> Value {
    json!({
        "@odata.type": "#microsoft.graph.teamworkUserIdentity",
        "id": identity.id,
        "displayName": identity.name,
        "userIdentityType": identity.kind.name(),
    })
}

fn attachment(attachment: &Attachment) -> Value {
    json!({
        "id": attachment.id,
        "contentType": attachment.content_type,
        "contentUrl": attachment.content_url,
        "content": attachment.content,
        "name": attachment.name,
        "thumbnailUrl": null,
        "teamsAppId": null,
    })
}

fn mention(mention: &Mention) -> Value {
    let named = |kind: &str, value: &str| json!({"id": mention.id, "displayName": mention.text, kind: value});
    let (mut user, mut application, mut conversation, mut tag) =
        (Value::Null, Value::Null, Value::Null, Value::Null);
    match mention.kind {
        MentionKind::User => user = named("userIdentityType", "aadUser"),
        MentionKind::Bot => application = named("applicationIdentityType", "bot"),
        MentionKind::Channel => conversation = named("conversationIdentityType", "channel"),
        MentionKind::Team => conversation = named("conversationIdentityType", "team"),
        MentionKind::Tag => tag = json!({"id": mention.id, "displayName": mention.text}),
    }
    json!({
        "id": mention.number,
        "mentionText": mention.text,
        "mentioned": {
            "application": application,
            "device": null,
            "user": user,
            "conversation": conversation,
            "tag": tag,
        },
    })
}

fn reaction(reaction: &Reaction) -> Value {
    let by = Identity { name: None, ..reaction.by.clone() };
    json!({
        "reactionType": reaction.kind,
        "displayName": reaction.name,
        "reactionContentUrl": null,
        "createdDateTime": reaction.at.graph(),
        "user": identity_set(&by),
    })
}
