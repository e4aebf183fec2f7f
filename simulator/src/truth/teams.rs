//! Teams, channels and their tabs.

use serde_json::json;

use super::{Truth, document};
use crate::grants::Need;
use crate::tenant::channels::Channel;
use crate::tenant::groups::Group;
use crate::tenant::tabs::Tab;
use crate::wire::Object;
use crate::wire::teams::channel_url;

impl Truth {
    /// A team and everything in it; nothing for a group that is no team.
    pub(super) fn team(&self, number: usize) -> Vec<Object> {
        let Some(team) = self.tenant.group(number).filter(|group| group.is_team) else {
            return Vec::new();
        };
        let mut objects = vec![self.team_document(team)];
        if self.allows(Need::Channels) {
            let channels = team.channels.iter().filter_map(|number| self.tenant.channel(*number));
            objects.extend(channels.flat_map(|channel| self.channel(team, channel)));
        }
        objects
    }

    fn team_document(&self, team: &Group) -> Object {
        let member_count = self.allows(Need::TeamMembers).then_some(team.members.len());
        let fields = json!({
            "title": team.name,
            "description": team.description.as_deref().unwrap_or_default(),
            "visibility": team.visibility,
            "member_count": member_count,
            "_timestamp": document::date(team.created),
        });
        document::of("TEAMS", &[&team.id], fields)
    }

    fn channel(&self, team: &Group, channel: &Channel) -> Vec<Object> {
        let mut objects = vec![self.channel_document(team, channel)];
        if self.allows(Need::Tabs) {
            let tabs = self.tenant.channel_tabs(channel);
            objects.extend(tabs.iter().map(|tab| tab_document(team, channel, tab)));
        }
        if self.allows(Need::ChannelMessages) {
            objects.extend(self.channel_messages(team, channel));
        }
        if self.allows(Need::Files) {
            objects.extend(self.channel_files(team, channel));
        }
        objects
    }

    fn channel_document(&self, team: &Group, channel: &Channel) -> Object {
        let created = channel.created.map(document::date);
        let fields = json!({
            "title": channel.name,
            "description": channel.description.as_deref().unwrap_or_default(),
            "team_id": team.id,
            "team_name": team.name,
            "url": channel_url(channel, &self.tenant),
            "membershipType": channel.membership.name(),
            "creation_time": created,
            "_timestamp": created,
        });
        document::of("TEAM_CHANNEL", &[&channel.id], fields)
    }
}

fn tab_document(team: &Group, channel: &Channel, tab: &Tab) -> Object {
    let fields = json!({
        "title": tab.name,
        "url": tab.web_url,
        "_timestamp": document::date(channel.created.unwrap_or(team.created)),
    });
    document::in_channel("CHANNEL_TAB", (team, channel), &[&channel.id, "tabs", &tab.id], fields)
}
