//! Chats and their members.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::directory::membership_id;
use super::messages::{body, identity_set, message_type};
use super::{Manners, Object, object};
use crate::tenant::Tenant;
use crate::tenant::chats::{Chat, ChatType, Member};

/// An expanded list shows no more members of a chat than this. Graph: chat-list.
pub(crate) const EXPANDED_MEMBERS: usize = 25;

/// A chat without what can be expanded.
pub(crate) fn chat(chat: &Chat, tenant: &Tenant) -> Object {
    object(json!({
        "id": chat.id,
        "topic": chat.topic,
        "createdDateTime": chat.created.graph(),
        "lastUpdatedDateTime": chat.updated.graph(),
        "chatType": chat.kind.name(),
        "webUrl": chat_url(chat, tenant),
        "tenantId": tenant.id,
        "onlineMeetingInfo": online_meeting(chat, tenant),
        "viewpoint": null,
        "isHiddenForAllMembers": false,
    }))
}

/// A chat's deep link.
pub(crate) fn chat_url(chat: &Chat, tenant: &Tenant) -> String {
    let id = utf8_percent_encode(&chat.id, NON_ALPHANUMERIC);
    format!("https://teams.microsoft.com/l/chat/{id}/0?tenantId={}", tenant.id)
}

fn online_meeting(chat: &Chat, tenant: &Tenant) -> Value {
    if chat.kind != ChatType::Meeting {
        return Value::Null;
    }
    let id = utf8_percent_encode(&chat.id, NON_ALPHANUMERIC);
    let organizer = chat.members.first().map(|member| tenant.identity_of(*member).id);
    json!({
        "calendarEventId": format!("AAMkA{}", chat.part(tenant.seed(), "calendar event", &[]).hex(40)),
        "joinWebUrl": format!("https://teams.microsoft.com/l/meetup-join/{id}/0"),
        "organizer": {"id": organizer, "displayName": null, "userIdentityType": "aadUser"},
    })
}

/// A member of a chat. People of other tenants have no address here. Graph: known-issues, chat members.
pub(crate) fn member(chat: &Chat, member: Member, tenant: &Tenant) -> Object {
    let identity = tenant.identity_of(member);
    let (email, home) = match member {
        Member::Person(number) => {
            (tenant.person(number).and_then(|person| person.mail.clone()), tenant.id.clone())
        }
        Member::Stranger(number) => (None, tenant.stranger(number).tenant_id),
    };
    object(json!({
        "@odata.type": "#microsoft.graph.aadUserConversationMember",
        "id": membership_id(&chat.id, &identity.id),
        "roles": ["owner"],
        "displayName": identity.name,
        "visibleHistoryStartDateTime": "0001-01-01T00:00:00Z",
        "userId": identity.id,
        "email": email,
        "tenantId": home,
    }))
}

/// A chat's newest message in short. Graph: chatMessageInfo.
pub(crate) fn last_message_preview(chat: &Chat, tenant: &Tenant, manners: Manners) -> Value {
    let Some(message) = tenant.last_message(chat) else {
        return Value::Null;
    };
    json!({
        "id": message.id(),
        "createdDateTime": message.created.graph(),
        "isDeleted": message.deleted.is_some(),
        "messageType": message_type(&message, manners),
        "eventDetail": null,
        "body": body(&message),
        "from": message.sender.as_ref().map(identity_set),
    })
}
