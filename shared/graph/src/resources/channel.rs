//! Channels and their tabs.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::resources::drive_item::DriveItem;

/// A `channel`. Graph: channel-list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// Thread id, unique in the world: `19:…@thread.tacv2`.
    pub id: String,
    /// Display name.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Description.
    #[serde(default)]
    pub description: Option<String>,
    /// Who may see it.
    #[serde(default)]
    pub membership_type: Option<MembershipType>,
    /// When it was made.
    #[serde(default)]
    pub created_date_time: Date,
    /// Deep link.
    #[serde(default)]
    pub web_url: Option<String>,
    /// The tenant that hosts it.
    #[serde(default)]
    pub tenant_id: Option<String>,
    /// Whether it is archived.
    #[serde(default)]
    pub is_archived: Option<bool>,
}

/// Who may see a channel. Graph: channelMembershipType.
///
/// `shared` and all that is newer needs `Prefer: include-unknown-enum-members`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum MembershipType {
    /// Every member of the team.
    Standard,
    /// Its own members.
    Private,
    /// Its own members, of other teams and tenants too.
    Shared,
    /// A kind that is newer than this code.
    #[serde(other)]
    Unknown,
}

/// A `teamsTab` of a channel or chat. Graph: channel-list-tabs, chat-list-tabs.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamsTab {
    /// Tab id.
    pub id: String,
    /// Display name.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Deep link into Teams.
    #[serde(default)]
    pub web_url: Option<String>,
    /// What it shows; null for some apps.
    #[serde(default)]
    pub configuration: Option<TabConfiguration>,
    /// The app behind it, with `$expand=teamsApp`.
    #[serde(default)]
    pub teams_app: Option<TeamsApp>,
}

/// A `teamsTabConfiguration`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TabConfiguration {
    /// What Teams shows inside the tab.
    #[serde(default)]
    pub content_url: Option<String>,
    /// The same for a browser.
    #[serde(default)]
    pub website_url: Option<String>,
}

/// A `teamsApp`.
#[derive(Debug, Clone, Deserialize)]
pub struct TeamsApp {
    /// App id, a GUID or a name such as `com.microsoft.teamspace.tab.planner`.
    #[serde(default)]
    pub id: Option<String>,
}

/// A channel's folder is a [`DriveItem`] that must name its drive. Graph: channel-get-filesfolder.
pub type FilesFolder = DriveItem;
