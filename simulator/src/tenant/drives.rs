//! Drives: what a document library or a OneDrive holds.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::draw::Draw;
use crate::moment::Moment;
use crate::tenant::channels::{Channel, Folder};

/// Whose drive it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DriveOf {
    /// A group's site, with a folder for each of the team's standard channels.
    Group(usize),
    /// The site that a private or shared channel has of its own.
    Channel(usize),
    /// A user's OneDrive.
    Person(usize),
}

impl DriveOf {
    fn numbers(self) -> [usize; 2] {
        match self {
            Self::Group(number) => [0, number],
            Self::Channel(number) => [1, number],
            Self::Person(number) => [2, number],
        }
    }

    /// Graph's word: drive, `driveType`.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Group(_) | Self::Channel(_) => "documentLibrary",
            Self::Person(_) => "business",
        }
    }

    pub(crate) fn id(self, seed: u64) -> String {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        format!("b!{}", Draw::of(seed, "drive", &self.numbers()).letters(64, alphabet))
    }

    /// The generator of item `number`.
    pub(crate) fn item(self, seed: u64, number: usize) -> Draw {
        let [kind, owner] = self.numbers();
        Draw::of(seed, "item", &[kind, owner, number])
    }
}

/// A drive with everything in it; the first item is its root, and each item comes after its parent.
#[derive(Debug, Clone)]
pub(crate) struct Drive {
    pub(crate) of: DriveOf,
    pub(crate) id: String,
    /// `https://contoso.sharepoint.com/sites/group1`
    pub(crate) site: String,
    pub(crate) items: Vec<Item>,
}

#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) id: String,
    /// SharePoint's unique id, upper case.
    pub(crate) guid: String,
    pub(crate) name: String,
    pub(crate) kind: ItemKind,
    /// Index of the folder that it is in; none for the root.
    pub(crate) parent: Option<usize>,
    /// From the drive's root: `/General/Plans/plan.docx`; empty for the root.
    pub(crate) path: String,
    pub(crate) size: u64,
    pub(crate) created: Moment,
    pub(crate) modified: Moment,
    /// Numbers of the users who made it and who changed it last.
    pub(crate) author: usize,
    pub(crate) editor: usize,
    /// Whether its address answers 403 to an application.
    pub(crate) barred: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemKind {
    Root,
    Folder,
    File {
        media_type: &'static str,
    },
    /// A `OneNote` notebook.
    Package,
}

/// What stays readable in a path of an address.
const PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`');

impl Drive {
    /// The address below which the library's paths hang.
    fn library(&self) -> String {
        let library = match self.of {
            DriveOf::Group(_) | DriveOf::Channel(_) => "Shared Documents",
            DriveOf::Person(_) => "Documents",
        };
        format!("{}/{library}", self.site)
    }

    /// An item's address by its path, not encoded: as chats' attachments often have it.
    pub(crate) fn address(&self, item: &Item) -> String {
        format!("{}{}", self.library(), item.path)
    }

    /// An item's `webUrl`. Graph: driveItem; Office documents open in their editor.
    pub(crate) fn web_url(&self, item: &Item) -> String {
        if is_office(&item.name) {
            let name = utf8_percent_encode(&item.name, PATH);
            let query = format!(
                "sourcedoc=%7B{}%7D&file={name}&action=default&mobileredirect=true",
                item.guid
            );
            format!("{}/_layouts/15/Doc.aspx?{query}", self.site)
        } else {
            utf8_percent_encode(&self.address(item), PATH).to_string()
        }
    }

    /// The index of a channel's folder, if it can be found.
    pub(crate) fn folder_of(&self, channel: &Channel) -> Option<usize> {
        let path = format!("/{}", channel.name);
        let found = self.items.iter().position(|item| item.path == path)?;
        (channel.folder == Folder::Opened).then_some(found)
    }

    /// Whether item `index` is below folder `folder`, at any depth.
    pub(crate) fn is_below(&self, index: usize, folder: usize) -> bool {
        let parents = std::iter::successors(Some(index), |index| self.items.get(*index)?.parent);
        parents.skip(1).any(|parent| parent == folder)
    }

    /// The item that a web address of this drive's site names.
    pub(crate) fn find(&self, address: &str) -> Option<&Item> {
        let decoded = percent_decode_str(address).decode_utf8_lossy().into_owned();
        let plain = decoded.split('?').next().unwrap_or_default();
        self.items.iter().find(|item| {
            let by_guid = decoded.contains(&format!("sourcedoc={{{}}}", item.guid));
            by_guid || (item.parent.is_some() && self.address(item) == plain)
        })
    }
}

fn is_office(name: &str) -> bool {
    [".docx", ".xlsx", ".pptx"].iter().any(|extension| name.ends_with(extension))
}

/// The site that an address belongs to: its host and the two first parts of its path, decoded.
pub(crate) fn site_of(address: &str) -> String {
    let decoded = percent_decode_str(address).decode_utf8_lossy().into_owned();
    decoded.split('/').take(5).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Size;
    use crate::tenant::Tenant;

    #[test]
    fn every_item_is_found_by_its_address_and_by_its_web_address() {
        let tenant = Tenant::new(3, Size::Small);
        for of in [DriveOf::Group(0), DriveOf::Person(0)] {
            let drive = tenant.drive(of).unwrap();
            assert!(drive.items.len() > 3);
            for item in drive.items.iter().skip(1) {
                assert_eq!(site_of(&drive.address(item)), drive.site);
                assert_eq!(site_of(&drive.web_url(item)), drive.site);
                assert_eq!(drive.find(&drive.address(item)).unwrap().id, item.id);
                assert_eq!(drive.find(&drive.web_url(item)).unwrap().id, item.id, "{}", item.name);
            }
        }
    }

    #[test]
    fn a_path_is_made_of_the_names_above_it() {
        let drive = Tenant::new(3, Size::Small).drive(DriveOf::Group(0)).unwrap();
        for item in drive.items.iter().skip(1) {
            let parent = &drive.items[item.parent.unwrap()];
            assert_eq!(item.path, format!("{}/{}", parent.path, item.name));
        }
    }
}
