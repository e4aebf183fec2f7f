//! `CHANNEL_TAB`: a tab of a channel.

use graph::resources::TeamsTab;

use crate::context::ChannelContext;
use crate::document::Document;
use crate::id;
use crate::object_type::ObjectType;

/// The document of a tab; its `url` is the tab's own deep link into Teams.
pub fn document(context: &ChannelContext, tab: &TeamsTab) -> Document {
    let configuration = tab.configuration.as_ref();
    Document::new(id::tab(&context.id, &tab.id), ObjectType::ChannelTab)
        .date("_timestamp", context.timestamp())
        .in_channel(context)
        .always_text("title", tab.display_name.as_deref())
        .always_text("url", tab.web_url.as_deref())
        .given_text("content_url", configuration.and_then(|shown| shown.content_url.as_deref()))
        .given_text("website_url", configuration.and_then(|shown| shown.website_url.as_deref()))
        .given_text("app_id", tab.teams_app.as_ref().and_then(|app| app.id.as_deref()))
}
