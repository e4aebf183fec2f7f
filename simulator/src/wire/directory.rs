//! Users, groups and team members.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Object, object};
use crate::moment::Moment;
use crate::tenant::Tenant;
use crate::tenant::groups::Group;
use crate::tenant::people::{Person, Plan};

/// What Graph answers of a user when nothing is selected. Graph: user-list.
pub(crate) const USER_DEFAULTS: [&str; 11] = [
    "businessPhones",
    "displayName",
    "givenName",
    "id",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
];

/// A user with every property that is known here.
pub(crate) fn user(person: &Person) -> Object {
    let mut names = person.name.splitn(2, ' ');
    object(json!({
        "id": person.id,
        "displayName": person.name,
        "givenName": names.next(),
        "surname": names.next(),
        "mail": person.mail,
        "userPrincipalName": person.user_principal_name,
        "userType": person.kind.name(),
        "accountEnabled": true,
        "jobTitle": null,
        "department": null,
        "mobilePhone": null,
        "officeLocation": null,
        "preferredLanguage": null,
        "businessPhones": [],
        "createdDateTime": Moment::FIRST.graph(),
        "assignedPlans": plans(person),
    }))
}

fn plans(person: &Person) -> Vec<Value> {
    let plan = |service: &str, status: &str, id: &str| {
        let assigned = Moment::FIRST.graph();
        json!({"assignedDateTime": assigned, "capabilityStatus": status, "service": service, "servicePlanId": id})
    };
    let named = |service: &str, state: Plan, id: &str| match state {
        Plan::Enabled => Some(plan(service, "Enabled", id)),
        Plan::Deleted => Some(plan(service, "Deleted", id)),
        Plan::None => None,
    };
    // An older licence's plans stay in the list beside those of the present one.
    let left_over = person
        .number
        .is_multiple_of(4)
        .then(|| plan("exchange", "Deleted", "4a82b400-a79f-41a4-b4e2-e94f5787b113"));
    let teams = named("TeamspaceAPI", person.teams, "57ff2da0-773e-42df-b2af-ffb7a2317929");
    let exchange = named("exchange", person.exchange, "efb87545-963c-4e0d-99df-69c6916d9eb0");
    left_over.into_iter().chain(teams).chain(exchange).collect()
}

/// A group.
pub(crate) fn group(group: &Group) -> Object {
    let provisioning: &[&str] = if group.is_team { &["Team"] } else { &[] };
    object(json!({
        "id": group.id,
        "displayName": group.name,
        "description": group.description,
        "visibility": group.visibility,
        "createdDateTime": group.created.graph(),
        "groupTypes": ["Unified"],
        "mailEnabled": true,
        "mailNickname": group.nickname(),
        "securityEnabled": false,
        "resourceBehaviorOptions": [],
        "resourceProvisioningOptions": provisioning,
    }))
}

/// A group's members as a delta names them. Graph: delta-query-groups.
pub(crate) fn members_delta(group: &Group, tenant: &Tenant) -> Value {
    let people = group.members.iter().filter_map(|number| tenant.person(*number));
    people.map(|person| json!({"@odata.type": "#microsoft.graph.user", "id": person.id})).collect()
}

/// A member of a team.
pub(crate) fn team_member(group: &Group, person: &Person, tenant: &Tenant) -> Object {
    object(json!({
        "@odata.type": "#microsoft.graph.aadUserConversationMember",
        "id": membership_id(&group.id, &person.id),
        "roles": group.roles(person),
        "displayName": person.name,
        "visibleHistoryStartDateTime": "0001-01-01T00:00:00Z",
        "userId": person.id,
        "email": person.mail,
        "tenantId": tenant.id,
    }))
}

/// An opaque id of somebody's membership in a team or chat.
pub(crate) fn membership_id(thread: &str, user: &str) -> String {
    STANDARD.encode(format!("{thread}##{user}"))
}
