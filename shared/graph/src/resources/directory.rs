//! Users and groups.

use serde::Deserialize;

use crate::date::Date;
use crate::lenient::or_default;

/// A `user`. Graph: user-list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Object id.
    pub id: String,
    /// Display name.
    #[serde(default)]
    pub display_name: Option<String>,
    /// SMTP address; null without a mailbox.
    #[serde(default)]
    pub mail: Option<String>,
    /// `Member` or `Guest`.
    #[serde(default)]
    pub user_type: Option<String>,
    /// The service plans of the user's licences; absent if it wasn't asked for or may not be read.
    #[serde(default)]
    pub assigned_plans: Option<Vec<AssignedPlan>>,
    /// In a delta: the user is gone. Graph: user-delta.
    #[serde(default, rename = "@removed")]
    pub removed: Option<Removed>,
}

/// A service plan of a licence. Graph: assignedPlan.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignedPlan {
    /// `TeamspaceAPI` (Teams), `exchange` (a mailbox), `SharePoint` …
    #[serde(default)]
    pub service: Option<String>,
    /// `Enabled`, `Warning`, `Suspended`, `LockedOut` or `Deleted`.
    #[serde(default)]
    pub capability_status: Option<String>,
}

/// A `group`. Graph: group-list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// Object id; also the team's id.
    pub id: String,
    /// Display name.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Description.
    #[serde(default)]
    pub description: Option<String>,
    /// `Public`, `Private` or `HiddenMembership`.
    #[serde(default)]
    pub visibility: Option<String>,
    /// When the group was made.
    #[serde(default)]
    pub created_date_time: Date,
    /// Holds `Team` when the group is a team.
    #[serde(default, deserialize_with = "or_default")]
    pub resource_provisioning_options: Vec<String>,
    /// In a delta: the group is gone. Graph: group-delta.
    #[serde(default, rename = "@removed")]
    pub removed: Option<Removed>,
}

/// Why a delta no longer has an object. Graph: delta-query-overview.
#[derive(Debug, Clone, Deserialize)]
pub struct Removed {
    /// `changed` (can be restored for thirty days) or `deleted` (for good).
    #[serde(default)]
    pub reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delta_tells_who_is_gone_and_who_is_not() {
        let gone: User =
            serde_json::from_str(r#"{"id":"u","@removed":{"reason":"changed"}}"#).unwrap();
        assert_eq!(gone.removed.unwrap().reason.as_deref(), Some("changed"));
        let here: Group = serde_json::from_str(r#"{"id":"g","displayName":"Sales"}"#).unwrap();
        assert!(here.removed.is_none());
    }
}
