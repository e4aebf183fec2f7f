//! What a correct crawler must have indexed, computed from the tenant and never from what was served.
//!
//! Each object's keys are the names of the document's own fields, so that an object is a part of the document that
//! must be there; a key is left out where the document has no value.

pub(crate) mod document;
mod teams;
mod channels;
mod meetings;
mod chats;
mod calendars;

use std::sync::Arc;

use crate::grants::{Grants, Need};
use crate::tenant::Tenant;
use crate::wire::Object;

/// The truth about a tenant, as far as the permissions let a crawler see.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    tenant: Arc<Tenant>,
    grants: Grants,
}

impl Truth {
    pub(crate) fn new(tenant: Arc<Tenant>, grants: Grants) -> Self {
        Self { tenant, grants }
    }

    /// Every object, made team by team, chat by chat and calendar by calendar as the iterator goes on.
    pub(crate) fn objects(&self) -> impl Iterator<Item = Object> + Send + use<> {
        let (of_teams, of_chats, of_users) = (self.clone(), self.clone(), self.clone());
        let allowed = |need, count| if self.grants.allow(need) { count } else { 0 };
        let groups = allowed(Need::Groups, self.tenant.groups.len());
        let chats = allowed(Need::Users, self.tenant.chats.len());
        let people = allowed(Need::Users, self.tenant.people.len());
        let teams = (0..groups).flat_map(move |number| of_teams.team(number));
        let chats = (0..chats).flat_map(move |number| of_chats.chat(number));
        let calendars = (0..people).flat_map(move |number| of_users.calendar(number));
        teams.chain(chats).chain(calendars)
    }

    fn allows(&self, need: Need) -> bool {
        self.grants.allow(need)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::options::Size;

    fn truth(seed: u64, size: Size, granted: Option<&[&str]>) -> Vec<Object> {
        let granted = granted.map(|names| names.iter().map(|&name| name.to_owned()).collect());
        Truth::new(Arc::new(Tenant::new(seed, size)), Grants::new(granted)).objects().collect()
    }

    fn counts(objects: &[Object]) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for object in objects {
            *counts.entry(object["object_type"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        counts
    }

    #[test]
    fn small_tenants_of_fifty_seeds_have_at_least_five_of_every_type() {
        for seed in 0..50 {
            let objects = truth(seed, Size::Small, None);
            let counts = counts(&objects);
            assert_eq!(counts.len(), 12, "seed {seed}: {counts:?}");
            assert!(counts.values().all(|count| *count >= 5), "seed {seed}: {counts:?}");
            assert!((500..2_500).contains(&objects.len()), "seed {seed}: {}", objects.len());
        }
    }

    #[test]
    fn a_medium_tenant_has_tens_of_thousands_of_objects_that_are_mostly_messages() {
        let objects = truth(1, Size::Medium, None);
        let counts = counts(&objects);
        assert!((20_000..40_000).contains(&objects.len()), "{counts:?}");
        assert!(
            counts["CHANNEL_MESSAGE"] + counts["USER_CHATS_MESSAGE"] > objects.len() / 2,
            "{counts:?}"
        );
    }

    #[test]
    fn no_two_objects_share_an_id() {
        for seed in 0..20 {
            let objects = truth(seed, Size::Small, None);
            let ids: BTreeSet<&str> =
                objects.iter().map(|object| object["id"].as_str().unwrap()).collect();
            assert_eq!(ids.len(), objects.len(), "seed {seed}");
        }
    }

    #[test]
    fn equal_seeds_have_equal_truths() {
        assert_eq!(truth(3, Size::Small, None), truth(3, Size::Small, None));
        assert_ne!(truth(3, Size::Small, None), truth(4, Size::Small, None));
    }

    #[test]
    fn nothing_is_older_than_2023_or_newer_than_june_2025() {
        for object in truth(2, Size::Small, None) {
            for field in ["_timestamp", "creation_time", "start", "end"] {
                if let Some(date) = object.get(field) {
                    let date = date.as_str().unwrap();
                    assert!(("2023-01-01".."2025-07-01").contains(&date), "{field}: {date}");
                }
            }
        }
    }

    #[test]
    fn what_is_forbidden_is_not_expected() {
        assert_eq!(truth(1, Size::Small, Some(&[])), []);
        let only_groups = truth(1, Size::Small, Some(&["GroupMember.Read.All"]));
        assert_eq!(counts(&only_groups).keys().collect::<Vec<_>>(), ["TEAMS"]);
        assert!(only_groups.iter().all(|team| !team.contains_key("member_count")));
        let calendars = truth(1, Size::Small, Some(&["User.Read.All", "Calendars.Read"]));
        assert_eq!(
            counts(&calendars).keys().collect::<Vec<_>>(),
            ["CALENDAR_EVENTS", "USER_MEETING"]
        );
        let chats = truth(
            1,
            Size::Small,
            Some(&["User.Read.All", "Chat.ReadBasic.All", "TeamsTab.Read.All"]),
        );
        assert_eq!(counts(&chats).keys().collect::<Vec<_>>(), ["USER_CHAT_TABS"]);
    }

    #[test]
    fn messages_of_different_chats_and_chains_have_equal_graph_ids() {
        let tenant = Tenant::new(1, Size::Small);
        let of_chats = tenant.chats.iter().flat_map(|chat| tenant.messages(chat));
        let ids: Vec<String> = of_chats.map(|message| message.id()).collect();
        assert!(ids.iter().collect::<BTreeSet<_>>().len() < ids.len());
        let chains = tenant.channels.iter().flat_map(|channel| tenant.chains(channel));
        let replies: Vec<String> =
            chains.flat_map(|chain| chain.replies).map(|reply| reply.id()).collect();
        assert!(replies.iter().collect::<BTreeSet<_>>().len() < replies.len());
    }
}
