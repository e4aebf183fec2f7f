//! Document ids, built from the path of an object's containers.
//!
//! A Graph message id is unique only inside its chat, channel or reply chain (Graph: chatMessage), so that
//! every id begins with its container's. Who deletes a document by its id builds it here too.

use sha2::{Digest as _, Sha256};

/// The longest `_id` that Elasticsearch takes, in bytes of UTF-8.
pub const BYTES_MAX: usize = 512;

/// `~` and a SHA-256 in hex close an id that was cut.
const SEAL_BYTES: usize = 1 + 64;

/// A team: its group's id.
pub fn team(team: &str) -> String {
    bounded(team.to_owned())
}

/// A channel: its own id, unique in the world.
pub fn team_channel(channel: &str) -> String {
    bounded(channel.to_owned())
}

/// A tab of a channel or chat.
pub fn tab(container: &str, tab: &str) -> String {
    bounded(format!("{container}/tabs/{tab}"))
}

/// A message of a channel or chat; `root` is the first message of the chain, for replies only.
pub fn message(container: &str, root: Option<&str>, message: &str) -> String {
    bounded(match root {
        Some(root) => format!("{container}/{root}/{message}"),
        None => format!("{container}/{message}"),
    })
}

/// A call in a channel.
pub fn channel_meeting(channel: &str, call: &str) -> String {
    bounded(format!("{channel}/meetings/{call}"))
}

/// A file below a channel's folder: one document, however many channels share the drive.
pub fn channel_attachment(drive: &str, item: &str) -> String {
    bounded(format!("{drive}/{item}"))
}

/// A file that messages of a chat carry.
pub fn chat_attachment(chat: &str, drive: &str, item: &str) -> String {
    bounded(format!("{chat}/files/{drive}/{item}"))
}

/// A recording in a chat, by the message that tells of it.
pub fn chat_recording(chat: &str, message: &str) -> String {
    bounded(format!("{chat}/recordings/{message}"))
}

/// An event of a user's calendar, by its immutable id.
pub fn calendar_event(user: &str, event: &str) -> String {
    bounded(format!("{user}/events/{event}"))
}

/// Cuts `id` to [`BYTES_MAX`] bytes and closes it with the hash of the whole, if it is longer.
fn bounded(mut id: String) -> String {
    if id.len() > BYTES_MAX {
        let seal = Sha256::digest(&id);
        id.truncate(id.floor_char_boundary(BYTES_MAX - SEAL_BYTES));
        id.push('~');
        id.extend(seal.iter().flat_map(|byte| [byte >> 4, byte & 0xf]).filter_map(hex));
    }
    id
}

fn hex(digit: u8) -> Option<char> {
    char::from_digit(u32::from(digit), 16)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reply_is_found_below_its_root() {
        assert_eq!(message("19:a@thread.tacv2", None, "17"), "19:a@thread.tacv2/17");
        assert_eq!(message("19:a@thread.tacv2", Some("17"), "18"), "19:a@thread.tacv2/17/18");
    }

    #[test]
    fn the_longest_id_that_fits_is_left_alone() {
        assert_eq!(team(&"x".repeat(BYTES_MAX)), "x".repeat(BYTES_MAX));
        assert_eq!(
            team(&"x".repeat(BYTES_MAX + 1)),
            "x".repeat(447) + "~35ade0090e64e74d6ad04204009c23a4e34b82bdf0f4f317fbcc5f26f9b10241"
        );
    }

    proptest! {
        #[test]
        fn an_id_fits_and_differs_where_its_parts_differ(
            channel in "\\PC{0,400}", one in "[0-9é語]{0,200}", other in "[0-9é語]{0,200}",
        ) {
            let id = message(&channel, None, &one);
            prop_assert!(id.len() <= BYTES_MAX);
            prop_assert_eq!(&id, &message(&channel, None, &one));
            prop_assert_eq!(one == other, id == message(&channel, None, &other));
        }
    }
}
