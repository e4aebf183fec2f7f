//! The directory's users, and people of other tenants whom it doesn't know.

use crate::draw::Draw;
use crate::words;

/// A user of the directory.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) number: usize,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) mail: Option<String>,
    pub(crate) user_principal_name: String,
    pub(crate) kind: UserType,
    /// Service plan `TeamspaceAPI`.
    pub(crate) teams: Plan,
    /// Service plan `exchange`.
    pub(crate) exchange: Plan,
    /// Whether Outlook answers for the user; a plan alone doesn't make it.
    pub(crate) mailbox: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UserType {
    Member,
    Guest,
}

impl UserType {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Member => "Member",
            Self::Guest => "Guest",
        }
    }
}

/// A service plan of a user's licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    Enabled,
    /// Assigned once, taken away: it still shows, with another `capabilityStatus`.
    Deleted,
    None,
}

impl Person {
    /// The `number`th user: of ten, six are ordinary, the others lack something.
    pub(crate) fn draw(seed: u64, number: usize, domain: &str) -> Self {
        let mut draw = Draw::of(seed, "user", &[number]);
        let name = name(seed, number);
        let account = format!("user{number}");
        let (kind, teams, exchange, mailbox) = standing(number);
        let user_principal_name = match kind {
            UserType::Member => format!("{account}@{domain}"),
            UserType::Guest => format!("{account}_fabrikam.com#EXT#@{domain}"),
        };
        let mail = match kind {
            UserType::Member => Some(format!("{account}@{domain}")),
            UserType::Guest => draw.chance(50).then(|| format!("{account}@fabrikam.com")),
        };
        Self {
            number,
            id: draw.guid(),
            name,
            mail,
            user_principal_name,
            kind,
            teams,
            exchange,
            mailbox,
        }
    }

    /// Whether Graph lists chats for the user: members with an enabled plan.
    pub(crate) fn has_chats(&self) -> bool {
        self.kind == UserType::Member && self.teams == Plan::Enabled
    }

    /// Whether the user has a calendar that a crawler is to read.
    pub(crate) fn has_calendar(&self) -> bool {
        self.kind == UserType::Member && self.exchange == Plan::Enabled && self.mailbox
    }

    /// The part of the OneDrive address that is the user's own.
    pub(crate) fn site_name(&self) -> String {
        self.user_principal_name.replace(['@', '.', '#'], "_")
    }
}

fn standing(number: usize) -> (UserType, Plan, Plan, bool) {
    match (number % 10, number % 20) {
        (6, _) => (UserType::Member, Plan::None, Plan::Enabled, true),
        (7, _) => (UserType::Guest, Plan::None, Plan::None, false),
        (8, 8) => (UserType::Member, Plan::Enabled, Plan::None, false),
        (8, _) => (UserType::Member, Plan::Deleted, Plan::Deleted, false),
        (9, 9) => (UserType::Member, Plan::Enabled, Plan::Enabled, false),
        (9, _) => (UserType::Member, Plan::None, Plan::None, false),
        _ => (UserType::Member, Plan::Enabled, Plan::Enabled, true),
    }
}

/// A name that no other user has: each number has its own pair of first and last name.
pub(crate) fn name(seed: u64, number: usize) -> String {
    let start = Draw::of(seed, "names", &[]).index(words::FIRST_NAMES.len());
    let first = number % words::FIRST_NAMES.len();
    let round = number / words::FIRST_NAMES.len();
    let last = (first + round + start) % words::LAST_NAMES.len();
    let word = |list: &[&'static str], index: usize| list.get(index).copied().unwrap_or_default();
    let name = format!("{} {}", word(&words::FIRST_NAMES, first), word(&words::LAST_NAMES, last));
    match round / words::LAST_NAMES.len() {
        0 => name,
        again => format!("{name} {again}"),
    }
}

/// Someone of another tenant, known by their messages and memberships only. Some have no name.
#[derive(Debug, Clone)]
pub(crate) struct Stranger {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) tenant_id: String,
}

impl Stranger {
    pub(crate) fn draw(seed: u64, number: usize) -> Self {
        let mut draw = Draw::of(seed, "stranger", &[number]);
        let id = draw.guid();
        let name = (number % 3 != 2).then(|| format!("{} (external)", name(seed, number)));
        Self { id, name, tenant_id: draw.guid() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_users_share_a_name() {
        let names: std::collections::BTreeSet<String> =
            (0..2_000).map(|number| name(5, number)).collect();
        assert_eq!(names.len(), 2_000);
    }

    #[test]
    fn of_twenty_users_some_lack_each_thing() {
        let people: Vec<Person> =
            (0..20).map(|number| Person::draw(1, number, "contoso.com")).collect();
        assert_eq!(people.iter().filter(|person| person.has_chats()).count(), 14);
        assert_eq!(people.iter().filter(|person| person.has_calendar()).count(), 14);
        assert!(people.iter().any(|person| person.kind == UserType::Guest));
        assert!(people.iter().any(|person| person.exchange == Plan::Enabled && !person.mailbox));
        assert!(people.iter().any(|person| person.teams == Plan::Deleted));
    }
}
