//! A channel: its tabs, its folder, its messages and the meetings that they tell of.

use documents::channel_meeting::{self, Calls, Folded};
use documents::{ChannelContext, channel_message, channel_tab};
use graph::resources::{ChatMessage, DriveItem};
use jiff::Timestamp;

use crate::crawl::pass::is_older;
use crate::crawl::position::{ChannelStage, ListPlace, PageEnd, ReplyChain};
use crate::crawl::{Segment, Stop};
use crate::issue::code;
use crate::partition::{ChannelFolder, Discovered, PartitionId, Scope, Subject};

/// The scope that a stage reads: messages and meetings share the channel's own.
pub(crate) fn scope(channel: &str, stage: &ChannelStage) -> Scope {
    match stage {
        ChannelStage::Tabs => format!("{channel}/tabs"),
        ChannelStage::FilesFolder => format!("{channel}/files"),
        ChannelStage::Messages { .. } => channel.to_owned(),
    }
}

/// What comes after a stage that failed.
pub(crate) fn after_failure(stage: &ChannelStage) -> Option<ChannelStage> {
    match stage {
        ChannelStage::Tabs => Some(ChannelStage::FilesFolder),
        ChannelStage::FilesFolder => Some(messages()),
        ChannelStage::Messages { .. } => None,
    }
}

fn messages() -> ChannelStage {
    ChannelStage::Messages {
        list: ListPlace::default(),
        chains: Vec::new(),
        calls: Calls::default(),
    }
}

/// About one request; gives the stage that comes next, none when the channel was read.
pub(crate) async fn step(
    segment: &mut Segment<'_>,
    context: &ChannelContext,
    stage: &ChannelStage,
) -> Result<Option<ChannelStage>, Stop> {
    match stage {
        ChannelStage::Tabs => {
            tabs(segment, context).await?;
            Ok(Some(ChannelStage::FilesFolder))
        }
        ChannelStage::FilesFolder => {
            files_folder(segment, context).await?;
            Ok(Some(messages()))
        }
        ChannelStage::Messages { list, chains, calls } => {
            let reading = Messages {
                context,
                scope: context.id.clone(),
                list: list.clone(),
                calls: calls.clone(),
            };
            match chains.split_first() {
                Some((chain, rest)) => reading.replies(segment, chain, rest).await,
                None => reading.page(segment).await,
            }
        }
    }
}

async fn tabs(segment: &mut Segment<'_>, context: &ChannelContext) -> Result<(), Stop> {
    let scope = scope(&context.id, &ChannelStage::Tabs);
    let root = segment.graph.root().clone();
    let tabs =
        segment.whole_list(|| root.channel_tabs(&context.team.id, &context.id), &scope).await?;
    for tab in tabs {
        segment.upsert(&scope, channel_tab::document(context, &tab)).await?;
    }
    segment.complete(&scope);
    Ok(())
}

/// Finds the drive that holds the channel's files; a channel whose folder nobody opened has none yet, and one whose
/// name can't be a folder's answers 400 (Graph: channel-get-filesfolder, known issues).
async fn files_folder(segment: &mut Segment<'_>, context: &ChannelContext) -> Result<(), Stop> {
    let scope = scope(&context.id, &ChannelStage::FilesFolder);
    let folder = segment.graph.root().files_folder(&context.team.id, &context.id);
    let folder: DriveItem = match segment.graph.entity(&folder).await {
        Ok(folder) => folder,
        Err(graph::Error::NotFound(_)) => return Ok(()),
        Err(graph::Error::Refused(refusal)) if refusal.status == 400 => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let Some(drive) = folder.drive_id() else {
        segment.fail(&scope, code::NO_FOLDER, "the channel's folder names no drive".to_owned());
        return Ok(());
    };
    let found = Discovered {
        partition: PartitionId::drive(drive),
        subject: Subject::Drive {
            team_id: context.team.id.clone(),
            folders: vec![ChannelFolder { item_id: folder.id, channel: context.clone() }],
        },
    };
    segment.batches.discover(found).await?;
    Ok(())
}

/// The reading of a channel's messages.
struct Messages<'a> {
    context: &'a ChannelContext,
    scope: Scope,
    list: ListPlace,
    calls: Calls,
}

