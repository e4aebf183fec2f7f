//! Channels, their folders and tabs.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Manners, Object, object};
use crate::moment::Moment;
use crate::tenant::Tenant;
use crate::tenant::channels::{Channel, Membership};
use crate::tenant::drives::Drive;
use crate::tenant::tabs::Tab;

/// A channel.
pub(crate) fn channel(channel: &Channel, tenant: &Tenant, manners: Manners) -> Object {
    let membership = match channel.membership {
        Membership::Shared => manners.late_member("shared"),
        Membership::Standard | Membership::Private => channel.membership.name(),
    };
    object(json!({
        "id": channel.id,
        "createdDateTime": channel.created.map(Moment::graph),
        "displayName": channel.name,
        "description": channel.description,
        "isFavoriteByDefault": null,
        "email": format!("channel{}@emea.teams.ms", channel.number),
        "tenantId": tenant.id,
        "webUrl": channel_url(channel, tenant),
        "membershipType": membership,
        "isArchived": channel.archived,
        "layoutType": null,
    }))
}

/// A channel's deep link.
pub(crate) fn channel_url(channel: &Channel, tenant: &Tenant) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let team = tenant.group(channel.team).map(|team| team.id.as_str()).unwrap_or_default();
    let (id, name) = (encoded(&channel.id), encoded(&channel.name));
    format!(
        "https://teams.microsoft.com/l/channel/{id}/{name}?groupId={team}&tenantId={}",
        tenant.id
    )
}

/// A channel's folder; its creation time is never filled. Graph: channel-get-filesfolder.
pub(crate) fn files_folder(folder: usize, drive: &Drive) -> Option<Object> {
    let item = drive.items.get(folder)?;
    let children = drive.items.iter().filter(|item| item.parent == Some(folder)).count();
    Some(object(json!({
        "id": item.id,
        "createdDateTime": "0001-01-01T00:00:00Z",
        "lastModifiedDateTime": item.modified.graph(),
        "name": item.name,
        "webUrl": drive.web_url(item),
        "size": item.size,
        "parentReference": {"driveId": drive.id, "driveType": drive.of.kind()},
        "fileSystemInfo": {
            "createdDateTime": item.created.graph(),
            "lastModifiedDateTime": item.modified.graph(),
        },
        "folder": {"childCount": children},
    })))
}

/// A tab, with its app when the caller expands it.
pub(crate) fn tab(tab: &Tab, with_app: bool) -> Object {
    let configuration = tab.configuration.as_ref().map_or(Value::Null, |configuration| {
        json!({
            "entityId": configuration.entity_id,
            "contentUrl": configuration.content_url,
            "websiteUrl": configuration.website_url,
            "removeUrl": null,
        })
    });
    let mut object = object(json!({
        "id": tab.id,
        "displayName": tab.name,
        "webUrl": tab.web_url,
        "configuration": configuration,
    }));
    if with_app {
        let app = json!({
            "id": tab.app_id,
            "externalId": null,
            "displayName": tab.app_name,
            "distributionMethod": "store",
        });
        object.insert("teamsApp".to_owned(), app);
    }
    object
}
