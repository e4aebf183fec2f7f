//! Teams' members, channels, tabs and folders.

use serde_json::json;

use super::ask::Ask;
use super::page::{Paging, context};
use super::problem::Problem;
use super::route::Which;
use super::world::World;
use crate::tenant::channels::{Channel, Folder};
use crate::tenant::groups::Group;
use crate::tenant::people::Person;
use crate::wire::Object;
use crate::wire::directory::team_member;
use crate::wire::teams::{channel, files_folder, tab};

impl World {
    pub(super) fn team(&self, id: &str) -> Result<&Group, Problem> {
        self.tenant
            .group_by_id(id)
            .filter(|group| group.is_team)
            .ok_or_else(|| Problem::not_found("team"))
    }

    /// A channel by its team's and its own id: only its host team has it.
    pub(super) fn channel(&self, (team, channel): (&str, &str)) -> Result<&Channel, Problem> {
        let team = self.team(team)?;
        let found =
            self.tenant.channel_by_id(channel).filter(|channel| channel.team == team.number);
        found.ok_or_else(|| Problem::not_found("channel"))
    }

    /// Graph: team-list-members.
    pub(super) fn team_members(&self, ask: &Ask, team: &str) -> Result<Object, Problem> {
        let team = self.team(team)?;
        let members: Vec<&Person> =
            team.members.iter().filter_map(|number| self.tenant.person(*number)).collect();
        let paging = Paging::of_teams(ask.top(100, 999)?);
        self.links.page(ask, &members, paging, |person| {
            ask.select(team_member(team, person, &self.tenant))
        })
    }

    /// Graph: channel-list, team-list-allchannels, team-list-incomingchannels.
    pub(super) fn channels(&self, ask: &Ask, team: &str, which: Which) -> Result<Object, Problem> {
        let team = self.team(team)?;
        let numbers = match which {
            Which::Hosted => team.channels.clone(),
            Which::Incoming => team.incoming.clone(),
            Which::All => [team.channels.as_slice(), &team.incoming].concat(),
        };
        let channels: Vec<&Channel> =
            numbers.iter().filter_map(|number| self.tenant.channel(*number)).collect();
        let paging = Paging::of_teams(channels.len());
        self.links.page(ask, &channels, paging, |item| {
            let mut object = ask.select(channel(item, &self.tenant, ask.manners));
            if which != Which::Hosted {
                object.insert("@odata.id".to_owned(), json!(self.full_address(item)));
            }
            object
        })
    }

    /// Where a channel is in the world. Graph: team-list-allchannels.
    fn full_address(&self, channel: &Channel) -> String {
        let host = self.tenant.group(channel.team).map(|team| team.id.as_str()).unwrap_or_default();
        let tenant = &self.tenant.id;
        format!(
            "https://graph.microsoft.com/v1.0/tenants/{tenant}/teams/{host}/channels/{}",
            channel.id
        )
    }

    /// Graph: channel-list-tabs.
    pub(super) fn channel_tabs(&self, ask: &Ask, of: (&str, &str)) -> Result<Object, Problem> {
        let tabs = self.tenant.channel_tabs(self.channel(of)?);
        let with_app = ask.expands("teamsApp");
        self.links
            .page(ask, &tabs, Paging::of_teams(tabs.len()), |item| ask.select(tab(item, with_app)))
    }

    /// Graph: channel-get-filesfolder.
    pub(super) fn files_folder(&self, ask: &Ask, of: (&str, &str)) -> Result<Object, Problem> {
        let channel = self.channel(of)?;
        match channel.folder {
            Folder::Unnameable => return Err(Problem::unnameable()),
            Folder::NeverOpened => {
                return Err(Problem::item_not_found(
                    "Folder location for this channel is not ready yet, please try again later.",
                ));
            }
            Folder::Opened => {}
        }
        let drive = self.tenant.drive(channel.drive());
        let folder = drive.and_then(|drive| files_folder(drive.folder_of(channel)?, &drive));
        let mut object = folder.ok_or_else(|| Problem::item_not_found("Item not found"))?;
        object.insert("@odata.context".to_owned(), json!(format!("{}/$entity", context(ask))));
        Ok(object)
    }
}

#[cfg(test)]
mod tests {
    use super::super::caller::Caller;
    use crate::tenant::channels::{Folder, Membership};

    #[test]
    fn a_shared_channel_is_listed_by_its_host_and_comes_in_elsewhere() {
        let caller = Caller::of(1);
        let tenant = &caller.world.tenant;
        let guest = tenant.groups.iter().find(|group| !group.incoming.is_empty()).unwrap();
        let shared = &tenant.channels[guest.incoming[0]];
        let host = &tenant.groups[shared.team];
        let ids = |path: &str| -> Vec<String> {
            let channels = caller.list(path).0;
            channels.iter().map(|channel| channel["id"].as_str().unwrap().to_owned()).collect()
        };
        assert!(ids(&format!("teams/{}/channels", host.id)).contains(&shared.id));
        assert!(!ids(&format!("teams/{}/channels", guest.id)).contains(&shared.id));
        assert!(ids(&format!("teams/{}/allChannels", guest.id)).contains(&shared.id));
        assert!(ids(&format!("teams/{}/incomingChannels", guest.id)).contains(&shared.id));
        assert_eq!(caller.error(&format!("teams/{}/channels/{}/tabs", guest.id, shared.id)).0, 404);
    }

    #[test]
    fn a_shared_channel_is_of_an_unknown_kind_to_who_does_not_ask_for_new_ones() {
        let mut caller = Caller::of(1);
        let path = caller.channel(|channel| channel.membership == Membership::Shared);
        let list = path.rsplit_once('/').unwrap().0.to_owned();
        let kinds = |caller: &Caller| -> Vec<String> {
            let channels = caller.list(&list).0;
            channels
                .iter()
                .map(|channel| channel["membershipType"].as_str().unwrap().to_owned())
                .collect()
        };
        assert!(kinds(&caller).contains(&"shared".to_owned()));
        caller.prefer = "";
        assert!(kinds(&caller).contains(&"unknownFutureValue".to_owned()));
    }

    #[test]
    fn a_folder_is_there_or_not_ready_or_refused() {
        // Not each tenant has channels of every kind.
        let mut seen = [false; 3];
        for seed in 0..6 {
            let caller = Caller::of(seed);
            for channel in &caller.world.tenant.channels {
                let path = caller.channel(|other| other.number == channel.number);
                let address = format!("{path}/filesFolder");
                match channel.folder {
                    Folder::Opened => {
                        assert!(caller.get(&address)["parentReference"]["driveId"].is_string());
                        seen[0] = true;
                    }
                    Folder::NeverOpened => {
                        assert_eq!(caller.error(&address), (404, "itemNotFound".to_owned()));
                        seen[1] = true;
                    }
                    Folder::Unnameable => {
                        assert_eq!(caller.error(&address), (400, "invalidRequest".to_owned()));
                        seen[2] = true;
                    }
                }
            }
            assert_eq!(caller.violations(), 0);
        }
        assert_eq!(seen, [true; 3]);
    }

    #[test]
    fn tabs_have_their_app_only_when_it_is_expanded() {
        let caller = Caller::of(1);
        let tabs = format!("{}/tabs", caller.channel(|channel| channel.place == 0));
        assert!(caller.get(&tabs)["value"][0].get("teamsApp").is_none());
        assert!(
            caller.get(&format!("{tabs}?$expand=teamsApp"))["value"][0]["teamsApp"]["id"]
                .is_string()
        );
    }
}
