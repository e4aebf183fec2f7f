//! Filling a drive: channels' folders, and what lies beside them.

use crate::draw::Draw;
use crate::moment::{DAY, Moment};
use crate::tenant::Tenant;
use crate::tenant::channels::{Channel, Folder};
use crate::tenant::drives::{Drive, DriveOf, Item, ItemKind};
use crate::words;

/// Where Teams puts what is sent in a chat.
pub(crate) const CHAT_FILES: &str = "Microsoft Teams Chat Files";

/// Files that each user shares in chats.
pub(crate) const CHAT_FILES_EACH: usize = 8;

/// Whether the address of a user's chat file can be resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Found,
    /// 404: moved or deleted since.
    Gone,
    /// 403: the application may not read it.
    Barred,
}

impl Tenant {
    /// A drive and all that is in it; none when there is no such drive.
    pub(crate) fn drive(&self, of: DriveOf) -> Option<Drive> {
        let mut filled = Shelf::new(self, of, self.site(of)?);
        match of {
            DriveOf::Group(group) => {
                filled.beside_the_channels();
                let channels =
                    self.group(group)?.channels.iter().filter_map(|number| self.channel(*number));
                for channel in channels.filter(|channel| channel.drive() == of) {
                    filled.channel_folder(channel);
                }
            }
            DriveOf::Channel(channel) => {
                filled.beside_the_channels();
                filled.channel_folder(self.channel(channel)?);
            }
            DriveOf::Person(person) => filled.chat_files(person),
        }
        Some(filled.drive)
    }

    /// Name and media type of the `file`th file that a user sent in chats.
    pub(crate) fn chat_file(&self, person: usize, file: usize) -> (String, &'static str) {
        let mut draw = Draw::of(self.seed(), "chat file name", &[person, file]);
        let (extension, media_type) = draw.pick(&words::FILE_KINDS).copied().unwrap_or_default();
        (format!("{} {file}.{extension}", draw.word(&words::FILE_STEMS)), media_type)
    }

    /// The address at which that file was when it was sent, not encoded.
    pub(crate) fn chat_file_address(&self, person: usize, file: usize) -> Option<String> {
        let site = self.site(DriveOf::Person(person))?;
        let (name, _) = self.chat_file(person, file);
        Some(format!("{site}/Documents/{CHAT_FILES}/{name}"))
    }

    /// Whether the `file`th chat file of a user can be resolved; the first two always can.
    pub(crate) fn standing(&self, person: usize, file: usize) -> Standing {
        match Draw::of(self.seed(), "chat file", &[person, file]).below(100) {
            60..80 if file > 1 => Standing::Gone,
            80.. if file > 1 => Standing::Barred,
            _ => Standing::Found,
        }
    }
}

/// A drive that is being filled.
struct Shelf<'a> {
    tenant: &'a Tenant,
    drive: Drive,
}

impl<'a> Shelf<'a> {
    fn new(tenant: &'a Tenant, of: DriveOf, site: String) -> Self {
        let id = of.id(tenant.seed());
        let mut shelf = Self { tenant, drive: Drive { of, id, site, items: Vec::new() } };
        shelf.add(None, "root", ItemKind::Root);
        shelf
    }

    /// Puts an item into folder `parent`; its index.
    fn add(&mut self, parent: Option<usize>, name: &str, kind: ItemKind) -> usize {
        let index = self.drive.items.len();
        let mut draw = self.drive.of.item(self.tenant.seed(), index);
        let above = parent
            .and_then(|parent| self.drive.items.get(parent))
            .map(|parent| parent.path.clone());
        let created = Moment::FIRST.after(draw.below(700 * DAY)).whole_second();
        let size = match kind {
            ItemKind::File { .. } if draw.chance(6) => 0,
            ItemKind::File { .. } | ItemKind::Package => draw.below(5_000_000),
            ItemKind::Root | ItemKind::Folder => 0,
        };
        self.drive.items.push(Item {
            id: format!("01{}", draw.letters(32, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")),
            guid: draw.guid().to_uppercase(),
            path: above.map(|above| format!("{above}/{name}")).unwrap_or_default(),
            name: name.to_owned(),
            kind,
            parent,
            size,
            created,
            modified: created.after(draw.below(200 * DAY)).whole_second(),
            author: self.tenant.some_member(&mut draw),
            editor: self.tenant.some_member(&mut draw),
            barred: false,
        });
        index
    }

    fn file(&mut self, parent: usize) -> usize {
        let index = self.drive.items.len();
        let mut draw = self.drive.of.item(self.tenant.seed(), index);
        draw.next(); // the name is drawn apart from the rest
        let (extension, media_type) = draw.pick(&words::FILE_KINDS).copied().unwrap_or_default();
        let name = format!("{} {index}.{extension}", draw.word(&words::FILE_STEMS));
        self.add(Some(parent), &name, ItemKind::File { media_type })
    }

    /// Files that belong to no channel.
    fn beside_the_channels(&mut self) {
        self.file(0);
        let assets = self.add(Some(0), "Site Pages", ItemKind::Folder);
        self.file(assets);
    }

    fn channel_folder(&mut self, channel: &Channel) {
        if channel.folder != Folder::Opened {
            return;
        }
        let folder = self.add(Some(0), &channel.name, ItemKind::Folder);
        let mut draw = channel.part(self.tenant.seed(), "folder", &[]);
        let (fewest, most) = self.tenant.shape().files;
        for _ in 0..draw.count(fewest, most) {
            self.file(folder);
        }
        if channel.place == 0 || draw.chance(40) {
            self.add(Some(folder), "Notebook", ItemKind::Package);
            self.add(Some(folder), "Empty", ItemKind::Folder);
        }
        let depth = if channel.place == 0 { 3 } else { draw.count(0, 3) };
        let first = draw.index(words::FOLDERS.len());
        let mut parent = folder;
        for level in 0..depth {
            let name = words::FOLDERS
                .get((first + level) % words::FOLDERS.len())
                .copied()
                .unwrap_or_default();
            parent = self.add(Some(parent), name, ItemKind::Folder);
            self.file(parent);
        }
    }

    fn chat_files(&mut self, person: usize) {
        self.file(0);
        let folder = self.add(Some(0), CHAT_FILES, ItemKind::Folder);
        for number in 0..CHAT_FILES_EACH {
            let standing = self.tenant.standing(person, number);
            if standing != Standing::Gone {
                let (name, media_type) = self.tenant.chat_file(person, number);
                let index = self.add(Some(folder), &name, ItemKind::File { media_type });
                if let Some(item) = self.drive.items.get_mut(index) {
                    item.barred = standing == Standing::Barred;
                }
            }
        }
    }
}
