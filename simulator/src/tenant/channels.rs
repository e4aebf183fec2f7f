//! Channels of teams.

use crate::draw::Draw;
use crate::moment::{DAY, HOUR, Moment};
use crate::tenant::drives::DriveOf;
use crate::tenant::groups::Group;
use crate::tenant::shape::Shape;
use crate::tenant::timeline::{Timeline, common_moment};
use crate::words;

/// A channel, known to its host team.
#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub(crate) number: usize,
    /// Number of the group that hosts it.
    pub(crate) team: usize,
    /// 0 for General.
    pub(crate) place: usize,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) membership: Membership,
    /// Graph has none for some shared channels.
    pub(crate) created: Option<Moment>,
    pub(crate) archived: bool,
    pub(crate) folder: Folder,
    /// When its reply chains begin.
    pub(crate) timeline: Timeline,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Membership {
    Standard,
    Private,
    Shared,
}

impl Membership {
    /// Graph's word: channelMembershipType.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Private => "private",
            Self::Shared => "shared",
        }
    }
}

/// What Graph answers when it is asked for the channel's folder. Graph: channel-get-filesfolder, known-issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folder {
    /// There it is.
    Opened,
    /// 404: nobody opened the channel's files yet.
    NeverOpened,
    /// 400: SharePoint refuses the channel's name.
    Unnameable,
}

impl Channel {
    /// Channel `number` of the tenant, which is number `place` of its team.
    pub(crate) fn draw(
        seed: u64,
        (number, place): (usize, usize),
        team: &Group,
        shape: &Shape,
    ) -> Self {
        let mut draw = Draw::of(seed, "channel", &[number]);
        let membership = membership(team.number, place);
        let name = name(&mut draw, place, membership);
        let created = team.created.after(draw.below(60 * DAY) * u64::from(place > 0));
        let start =
            if number.is_multiple_of(5) { common_moment(seed) } else { created.after(HOUR) };
        let chains = chains(&mut draw, (number, place), shape);
        let timeline = Timeline::draw(&mut draw, start, chains);
        Self {
            number,
            team: team.number,
            place,
            id: id(&mut draw, number),
            description: draw.chance(60).then(|| draw.word(&words::SENTENCES).to_owned()),
            folder: folder(&mut draw, place, &name),
            name,
            membership,
            created: (membership != Membership::Shared || draw.chance(50)).then_some(created),
            archived: place > 0 && draw.chance(8),
            timeline,
        }
    }

    /// Standard channels of a team share a drive; the others have their own. Graph: channel-get-filesfolder.
    pub(crate) fn drive(&self) -> DriveOf {
        match self.membership {
            Membership::Standard => DriveOf::Group(self.team),
            Membership::Private | Membership::Shared => DriveOf::Channel(self.number),
        }
    }

    /// The generator of the channel's part `kind`.
    pub(crate) fn part(&self, seed: u64, kind: &str, numbers: &[usize]) -> Draw {
        let path: Vec<usize> =
            std::iter::once(self.number).chain(numbers.iter().copied()).collect();
        Draw::of(seed, kind, &path)
    }
}

fn chains(draw: &mut Draw, (number, place): (usize, usize), shape: &Shape) -> usize {
    let chains = draw.count(shape.chains.0, shape.chains.1);
    match (number, place) {
        (0, _) => shape.chains_of_busiest,
        (_, 0) => chains.max(4), // a post, a call, a long chain and a notice
        _ => chains,
    }
}

fn membership(team: usize, place: usize) -> Membership {
    match (place, team % 3) {
        (1, 0) | (4, _) => Membership::Private,
        (1, 1) | (5, _) => Membership::Shared,
        _ => Membership::Standard,
    }
}

fn name(draw: &mut Draw, place: usize, membership: Membership) -> String {
    if place == 0 {
        return "General".to_owned();
    }
    let (list, again): (&[&'static str], _) =
        if membership == Membership::Standard && draw.chance(20) {
            (&words::FORBIDDEN_CHANNELS, place)
        } else {
            (&words::CHANNELS, 0)
        };
    // Steps of two keep the names of one team apart.
    let index = (draw.index(2) + 2 * place) % list.len();
    let name = list.get(index).copied().unwrap_or_default();
    if again == 0 { name.to_owned() } else { format!("{name} {again}") }
}

fn folder(draw: &mut Draw, place: usize, name: &str) -> Folder {
    if name.contains([
        '~', '#', '%', '&', '*', '{', '}', '+', '/', '\\', ':', '<', '>', '?', '|', '\'', '"',
    ]) {
        Folder::Unnameable
    } else if place > 0 && draw.chance(30) {
        Folder::NeverOpened
    } else {
        Folder::Opened
    }
}

fn id(draw: &mut Draw, number: usize) -> String {
    if number % 7 == 3 {
        format!("19:{}@thread.skype", draw.hex(32))
    } else {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        format!("19:{}@thread.tacv2", draw.letters(44, alphabet))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Size;

    #[test]
    fn the_channels_of_a_team_have_different_names() {
        let shape = Shape::of(Size::Medium);
        for team in 0..40 {
            let team = Group::draw(9, team, 20);
            let names: std::collections::BTreeSet<String> = (0..7)
                .map(|place| Channel::draw(9, (team.number * 7 + place, place), &team, &shape).name)
                .collect();
            assert_eq!(names.len(), 7, "{names:?}");
        }
    }

    #[test]
    fn a_name_that_sharepoint_refuses_has_no_folder() {
        let mut draw = Draw::of(1, "test", &[]);
        for name in words::FORBIDDEN_CHANNELS {
            assert_eq!(folder(&mut draw, 1, name), Folder::Unnameable);
        }
        assert_eq!(folder(&mut draw, 0, "General"), Folder::Opened);
    }
}
