//! `TEAM_CHANNEL`: a channel, from its host team.

use graph::resources::Channel;

use crate::context::ChannelContext;
use crate::document::Document;
use crate::id;
use crate::object_type::ObjectType;

/// The document of `channel`, which `context` was made from.
pub fn document(context: &ChannelContext, channel: &Channel) -> Document {
    let description = channel.description.as_deref();
    Document::new(id::team_channel(&channel.id), ObjectType::TeamChannel)
        .dates(channel.created_date_time, channel.created_date_time)
        .in_channel(context)
        .always_text("title", channel.display_name.as_deref())
        .always_text("description", description)
        .given_text("body", description)
        .always_text("url", channel.web_url.as_deref())
        .given("membershipType", context.membership())
        .given("archived", channel.is_archived)
}
