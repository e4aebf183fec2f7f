//! From Graph's ids and addresses to the tenant's numbers.

use std::collections::BTreeMap;

use super::Tenant;
use super::channels::Channel;
use super::chats::Chat;
use super::drives::{self, DriveOf};
use super::groups::Group;
use super::people::Person;

/// The number of everything that has an id.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    people: BTreeMap<String, usize>,
    groups: BTreeMap<String, usize>,
    channels: BTreeMap<String, usize>,
    chats: BTreeMap<String, usize>,
    drives: BTreeMap<String, DriveOf>,
    sites: BTreeMap<String, DriveOf>,
}

impl Numbers {
    /// The numbers of a tenant whose people, groups, channels and chats are drawn.
    pub(super) fn of(tenant: &Tenant) -> Self {
        let mut numbers = Self {
            people: index(&tenant.people, |person| (&person.id, person.number)),
            groups: index(&tenant.groups, |group| (&group.id, group.number)),
            channels: index(&tenant.channels, |channel| (&channel.id, channel.number)),
            chats: index(&tenant.chats, |chat| (&chat.id, chat.number)),
            ..Self::default()
        };
        let groups = tenant.groups.iter().map(|group| DriveOf::Group(group.number));
        let channels = tenant.channels.iter().map(Channel::drive);
        let people = tenant.people.iter().map(|person| DriveOf::Person(person.number));
        for of in groups.chain(channels).chain(people) {
            numbers.drives.insert(of.id(tenant.seed), of);
            numbers.sites.extend(tenant.site(of).map(|site| (site, of)));
        }
        numbers
    }
}

fn index<T>(list: &[T], entry: impl Fn(&T) -> (&String, usize)) -> BTreeMap<String, usize> {
    list.iter().map(entry).map(|(id, number)| (id.clone(), number)).collect()
}

impl Tenant {
    pub(crate) fn person_by_id(&self, id: &str) -> Option<&Person> {
        self.person(*self.numbers.people.get(id)?)
    }

    pub(crate) fn group_by_id(&self, id: &str) -> Option<&Group> {
        self.group(*self.numbers.groups.get(id)?)
    }

    pub(crate) fn channel_by_id(&self, id: &str) -> Option<&Channel> {
        self.channel(*self.numbers.channels.get(id)?)
    }

    pub(crate) fn chat_by_id(&self, id: &str) -> Option<&Chat> {
        self.chat(*self.numbers.chats.get(id)?)
    }

    pub(crate) fn drive_by_id(&self, id: &str) -> Option<DriveOf> {
        self.numbers.drives.get(id).copied()
    }

    /// The drive of the site that a web address is on.
    pub(crate) fn drive_by_address(&self, address: &str) -> Option<DriveOf> {
        self.numbers.sites.get(&drives::site_of(address)).copied()
    }

    /// The address of the site that a drive belongs to.
    pub(crate) fn site(&self, of: DriveOf) -> Option<String> {
        let host = &self.host;
        Some(match of {
            DriveOf::Group(group) => {
                format!("https://{host}.sharepoint.com/sites/{}", self.group(group)?.nickname())
            }
            DriveOf::Channel(channel) => {
                let team = self.group(self.channel(channel)?.team)?;
                format!("https://{host}.sharepoint.com/sites/{}-channel{channel}", team.nickname())
            }
            DriveOf::Person(person) => {
                format!(
                    "https://{host}-my.sharepoint.com/personal/{}",
                    self.person(person)?.site_name()
                )
            }
        })
    }
}
