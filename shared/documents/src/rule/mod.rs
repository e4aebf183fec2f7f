//! Elastic's basic sync rules: which documents get into the content index.
//!
//! ```text
//!  filtering.{draft,active}, a sync job's snapshot
//!      │ parse.rs               shape, repeats, patterns ──► Invalid ──► Validation    validation.rs
//!      ▼
//!  Rules: policy, field, condition, by order             condition.rs, operand.rs, pattern.rs
//!      ├── verdict(fields) ────────────────► Policy      a whole document
//!      └── before_download(known, pending) ► Foresight   a document whose content isn't read yet
//! ```
//!
//! What a user may write is in `docs/sync-rules.md`. Rules are made once for a job and judge every document of it;
//! no rule and no document makes them fail or panic, and a pattern takes time linear in the text. Fields are the
//! document's own, by their exact names at its top level; nothing looks inside an object.

mod operator;
mod operand;
mod pattern;
mod condition;
mod validation;
mod parse;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use self::condition::Condition;
pub use self::validation::{Fault, Invalid, State, Validation};

/// What becomes of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// It gets into the index.
    Include,
    /// It stays out, and a full sync deletes it from the index.
    Exclude,
}

impl Policy {
    /// The policy of the protocol's word, in any case.
    fn named(word: &str) -> Option<Self> {
        [("include", Self::Include), ("exclude", Self::Exclude)]
            .into_iter()
            .find_map(|(name, policy)| word.eq_ignore_ascii_case(name).then_some(policy))
    }
}

/// What is certain about a document while some of its fields are still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foresight {
    /// Whatever comes, it gets into the index.
    Included,
    /// Whatever comes, it stays out: its content need not be fetched.
    Excluded,
    /// The fields to come decide.
    Unknown,
}

/// The sync rules of one job, ready to judge. The default has no rule and includes every document.
#[derive(Debug, Default)]
pub struct Rules(Vec<Rule>);

/// One rule: its policy holds for a document whose `field` meets the condition.
#[derive(Debug)]
struct Rule {
    policy: Policy,
    field: String,
    condition: Condition,
}

impl Rule {
    fn matches(&self, fields: &Map<String, Value>) -> bool {
        fields.get(&self.field).is_some_and(|value| self.condition.matches(value))
    }

    fn awaits(&self, pending: &[&str]) -> bool {
        pending.contains(&self.field.as_str())
    }
}

impl Rules {
    /// The rules of `filter`: the active or draft side of a connector's `filtering`, or the snapshot in a sync
    /// job (also as very old jobs have it, in a list of one). Without a list `rules` there are none.
    ///
    /// # Errors
    /// [`Invalid`] names each rule that is not valid and why.
    pub fn parse(filter: &Value) -> Result<Self, Invalid> {
        parse::rules(filter).map(Self).map_err(Invalid::new)
    }

    /// What becomes of a document with these `fields`: the first rule that matches decides, and where none does
    /// the document is included.
    pub fn verdict(&self, fields: &Map<String, Value>) -> Policy {
        self.0.iter().find(|rule| rule.matches(fields)).map_or(Policy::Include, |rule| rule.policy)
    }

    /// What is certain before the content is fetched: `known` are the document's fields so far, `pending` names
    /// those that the content brings or changes. A field in neither is one that the document hasn't.
    pub fn before_download(&self, known: &Map<String, Value>, pending: &[&str]) -> Foresight {
        let decides = |rule: &Rule| !rule.awaits(pending) && rule.matches(known);
        let policy =
            self.0.iter().find(|rule| decides(rule)).map_or(Policy::Include, |rule| rule.policy);
        let may_change = self
            .0
            .iter()
            .take_while(|rule| !decides(rule))
            .any(|rule| rule.awaits(pending) && rule.policy != policy);
        match (may_change, policy) {
            (true, Policy::Include | Policy::Exclude) => Foresight::Unknown,
            (false, Policy::Include) => Foresight::Included,
            (false, Policy::Exclude) => Foresight::Excluded,
        }
    }
}
