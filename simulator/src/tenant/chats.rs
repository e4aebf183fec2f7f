//! Chats and who is in them.

use crate::draw::Draw;
use crate::moment::{DAY, HOUR, Moment};
use crate::tenant::groups::some_of;
use crate::tenant::people::{Person, Stranger};
use crate::tenant::shape::Shape;
use crate::tenant::timeline::{Timeline, common_moment};
use crate::words;

/// A chat.
#[derive(Debug, Clone)]
pub(crate) struct Chat {
    pub(crate) number: usize,
    pub(crate) kind: ChatType,
    /// Number among the chats of its kind.
    pub(crate) place: usize,
    pub(crate) id: String,
    pub(crate) topic: Option<&'static str>,
    pub(crate) created: Moment,
    /// Last renaming or change of members, not last message. Graph: chat.
    pub(crate) updated: Moment,
    pub(crate) members: Vec<Member>,
    pub(crate) timeline: Timeline,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChatType {
    OneOnOne,
    Group,
    Meeting,
}

impl ChatType {
    /// Graph's word: chatType.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::OneOnOne => "oneOnOne",
            Self::Group => "group",
            Self::Meeting => "meeting",
        }
    }
}

/// Someone in a chat, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Member {
    Person(usize),
    Stranger(usize),
}

/// The people of whom chats are made.
#[derive(Debug)]
pub(crate) struct Crowd<'a> {
    seed: u64,
    people: &'a [Person],
    /// Numbers of the users who have chats.
    licensed: Vec<usize>,
    /// Numbers of the users who have none.
    unlicensed: Vec<usize>,
}

impl<'a> Crowd<'a> {
    pub(crate) fn of(seed: u64, people: &'a [Person]) -> Self {
        let (licensed, unlicensed): (Vec<_>, Vec<_>) =
            people.iter().partition(|person| person.has_chats());
        let numbers = |people: Vec<&Person>| people.iter().map(|person| person.number).collect();
        Self { seed, people, licensed: numbers(licensed), unlicensed: numbers(unlicensed) }
    }

    fn id(&self, member: Member) -> String {
        match member {
            Member::Person(number) => {
                self.people.get(number).map(|person| person.id.clone()).unwrap_or_default()
            }
            Member::Stranger(number) => Stranger::draw(self.seed, number).id,
        }
    }
}

impl Chat {
    pub(crate) fn draw(number: usize, crowd: &Crowd<'_>, shape: &Shape) -> Self {
        let seed = crowd.seed;
        let mut draw = Draw::of(seed, "chat", &[number]);
        let (kind, place) = kind(number, shape);
        let members = match kind {
            ChatType::OneOnOne => pair(place, crowd),
            ChatType::Group => circle(&mut draw, place, crowd),
            ChatType::Meeting => guests_of_meeting(&mut draw, place, crowd),
        };
        let created = Moment::FIRST.after(draw.below(300 * DAY));
        let start =
            if number.is_multiple_of(5) { common_moment(seed) } else { created.after(HOUR) };
        let acts = acts(&mut draw, (number, place), kind, shape);
        Self {
            number,
            kind,
            place,
            id: id(&mut draw, kind, &members, crowd),
            topic: topic(&mut draw, kind),
            created,
            updated: created.after(draw.below(100 * DAY)),
            members,
            timeline: Timeline::draw(&mut draw, start, acts),
        }
    }

    /// When the newest message came, known without making it, for the last act is always one post; none when
    /// nobody has written.
    pub(crate) fn last_message_at(&self) -> Option<Moment> {
        let last = self.timeline.acts().checked_sub(1)?;
        Some(self.timeline.slot(last).start)
    }

    /// The generator of the chat's part `kind`.
    pub(crate) fn part(&self, seed: u64, kind: &str, numbers: &[usize]) -> Draw {
        let path: Vec<usize> =
            std::iter::once(self.number).chain(numbers.iter().copied()).collect();
        Draw::of(seed, kind, &path)
    }
}

fn kind(number: usize, shape: &Shape) -> (ChatType, usize) {
    match number.checked_sub(shape.one_on_ones) {
        None => (ChatType::OneOnOne, number),
        Some(place) => match place.checked_sub(shape.group_chats) {
            None => (ChatType::Group, place),
            Some(place) => (ChatType::Meeting, place),
        },
    }
}

/// A one-on-one chat's id is made of its members' ids.
fn id(draw: &mut Draw, kind: ChatType, members: &[Member], crowd: &Crowd<'_>) -> String {
    match kind {
        ChatType::OneOnOne => {
            let ids: Vec<String> = members.iter().map(|member| crowd.id(*member)).collect();
            format!("19:{}@unq.gbl.spaces", ids.join("_"))
        }
        ChatType::Group => format!("19:{}@thread.v2", draw.hex(32)),
        ChatType::Meeting => {
            let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
            format!("19:meeting_{}@thread.v2", draw.letters(48, alphabet))
        }
    }
}

