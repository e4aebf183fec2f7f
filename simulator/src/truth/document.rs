//! Documents' ids and common fields.

use std::fmt::Write as _;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::content::readable::folded;
use crate::messages::message::Message;
use crate::moment::Moment;
use crate::tenant::channels::Channel;
use crate::tenant::groups::Group;
use crate::wire::{Object, object};

/// An id has no more bytes than this.
const ID_BYTES_MAX: usize = 512;
/// What a title takes of a text, in characters.
const TITLE_CHARACTERS: usize = 80;

/// A document's id: the parts of its path; a long one is cut and closed with `~` and its SHA-256.
fn id(parts: &[&str]) -> String {
    let whole = parts.join("/");
    if whole.len() <= ID_BYTES_MAX {
        return whole;
    }
    let mut digest = String::new();
    for byte in Sha256::digest(whole.as_bytes()) {
        write!(digest, "{byte:02x}").unwrap_or_default(); // a string takes everything
    }
    let mut cut = ID_BYTES_MAX - digest.len() - 1;
    while !whole.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}~{digest}", whole.get(..cut).unwrap_or_default())
}

/// An object with what every one of its kind has; `path` makes its id, what is null is left out.
pub(crate) fn of(object_type: &str, path: &[&str], fields: Value) -> Object {
    let mut object = object(fields);
    object.retain(|_, value| !value.is_null());
    object.insert("object_type".to_owned(), json!(object_type));
    object.insert("id".to_owned(), json!(id(path)));
    object
}

/// The same for something in a channel, with the fields that say where.
pub(crate) fn in_channel(
    object_type: &str,
    (team, channel): (&Group, &Channel),
    path: &[&str],
    fields: Value,
) -> Object {
    let mut document = of(object_type, path, fields);
    document.extend(object(json!({
        "team_id": team.id,
        "team_name": team.name,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "channel_membership": channel.membership.name(),
    })));
    document
}

/// A date as documents have it.
pub(crate) fn date(moment: Moment) -> Value {
    json!(moment.exact())
}

/// What a channel's message is called: its subject, else its text's beginning, else what it carries.
pub(crate) fn title(message: &Message) -> Option<String> {
    if let Some(subject) = message.subject {
        return Some(subject.to_owned());
    }
    let cards = message.attachments.iter().flat_map(|attachment| attachment.card_texts.clone());
    let texts: Vec<String> = std::iter::once(message.text()).chain(cards).collect();
    let beginning: String = folded(&texts.join("\n")).chars().take(TITLE_CHARACTERS).collect();
    let carried = || message.attachments.first().and_then(|attachment| attachment.name.clone());
    Some(beginning.trim_end().to_owned()).filter(|text| !text.is_empty()).or_else(carried)
}

/// The sender's name; empty when Graph has none.
pub(crate) fn sender(message: &Message) -> &str {
    message.sender.as_ref().and_then(|sender| sender.name.as_deref()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_id_is_cut_on_a_character_boundary_and_stays_different() {
        let long = "é".repeat(400);
        let (first, second) = (id(&[&long, "1"]), id(&[&long, "2"]));
        assert!(first.len() <= ID_BYTES_MAX && first.len() > ID_BYTES_MAX - 2);
        assert_ne!(first, second);
        assert_eq!(first.chars().filter(|character| *character == '~').count(), 1);
        assert_eq!(id(&["a", "b"]), "a/b");
    }
}
