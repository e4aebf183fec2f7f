//! A drive that holds channels' folders: all its items, each given to the channel whose folder is above it.

use documents::channel_attachment;
use graph::page::Unreadable;
use graph::resources::DriveItem;

use crate::crawl::directory::delta_link;
use crate::crawl::folders::{FOLDERS_MAX, Whereabouts, whereabouts};
use crate::crawl::pass::CATCH_UPS_MAX;
use crate::crawl::position::{DrivePlace, Folder, Mark, PageEnd};
use crate::crawl::{Segment, Step, Stop};
use crate::issue::code;
use crate::partition::{ChannelFolder, Scope};

/// A drive's reading.
#[derive(Debug)]
pub(crate) struct Reading {
    channels: Vec<ChannelFolder>,
    place: DrivePlace,
}

impl Reading {
    pub(crate) fn new(channels: Vec<ChannelFolder>, place: DrivePlace) -> Self {
        Self { channels, place }
    }

    pub(crate) fn into_place(self) -> DrivePlace {
        self.place
    }

    pub(crate) async fn step(
        &mut self,
        segment: &mut Segment<'_>,
        drive: &str,
    ) -> Result<Step, Stop> {
        if segment.mark.is_none() && self.place.end == PageEnd::More {
            let link = delta_link(segment, segment.graph.root().drive_from_now(drive)).await?;
            segment.mark = Some(Mark::Drive { link });
            return Ok(Step::Opened);
        }
        match self.place.end {
            PageEnd::More => self.page(segment, drive).await?,
            PageEnd::Complete | PageEnd::Busy => {
                let Some(orphan) = self.place.orphans.first().cloned() else {
                    self.finish(segment);
                    return Ok(Step::Done);
                };
                self.orphan(segment, drive, &orphan).await?;
            }
        }
        Ok(Step::More)
    }

    pub(crate) fn skip(&mut self, segment: &mut Segment<'_>, code: &str, reason: &str) {
        self.fail_all(segment, code, reason);
        self.place.orphans.clear();
        self.place.end = PageEnd::Complete;
    }

    /// One page of items; the passes after the first tell what changed since the one before began (R8).
    async fn page(&mut self, segment: &mut Segment<'_>, drive: &str) -> Result<(), Stop> {
        let root = segment.graph.root();
        let listing = match &self.place.link {
            Some(link) => root.drive(drive).from_link(root, link)?,
            None => root.drive(drive),
        };
        let page = segment.graph.page(&listing).await?;
        for item in page.items {
            match item {
                Ok(item) => self.item(segment, drive, &item).await?,
                Err(item) => self.unreadable(segment, &item),
            }
        }
        self.place.pages += 1;
        match (page.next_link, page.delta_link) {
            (Some(link), _) => self.place.link = Some(link),
            (None, delta_link) => self.end_pass(segment, delta_link),
        }
        Ok(())
    }

    fn end_pass(&mut self, segment: &Segment<'_>, delta_link: Option<String>) {
        let since = match (&segment.mark, self.place.pass) {
            (Some(Mark::Drive { link }), 0) => Some(link.clone()),
            (_, _) => delta_link,
        };
        match since {
            Some(link) if self.place.pages > 1 && self.place.pass < CATCH_UPS_MAX => {
                self.place.link = Some(link);
                self.place.pass += 1;
                self.place.pages = 0;
            }
            Some(_) | None if self.place.pages > 1 => self.place.end = PageEnd::Busy,
            Some(_) | None => self.place.end = PageEnd::Complete,
        }
    }

