//! One setting: its name, what it wants, and what holds when it is left out.

use std::fmt;

/// A setting that this program reads.
pub(in crate::config) struct Key {
    /// The dotted name.
    pub(in crate::config) name: &'static str,
    /// What it wants.
    pub(in crate::config) wants: Wants,
    /// Its value when it is left out, as it would stand in the file.
    pub(in crate::config) default: Option<&'static str>,
    /// A value as it stands in the file.
    example: &'static str,
}

/// What a setting wants.
pub(in crate::config) enum Wants {
    /// A text: which one.
    Text(&'static str),
    /// A whole number of something, within bounds.
    Whole { of: &'static str, least: u64, most: u64 },
    /// A number of something, fractions allowed, within bounds.
    Decimal { of: &'static str, least: f64, most: f64 },
    /// Yes or no.
    Switch,
    /// A list: of what.
    List(&'static str),
    /// Keys of the operator's own choice: which ones.
    Group(&'static str),
}

/// The longest time that can be set, in seconds: a week.
const SECONDS_MAX: f64 = 604_800.0;

impl Key {
    /// A text without a default.
    pub(super) const fn text(
        name: &'static str,
        wants: &'static str,
        example: &'static str,
    ) -> Self {
        Self { name, wants: Wants::Text(wants), default: None, example }
    }

    /// A list, empty by default.
    pub(super) const fn list(name: &'static str, of: &'static str, example: &'static str) -> Self {
        Self { name, wants: Wants::List(of), default: Some("[]"), example }
    }

    /// A group, empty by default.
    pub(super) const fn group(name: &'static str, of: &'static str, example: &'static str) -> Self {
        Self { name, wants: Wants::Group(of), default: Some("{}"), example }
    }

    /// Whole numbers.
    pub(super) const fn whole(
        name: &'static str,
        default: &'static str,
        (of, least, most): (&'static str, u64, u64),
    ) -> Self {
        let wants = Wants::Whole { of, least, most };
        Self { name, wants, default: Some(default), example: default }
    }

    /// Numbers with fractions.
    pub(super) const fn decimal(
        name: &'static str,
        default: &'static str,
        (of, least, most): (&'static str, f64, f64),
    ) -> Self {
        let wants = Wants::Decimal { of, least, most };
        Self { name, wants, default: Some(default), example: default }
    }

    /// A time in seconds: a tenth at least, so that nothing is polled without a pause.
    pub(super) const fn seconds(name: &'static str, default: &'static str) -> Self {
        Self::decimal(name, default, ("seconds", 0.1, SECONDS_MAX))
    }

    /// Yes or no.
    pub(super) const fn switch(name: &'static str, default: &'static str) -> Self {
        Self { name, wants: Wants::Switch, default: Some(default), example: default }
    }

    /// The same key, with a value that holds when it is left out.
    pub(super) const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    /// `graph.root` + what is wrong + what is right.
    pub(in crate::config) fn wanted(&self, wrong: &str, owner: &str) -> String {
        let Self { name, wants, .. } = self;
        format!("`{name}`{owner} {wrong}; it wants {wants}, for example `{}`", self.example())
    }

    /// A line as it stands in the file.
    pub(in crate::config) fn example(&self) -> String {
        let name = self.name.strip_prefix("configuration.").unwrap_or(self.name);
        format!("{name}: {}", self.example)
    }
}

impl fmt::Display for Wants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(what) | Self::List(what) | Self::Group(what) => f.write_str(what),
            Self::Whole { of, least, most } => {
                write!(f, "a whole number of {of} from {least} to {most}")
            }
            Self::Decimal { of, least, most } => {
                write!(f, "a number of {of} from {least} to {most}")
            }
            Self::Switch => f.write_str("`true` or `false`"),
        }
    }
}