impl Messages<'_> {
    /// One page of reply chains, newest change of the whole chain first.
    async fn page(mut self, segment: &mut Segment<'_>) -> Result<Option<ChannelStage>, Stop> {
        self.list.begin(segment.source_clock());
        let root = segment.graph.root();
        let first = root.channel_messages(&self.context.team.id, &self.context.id);
        let listing = match &self.list.link {
            Some(link) => first.from_link(root, link)?,
            None => first,
        };
        let page = segment.graph.page(&listing).await?;
        let since = self.list.since;
        let mut chains = Vec::new();
        let mut reached_older = false;
        for message in page.items {
            match message {
                Ok(message) => {
                    // A chain that goes on elsewhere may have changed there.
                    let whole = message.replies_next_link.is_none();
                    reached_older |= whole && is_older(message.chain_modified(), since);
                    chains.extend(self.chain(segment, &message, since).await?);
                }
                Err(item) => segment.unreadable(&self.scope, item),
            }
        }
        self.list.after_page(page.next_link, reached_older);
        self.go_on(segment, chains).await
    }

    /// One page of a chain's replies that didn't come with its root.
    async fn replies(
        mut self,
        segment: &mut Segment<'_>,
        chain: &ReplyChain,
        rest: &[ReplyChain],
    ) -> Result<Option<ChannelStage>, Stop> {
        let root = segment.graph.root();
        let listing = root.replies(&self.context.team.id, &self.context.id, &chain.root_id);
        let page = segment.graph.page(&listing.from_link(root, &chain.link)?).await?;
        for reply in page.items {
            match reply {
                Ok(reply) => {
                    self.message(segment, Some(&chain.root_id), &reply, chain.since).await?;
                }
                Err(item) => segment.unreadable(&self.scope, item),
            }
        }
        let more = page.next_link.map(|link| ReplyChain { link, ..chain.clone() });
        let chains = more.into_iter().chain(rest.iter().cloned()).collect();
        self.go_on(segment, chains).await
    }

    /// A root message with the replies that came with it; gives where the others are.
    async fn chain(
        &mut self,
        segment: &mut Segment<'_>,
        root: &ChatMessage,
        since: Option<Timestamp>,
    ) -> Result<Option<ReplyChain>, Stop> {
        self.message(segment, None, root, since).await?;
        for reply in &root.replies {
            self.message(segment, Some(&root.id), reply, since).await?;
        }
        for reply in &root.replies.unreadable {
            segment.unreadable(&self.scope, reply.clone());
        }
        let link = root.replies_next_link.clone();
        Ok(link.map(|link| ReplyChain { root_id: root.id.clone(), link, since }))
    }

    /// One message; `since` is how far its pass goes back.
    async fn message(
        &mut self,
        segment: &mut Segment<'_>,
        root_id: Option<&str>,
        message: &ChatMessage,
        since: Option<Timestamp>,
    ) -> Result<(), Stop> {
        if is_older(message.last_modified_date_time, since) {
            // An earlier pass of this run met it as it is.
            return Ok(());
        }
        match self.calls.fold(root_id.unwrap_or(&message.id), message) {
            Folded::Taken | Folded::NotACall => {}
            Folded::Full(call) => {
                let reason =
                    format!("the channel has more calls than are kept; call {call} was left out");
                segment.fail(&self.scope, code::TOO_MANY_CALLS, reason);
            }
        }
        match channel_message::document(self.context, root_id, message) {
            Some(document) => segment.upsert(&self.scope, document).await?,
            // An earlier pass of this run may have met it alive.
            None if since.is_some() => {
                let id = documents::id::message(&self.context.id, root_id, &message.id);
                segment.batches.delete(id).await?;
            }
            None => {}
        }
        Ok(())
    }

    /// The next stage: replies first, then the list; at its end the meetings.
    async fn go_on(
        self,
        segment: &mut Segment<'_>,
        chains: Vec<ReplyChain>,
    ) -> Result<Option<ChannelStage>, Stop> {
        if !chains.is_empty() || self.list.end == PageEnd::More {
            return Ok(Some(ChannelStage::Messages { list: self.list, chains, calls: self.calls }));
        }
        for meeting in channel_meeting::documents(self.context, &self.calls) {
            segment.upsert(&self.scope, meeting).await?;
        }
        segment.end(&self.scope, self.list.end);
        Ok(None)
    }
}