    /// Folders are remembered, files become documents.
    async fn item(
        &mut self,
        segment: &mut Segment<'_>,
        drive: &str,
        item: &DriveItem,
    ) -> Result<(), Stop> {
        if item.deleted.is_some() {
            if self.place.folders.remove(&item.id).is_some() {
                self.in_doubt(segment);
            }
            self.place.orphans.remove(&item.id);
            return self.gone(segment, drive, &item.id).await;
        }
        if item.folder.is_some() || item.root.is_some() {
            self.folder(segment, item);
            return Ok(());
        }
        match whereabouts(item, &self.place.folders, &self.channels) {
            Whereabouts::InChannel { folder, path } => {
                let scope = folder.channel.id.clone();
                if let Some(document) = channel_attachment::document(&folder.channel, &path, item) {
                    segment.upsert(&scope, document).await?;
                }
            }
            Whereabouts::Outside => self.gone(segment, drive, &item.id).await?,
            Whereabouts::NotYetKnown if self.place.orphans.len() >= FOLDERS_MAX => {
                let reason = format!(
                    "more than {FOLDERS_MAX} files came before their folders; the rest was left out"
                );
                self.fail_all(segment, code::TOO_MANY_FOLDERS, &reason);
            }
            Whereabouts::NotYetKnown => {
                self.place.orphans.insert(item.id.clone());
            }
        }
        Ok(())
    }

    /// An earlier pass of this run may have met the file below a channel's folder.
    async fn gone(&self, segment: &mut Segment<'_>, drive: &str, item: &str) -> Result<(), Stop> {
        if self.place.pass > 0 {
            segment.batches.delete(documents::id::channel_attachment(drive, item)).await?;
        }
        Ok(())
    }

    fn folder(&mut self, segment: &mut Segment<'_>, item: &DriveItem) {
        let parent = item.parent_id().filter(|_| item.root.is_none()).map(ToOwned::to_owned);
        let folder = Folder { parent, name: item.name.clone().unwrap_or_default() };
        let moved = self.place.folders.get(&item.id).is_some_and(|known| *known != folder);
        if moved {
            self.in_doubt(segment);
        }
        if self.place.folders.len() >= FOLDERS_MAX && !self.place.folders.contains_key(&item.id) {
            let reason = format!(
                "the drive has more than {FOLDERS_MAX} folders; files in the others were left out"
            );
            self.fail_all(segment, code::TOO_MANY_FOLDERS, &reason);
            return;
        }
        self.place.folders.insert(item.id.clone(), folder);
    }

    /// A folder was moved, renamed or deleted while the drive was read, and what is below it isn't told: nothing is
    /// swept in this run.
    fn in_doubt(&self, segment: &mut Segment<'_>) {
        for channel in &self.channels {
            segment.scopes.busy.insert(channel.channel.id.clone());
        }
    }

    /// A file that came before its folder: all folders are known now.
    async fn orphan(
        &mut self,
        segment: &mut Segment<'_>,
        drive: &str,
        id: &str,
    ) -> Result<(), Stop> {
        match segment.graph.entity(&segment.graph.root().drive_item(drive, id)).await {
            Ok(item)
                if whereabouts(&item, &self.place.folders, &self.channels)
                    == Whereabouts::NotYetKnown =>
            {
                let reason =
                    format!("the folder of item {id} was never listed; the file was left out");
                self.fail_all(segment, code::NO_FOLDER, &reason);
            }
            Ok(item) => self.item(segment, drive, &item).await?,
            Err(graph::Error::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
        self.place.orphans.remove(id);
        Ok(())
    }

    fn finish(&self, segment: &mut Segment<'_>) {
        for channel in &self.channels {
            let scope = &channel.channel.id;
            if self.place.folders.contains_key(&channel.item_id) {
                segment.end(scope, self.place.end);
            } else if !segment.scopes.is_read(scope) {
                segment.fail(
                    scope,
                    code::NO_FOLDER,
                    "the drive doesn't list the channel's folder".to_owned(),
                );
            }
        }
    }

    fn fail_all(&self, segment: &mut Segment<'_>, code: &str, reason: &str) {
        for channel in &self.channels {
            let scope: &Scope = &channel.channel.id;
            if !segment.scopes.failed.contains(scope) {
                segment.fail(scope, code, reason.to_owned());
            }
        }
    }

    fn unreadable(&self, segment: &mut Segment<'_>, item: &Unreadable) {
        for channel in &self.channels {
            segment.unreadable(&channel.channel.id, item.clone());
        }
    }
}