fn acts(draw: &mut Draw, (number, place): (usize, usize), kind: ChatType, shape: &Shape) -> usize {
    let acts = draw.count(shape.acts.0, shape.acts.1).max(3);
    if number % shape.busiest_every == 1 {
        shape.acts_of_busiest
    } else if kind == ChatType::Group && place > 6 && draw.chance(8) {
        0 // nobody has written yet
    } else {
        acts
    }
}

fn topic(draw: &mut Draw, kind: ChatType) -> Option<&'static str> {
    let percent = match kind {
        ChatType::OneOnOne => 0,
        ChatType::Group => 60,
        ChatType::Meeting => 90,
    };
    draw.chance(percent).then(|| draw.word(&words::TOPICS))
}

/// Two people, a different pair for each place; each seventh pair has a stranger.
fn pair(place: usize, crowd: &Crowd<'_>) -> Vec<Member> {
    let licensed = crowd.licensed.len().max(1);
    let round = place / licensed;
    let first = crowd.licensed.get(place % licensed).copied().unwrap_or_default();
    if place % 7 == 5 {
        return vec![Member::Person(first), Member::Stranger(round * licensed + place % licensed)];
    }
    let second = (first + 1 + round) % crowd.people.len().max(1);
    vec![Member::Person(first), Member::Person(second)]
}

/// A group of three to eight, each fifth of more than 25; each ninth holds nobody who is asked for chats.
fn circle(draw: &mut Draw, place: usize, crowd: &Crowd<'_>) -> Vec<Member> {
    if place % 9 == 8 {
        return crowd.unlicensed.iter().take(3).copied().map(Member::Person).collect();
    }
    let count = if place % 5 == 2 { draw.count(27, 32) } else { draw.count(2, 7) };
    with_host(draw, crowd, count)
}

fn guests_of_meeting(draw: &mut Draw, place: usize, crowd: &Crowd<'_>) -> Vec<Member> {
    let count = if place == 3 { 26 } else { draw.count(2, 6) };
    with_host(draw, crowd, count)
}

/// A licensed user, who is often the first user of all, `count` others and sometimes a stranger.
fn with_host(draw: &mut Draw, crowd: &Crowd<'_>, count: usize) -> Vec<Member> {
    let host = match crowd.licensed.first() {
        Some(first) if crowd.licensed.len() < 100 || draw.chance(20) => *first,
        _ => draw.pick(&crowd.licensed).copied().unwrap_or_default(),
    };
    let others =
        some_of(draw, crowd.people.len(), count + 1).into_iter().filter(|person| *person != host);
    let people = std::iter::once(host).chain(others).take(count + 1).map(Member::Person);
    let stranger = draw.chance(25).then(|| Member::Stranger(draw.index(crowd.people.len() / 4)));
    people.chain(stranger).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Size;

    fn chats(size: Size) -> Vec<Chat> {
        let shape = Shape::of(size);
        let people: Vec<Person> =
            (0..shape.people).map(|number| Person::draw(4, number, "contoso.com")).collect();
        let crowd = Crowd::of(4, &people);
        (0..shape.chats()).map(|number| Chat::draw(number, &crowd, &shape)).collect()
    }

    #[test]
    fn no_two_people_have_two_one_on_one_chats() {
        for size in [Size::Small, Size::Medium] {
            let pairs: Vec<_> = chats(size)
                .into_iter()
                .filter(|chat| chat.kind == ChatType::OneOnOne)
                .map(|chat| {
                    let mut pair: Vec<String> =
                        chat.members.iter().map(|member| format!("{member:?}")).collect();
                    pair.sort();
                    pair
                })
                .collect();
            let different: std::collections::BTreeSet<_> = pairs.iter().collect();
            assert_eq!(different.len(), pairs.len());
            assert!(pairs.iter().all(|pair| pair[0] != pair[1]));
        }
    }

    #[test]
    fn nobody_is_twice_in_a_chat() {
        for chat in chats(Size::Small) {
            let mut members: Vec<String> =
                chat.members.iter().map(|member| format!("{member:?}")).collect();
            members.sort();
            members.dedup();
            assert_eq!(members.len(), chat.members.len(), "{chat:?}");
        }
    }

    #[test]
    fn some_chats_have_more_than_25_members() {
        assert!(chats(Size::Small).iter().filter(|chat| chat.members.len() > 25).count() >= 3);
    }
}
