//! `USER_CHAT_TABS`: a tab of a chat.

use graph::resources::TeamsTab;

use crate::context::ChatContext;
use crate::document::Document;
use crate::id;
use crate::object_type::ObjectType;

/// The document of a tab; its `url` is the website that it shows, empty where it shows none.
pub fn document(context: &ChatContext, tab: &TeamsTab) -> Document {
    let configuration = tab.configuration.as_ref();
    let website = configuration.and_then(|shown| shown.website_url.as_deref());
    Document::new(id::tab(&context.id, &tab.id), ObjectType::UserChatTabs)
        .date("_timestamp", context.timestamp())
        .in_chat(context)
        .always_text("title", tab.display_name.as_deref())
        .always_text("url", website)
        .always("members", context.members.as_str())
        .given_text("content_url", configuration.and_then(|shown| shown.content_url.as_deref()))
        .given_text("app_id", tab.teams_app.as_ref().and_then(|app| app.id.as_deref()))
}
