//! Likes and their kin.

use std::collections::BTreeMap;

use graph::resources::chat_message::ChatMessageReaction;
use serde_json::{Value, json};

use crate::document::Document;

impl Document {
    /// How often each reaction was given, and how many in all.
    pub(super) fn reacted_to(self, reactions: &[ChatMessageReaction]) -> Self {
        let mut counts = BTreeMap::<&str, u64>::new();
        for kind in reactions.iter().filter_map(|reaction| reaction.reaction_type.as_deref()) {
            *counts.entry(kind).or_default() += 1;
        }
        let sum = Some(counts.values().sum::<u64>()).filter(|sum| *sum > 0);
        let listed = counts.iter().map(|(kind, count)| json!({ "type": kind, "count": count }));
        self.given_list("reactions", listed.collect::<Vec<Value>>()).given("reaction_count", sum)
    }
}
