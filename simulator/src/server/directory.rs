//! Users and groups.

use super::ask::{Ask, keep};
use super::page::Paging;
use super::problem::Problem;
use super::world::World;
use crate::tenant::groups::Group;
use crate::wire::Object;
use crate::wire::directory::{USER_DEFAULTS, group, members_delta, user};

/// Pages of a delta; `$top` cannot change them. Graph: delta-query-overview.
const DELTA: Paging =
    Paging { size: 100, next: "$skiptoken", delta: Some("$deltatoken"), counted: false };

impl World {
    /// Graph: user-list.
    pub(super) fn users(&self, ask: &Ask) -> Result<Object, Problem> {
        let paging = Paging::of(ask.top(100, 999)?);
        self.links.page(ask, &self.tenant.people, paging, |person| selected(ask, user(person)))
    }

    /// Graph: user-delta.
    pub(super) fn users_delta(&self, ask: &Ask) -> Result<Object, Problem> {
        self.links.page(ask, &self.tenant.people, DELTA, |person| {
            with_id(selected(ask, user(person)), &person.id)
        })
    }

    /// Graph: group-list; the only filter is the one for teams.
    pub(super) fn groups(&self, ask: &Ask) -> Result<Object, Problem> {
        let only_teams = match ask.option("$filter") {
            None => false,
            Some("resourceProvisioningOptions/Any(x:x eq 'Team')") => true,
            Some(other) => {
                return Err(Problem::bad_request(format!("Invalid filter clause: {other}.")));
            }
        };
        let groups: Vec<&Group> =
            self.tenant.groups.iter().filter(|group| group.is_team || !only_teams).collect();
        self.links
            .page(ask, &groups, Paging::of(ask.top(100, 999)?), |item| ask.select(group(item)))
    }

    /// Graph: group-delta; members come with `$select=members`.
    pub(super) fn groups_delta(&self, ask: &Ask) -> Result<Object, Problem> {
        let with_members = ask.selected().is_some_and(|names| names.contains(&"members"));
        self.links.page(ask, &self.tenant.groups, DELTA, |item| {
            let mut object = with_id(ask.select(group(item)), &item.id);
            if with_members {
                object.insert("members@delta".to_owned(), members_delta(item, &self.tenant));
            }
            object
        })
    }
}

/// Few properties of a user come unasked. Graph: user-list.
fn selected(ask: &Ask, user: Object) -> Object {
    match ask.selected() {
        Some(names) => keep(user, &names),
        None => keep(user, &USER_DEFAULTS),
    }
}

/// A delta names each object, whatever is selected.
fn with_id(mut object: Object, id: &str) -> Object {
    object.insert("id".to_owned(), id.into());
    object
}

#[cfg(test)]
mod tests {
    use super::super::caller::Caller;

    #[test]
    fn plans_and_types_of_users_come_only_when_they_are_selected() {
        let caller = Caller::of(1);
        let user = caller.get("users?$top=1")["value"][0].clone();
        assert!(user.get("assignedPlans").is_none() && user.get("displayName").is_some());
        let user = caller.get("users?$top=1&$select=id,assignedPlans,userType")["value"][0].clone();
        assert_eq!(user.as_object().unwrap().len(), 3);
    }

    #[test]
    fn a_list_is_read_page_by_page_and_no_page_is_larger_than_999() {
        let caller = Caller::of(1);
        let (users, pages) = caller.list("users?$top=10");
        assert_eq!((users.len(), pages), (caller.world.tenant.people.len(), 4));
        assert_eq!(caller.error("users?$top=1000").0, 400);
    }

    #[test]
    fn the_team_filter_leaves_other_groups_out() {
        let caller = Caller::of(1);
        let teams = caller.list("groups?$filter=resourceProvisioningOptions/Any(x:x eq 'Team')").0;
        let groups = caller.list("groups").0;
        assert!(teams.len() < groups.len());
        assert!(teams.iter().all(|team| team["resourceProvisioningOptions"][0] == "Team"));
    }

    #[test]
    fn a_delta_from_scratch_has_everything_and_one_from_now_on_nothing() {
        let caller = Caller::of(1);
        let all = caller.get("groups/delta?$select=id,members");
        assert_eq!(all["value"].as_array().unwrap().len(), caller.world.tenant.groups.len());
        assert!(!all["value"][0]["members@delta"].as_array().unwrap().is_empty());
        for delta in ["groups/delta?$deltatoken=latest", all["@odata.deltaLink"].as_str().unwrap()]
        {
            let page = caller.get(delta);
            assert_eq!(page["value"].as_array().unwrap().len(), 0);
            assert!(page["@odata.deltaLink"].is_string() && page.get("@odata.nextLink").is_none());
        }
        assert_eq!(caller.violations(), 0);
    }
}
