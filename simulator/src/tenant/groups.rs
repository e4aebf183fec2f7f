//! Groups; most are teams.

use crate::draw::Draw;
use crate::moment::{DAY, Moment};
use crate::tenant::people::{Person, UserType};
use crate::words;

/// A Microsoft 365 group, with a team or without.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) number: usize,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) visibility: Option<&'static str>,
    pub(crate) created: Moment,
    pub(crate) is_team: bool,
    /// Numbers of users; the first owns the group.
    pub(crate) members: Vec<usize>,
    /// Numbers of the channels that the team hosts, General first.
    pub(crate) channels: Vec<usize>,
    /// Numbers of the channels that other teams share with this one.
    pub(crate) incoming: Vec<usize>,
}

impl Group {
    /// The `number`th group; each fourth has no team, and the first has everybody for members.
    pub(crate) fn draw(seed: u64, number: usize, people: usize) -> Self {
        let mut draw = Draw::of(seed, "group", &[number]);
        let is_team = number % 4 != 3;
        let members = if number == 0 {
            (0..people).collect()
        } else {
            let count = draw.count(4, 20);
            some_of(&mut draw, people, count)
        };
        Self {
            number,
            id: draw.guid(),
            name: name(seed, number),
            description: draw.chance(80).then(|| draw.word(&words::SENTENCES).to_owned()),
            visibility: is_team.then(|| draw.word(&["Public", "Private"])),
            created: Moment::FIRST.after(draw.below(200 * DAY)),
            is_team,
            members,
            channels: Vec::new(),
            incoming: Vec::new(),
        }
    }

    /// The part of the site's address that is the group's own.
    pub(crate) fn nickname(&self) -> String {
        format!("group{}", self.number)
    }

    /// A member's roles. Graph: conversationMember.
    pub(crate) fn roles(&self, person: &Person) -> &'static [&'static str] {
        match person.kind {
            UserType::Guest => &["guest"],
            UserType::Member if self.members.first() == Some(&person.number) => &["owner"],
            UserType::Member => &[],
        }
    }
}

fn name(seed: u64, number: usize) -> String {
    let start = Draw::of(seed, "group names", &[]).index(words::TEAMS.len());
    let word = words::TEAMS.get((start + number) % words::TEAMS.len()).copied().unwrap_or_default();
    match number / words::TEAMS.len() {
        0 => word.to_owned(),
        again => format!("{word} {}", again + 1),
    }
}

/// `count` different numbers below `total`.
pub(crate) fn some_of(draw: &mut Draw, total: usize, count: usize) -> Vec<usize> {
    let start = draw.index(total);
    (0..count.min(total)).map(|step| (start + step) % total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_of_a_few_are_all_different() {
        let mut some = some_of(&mut Draw::of(1, "test", &[]), 10, 12);
        some.sort_unstable();
        some.dedup();
        assert_eq!(some.len(), 10);
    }

    #[test]
    fn each_fourth_group_is_no_team() {
        let teams = (0..8).filter(|number| Group::draw(1, *number, 10).is_team).count();
        assert_eq!(teams, 6);
    }
}
