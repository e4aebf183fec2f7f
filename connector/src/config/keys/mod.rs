//! Every key that a config file may hold: what it wants, its default, and an example.
//!
//! Elastic's own keys are all known, so that a config.yml of its connector service can be brought along: one that has
//! no effect here is named once, with the reason.

mod key;
pub(super) mod connector;
pub(super) mod elasticsearch;
pub(super) mod service;

pub(super) use key::{Key, Wants};

/// The keys that a group may hold.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    ours: &'static [&'static [&'static Key]],
    /// Keys or whole groups of Elastic's, and why they have no effect here.
    without_effect: &'static [&'static [(&'static str, &'static str)]],
}

pub(super) const GRAPH_ROOT: Key =
    Key::text("graph.root", "the address of Microsoft Graph", "https://graph.microsoft.com")
        .or("https://graph.microsoft.com");
pub(super) const GRAPH_LOGIN_ROOT: Key = Key::text(
    "graph.login_root",
    "the address of the sign-in service",
    "https://login.microsoftonline.com",
)
.or("https://login.microsoftonline.com");
pub(super) const STORE_SQLITE: Key = Key::text(
    "store.sqlite",
    "the file that holds the documents, from the current folder",
    "teams.db",
);

/// The keys of the whole file.
pub(super) const FILE: Keys = Keys {
    ours: &[
        connector::BESIDE,
        &[&GRAPH_ROOT, &GRAPH_LOGIN_ROOT, &STORE_SQLITE],
        elasticsearch::ALL,
        service::ALL,
    ],
    without_effect: &[elasticsearch::WITHOUT_EFFECT, service::WITHOUT_EFFECT],
};

/// The keys of one item of `connectors`.
pub(super) const CONNECTOR: Keys =
    Keys { ours: &[connector::ITEM], without_effect: &[connector::WITHOUT_EFFECT] };

impl Keys {
    /// The keys that this program reads.
    pub(super) fn ours(&self) -> impl Iterator<Item = &'static Key> {
        self.ours.iter().flat_map(|group| group.iter().copied())
    }

    /// The keys and groups that have no effect here, and why.
    pub(super) fn without_effect(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.without_effect.iter().flat_map(|group| group.iter().copied())
    }

    pub(super) fn know(&self, name: &str) -> bool {
        self.ours().any(|key| key.name == name)
    }

    /// The key or group without effect that `name` is or lies in, and why it has none.
    pub(super) fn effectless(&self, name: &str) -> Option<(&'static str, &'static str)> {
        self.without_effect().find(|(group, _)| lies_in(group, name))
    }

    /// A key of ours that lies in the group `name`.
    pub(super) fn first_below(&self, name: &str) -> Option<&'static Key> {
        self.ours().find(|key| key.name != name && lies_in(name, key.name))
    }

    /// The known key that `name` was most likely meant to be.
    pub(super) fn nearest(&self, name: &str) -> Option<&'static str> {
        let without_effect = self.without_effect().map(|(key, _)| key);
        nearest(name, self.ours().map(|key| key.name).chain(without_effect))
    }

    /// What to say of a key that nobody knows.
    pub(super) fn unknown(&self, name: &str, owner: &str) -> String {
        if let Some(near) = self.nearest(name) {
            return format!("unknown key `{name}`{owner}; did you mean `{near}`?");
        }
        // The names of one group help; those of all groups fill the screen.
        let group = name.split_once('.').map_or("", |(group, _)| group);
        let of_group = self.ours().map(|key| key.name).filter(|key| lies_in(group, key));
        let mut known: Vec<_> = of_group.collect();
        if known.is_empty() {
            known = self.ours().map(|key| first_part(key.name)).collect();
            known.sort_unstable();
            known.dedup();
        }
        format!("unknown key `{name}`{owner}; known are {}", known.join(", "))
    }
}

/// Whether `name` is the group or lies in it.
pub(super) fn lies_in(group: &str, name: &str) -> bool {
    name.strip_prefix(group).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn first_part(name: &str) -> &str {
    name.split_once('.').map_or(name, |(first, _)| first)
}

/// The candidate that differs from `word` by few enough slips of the pen: at most one in three characters of what the
/// two don't have in common as their group.
pub(super) fn nearest<'c>(
    word: &str,
    candidates: impl Iterator<Item = &'c str>,
) -> Option<&'c str> {
    // A longer word is no slip of the pen; the distance costs the product of both lengths.
    let word: String = word.chars().take(64).collect::<String>().to_lowercase();
    let slips_max = |candidate: &str| match candidate.rsplit_once('.') {
        Some((group, key)) if lies_in(group, &word) => key.len() / 3,
        Some(_) | None => candidate.len() / 3,
    };
    candidates
        .map(|candidate| (strsim::osa_distance(&word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= slips_max(candidate))
        .min()
        .map(|(_, candidate)| candidate)
}
