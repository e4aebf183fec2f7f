//! The tenant: a pure function of its seed and size.
//!
//! People, groups, channels and chats are drawn when the tenant is made; what they hold (messages, files, events,
//! tabs) is made when somebody asks for it.

mod lookup;
pub(crate) mod shape;
pub(crate) mod people;
pub(crate) mod groups;
pub(crate) mod timeline;
pub(crate) mod channels;
pub(crate) mod chats;
pub(crate) mod drives;
pub(crate) mod shelves;
pub(crate) mod tabs;
pub(crate) mod calendars;

use crate::draw::Draw;
use crate::options::Size;
use channels::{Channel, Membership};
use chats::{Chat, Crowd, Member};
use groups::Group;
use lookup::Numbers;
use people::{Person, Stranger};
use shape::Shape;

/// A whole tenant.
#[derive(Debug)]
pub(crate) struct Tenant {
    seed: u64,
    shape: Shape,
    /// The directory's id.
    pub(crate) id: String,
    /// `contoso1a2b`, of which every host name is made.
    host: String,
    pub(crate) people: Vec<Person>,
    pub(crate) groups: Vec<Group>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) chats: Vec<Chat>,
    /// For each user the numbers of the chats that they are in, newest message first.
    pub(crate) chats_of: Vec<Vec<usize>>,
    numbers: Numbers,
}

impl Tenant {
    /// Draws the tenant of a seed and size.
    pub(crate) fn new(seed: u64, size: Size) -> Self {
        let shape = Shape::of(size);
        let mut draw = Draw::of(seed, "tenant", &[]);
        let host = format!("contoso{}", draw.hex(4));
        let domain = format!("{host}.onmicrosoft.com");
        let mut tenant = Self {
            seed,
            id: draw.guid(),
            host,
            people: (0..shape.people).map(|number| Person::draw(seed, number, &domain)).collect(),
            groups: (0..shape.groups)
                .map(|number| Group::draw(seed, number, shape.people))
                .collect(),
            channels: Vec::new(),
            chats: Vec::new(),
            chats_of: Vec::new(),
            numbers: Numbers::default(),
            shape,
        };
        tenant.draw_channels();
        tenant.share_channels();
        tenant.draw_chats();
        tenant.index_memberships();
        tenant.numbers = Numbers::of(&tenant);
        tenant
    }

    fn draw_channels(&mut self) {
        for team in self.groups.iter_mut().filter(|group| group.is_team) {
            let (fewest, most) = self.shape.channels;
            for place in 0..Draw::of(self.seed, "channels", &[team.number]).count(fewest, most) {
                let number = self.channels.len();
                self.channels.push(Channel::draw(self.seed, (number, place), team, &self.shape));
                team.channels.push(number);
            }
        }
    }

    /// Each shared channel shows in the next team, too.
    fn share_channels(&mut self) {
        let shared =
            self.channels.iter().filter(|channel| channel.membership == Membership::Shared);
        for channel in shared {
            let mut next =
                self.groups.iter_mut().filter(|group| group.is_team && group.number > channel.team);
            if let Some(team) = next.next() {
                team.incoming.push(channel.number);
            }
        }
    }

    fn draw_chats(&mut self) {
        let crowd = Crowd::of(self.seed, &self.people);
        self.chats =
            (0..self.shape.chats()).map(|number| Chat::draw(number, &crowd, &self.shape)).collect();
    }

    fn index_memberships(&mut self) {
        self.chats_of = vec![Vec::new(); self.people.len()];
        let mut newest_first: Vec<&Chat> = self.chats.iter().collect();
        newest_first.sort_by_key(|chat| std::cmp::Reverse((chat.last_message_at(), chat.number)));
        for chat in newest_first {
            for member in &chat.members {
                if let Member::Person(person) = member
                    && let Some(chats) = self.chats_of.get_mut(*person)
                {
                    chats.push(chat.number);
                }
            }
        }
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    pub(crate) fn shape(&self) -> &Shape {
        &self.shape
    }

    pub(crate) fn person(&self, number: usize) -> Option<&Person> {
        self.people.get(number)
    }

    pub(crate) fn group(&self, number: usize) -> Option<&Group> {
        self.groups.get(number)
    }

    pub(crate) fn channel(&self, number: usize) -> Option<&Channel> {
        self.channels.get(number)
    }

    pub(crate) fn chat(&self, number: usize) -> Option<&Chat> {
        self.chats.get(number)
    }

    pub(crate) fn stranger(&self, number: usize) -> Stranger {
        Stranger::draw(self.seed, number)
    }

    /// The number of a user who can have made things: an ordinary member.
    pub(crate) fn some_member(&self, draw: &mut Draw) -> usize {
        let number = draw.index(self.people.len());
        number - number % 10 + number % 6
    }

    /// A chat member's name, if Graph has one.
    pub(crate) fn member_name(&self, member: Member) -> Option<String> {
        match member {
            Member::Person(number) => self.person(number).map(|person| person.name.clone()),
            Member::Stranger(number) => self.stranger(number).name,
        }
    }

    /// Whether a crawler comes upon the chat: one of its members is asked for chats.
    pub(crate) fn is_reachable(&self, chat: &Chat) -> bool {
        chat.members.iter().any(|member| match member {
            Member::Person(number) => self.person(*number).is_some_and(Person::has_chats),
            Member::Stranger(_) => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_give_equal_tenants_and_others_others() {
        let shown = |seed| format!("{:?}", Tenant::new(seed, Size::Small));
        assert_eq!(shown(1), shown(1));
        assert_ne!(shown(1), shown(2));
    }

    #[test]
    fn a_shared_channel_comes_in_elsewhere_but_belongs_to_one_team() {
        let tenant = Tenant::new(1, Size::Small);
        assert!(tenant.groups.iter().any(|group| !group.incoming.is_empty()));
        for group in &tenant.groups {
            assert!(
                group.incoming.iter().all(|number| tenant.channels[*number].team != group.number)
            );
            assert!(
                group.channels.iter().all(|number| tenant.channels[*number].team == group.number)
            );
        }
    }

    #[test]
    fn some_chats_no_crawler_comes_upon() {
        let tenant = Tenant::new(1, Size::Small);
        assert!(tenant.chats.iter().any(|chat| !tenant.is_reachable(chat)));
    }
}
