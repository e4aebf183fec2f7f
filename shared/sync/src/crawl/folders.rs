//! Which channel a drive's item belongs to, and by which path: found by walking up its folders.

use std::collections::BTreeMap;

use graph::resources::DriveItem;

use crate::crawl::position::Folder;
use crate::partition::ChannelFolder;

/// Folders of a drive that are remembered; SharePoint's own lists get slow far below.
pub(crate) const FOLDERS_MAX: usize = 50_000;

/// Deepest path that is followed: a path has 400 characters at most (SharePoint: limits).
const DEPTH_MAX: usize = 400;

/// Where an item is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Whereabouts<'a> {
    /// Below a channel's folder; `path` is from the drive's root, with its name.
    InChannel {
        /// The channel.
        folder: &'a ChannelFolder,
        /// `/General/Plans/plan.docx`.
        path: String,
    },
    /// Outside every channel's folder.
    Outside,
    /// A folder above it wasn't seen yet.
    NotYetKnown,
}

/// Finds where `item` is.
pub(crate) fn whereabouts<'a>(
    item: &DriveItem,
    folders: &BTreeMap<String, Folder>,
    channels: &'a [ChannelFolder],
) -> Whereabouts<'a> {
    let mut names = vec![item.name.clone().unwrap_or_default()];
    let mut channel = None;
    let mut at = item.parent_id();
    for _level in 0..DEPTH_MAX {
        let Some(id) = at else { break };
        channel = channel.or_else(|| channels.iter().find(|channel| channel.item_id == id));
        let Some(folder) = folders.get(id) else {
            return Whereabouts::NotYetKnown;
        };
        at = folder.parent.as_deref();
        if at.is_some() {
            names.push(folder.name.clone());
        }
    }
    match channel {
        Some(folder) => {
            names.push(String::new());
            names.reverse();
            Whereabouts::InChannel { folder, path: names.join("/") }
        }
        None => Whereabouts::Outside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use documents::{ChannelContext, TeamContext};

    fn item(id: &str, name: &str, parent: &str) -> DriveItem {
        let json =
            serde_json::json!({ "id": id, "name": name, "parentReference": { "id": parent } });
        serde_json::from_value(json).unwrap()
    }

    fn channels() -> Vec<ChannelFolder> {
        let team = TeamContext { id: "t".to_owned(), name: "Sales".to_owned(), created: None };
        let name = "General".to_owned();
        let channel =
            ChannelContext { team, id: "c".to_owned(), name, membership: None, created: None };
        vec![ChannelFolder { item_id: "general".to_owned(), channel }]
    }

    fn folders() -> BTreeMap<String, Folder> {
        let folder = |name: &str, parent: Option<&str>| Folder {
            name: name.to_owned(),
            parent: parent.map(str::to_owned),
        };
        BTreeMap::from([
            ("root".to_owned(), folder("root", None)),
            ("general".to_owned(), folder("General", Some("root"))),
            ("plans".to_owned(), folder("Plans", Some("general"))),
            ("other".to_owned(), folder("Other", Some("root"))),
            ("loop".to_owned(), folder("Loop", Some("loop"))),
        ])
    }

    #[test]
    fn a_file_belongs_to_the_channel_whose_folder_is_above_it_at_any_depth() {
        let (folders, channels) = (folders(), channels());
        let found = whereabouts(&item("f", "plan.docx", "plans"), &folders, &channels);
        let Whereabouts::InChannel { folder, path } = found else { panic!("{found:?}") };
        assert_eq!((folder.channel.id.as_str(), path.as_str()), ("c", "/General/Plans/plan.docx"));
    }

    #[test]
    fn a_file_beside_the_channels_folders_belongs_to_none() {
        let (folders, channels) = (folders(), channels());
        for parent in ["root", "other"] {
            assert_eq!(
                whereabouts(&item("f", "x", parent), &folders, &channels),
                Whereabouts::Outside
            );
        }
    }

    #[test]
    fn a_file_that_comes_before_its_folder_waits() {
        let (folders, channels) = (folders(), channels());
        assert_eq!(
            whereabouts(&item("f", "x", "new"), &folders, &channels),
            Whereabouts::NotYetKnown
        );
    }

    #[test]
    fn folders_that_contain_each_other_end_the_walk() {
        let (folders, channels) = (folders(), channels());
        assert_eq!(whereabouts(&item("f", "x", "loop"), &folders, &channels), Whereabouts::Outside);
    }
}
