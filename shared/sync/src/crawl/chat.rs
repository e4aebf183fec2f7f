//! A chat: its tabs, its messages, and the files that they carry.

use std::collections::BTreeSet;

use documents::{chat_attachment, chat_message, chat_recording, chat_tab};
use graph::resources::ChatMessage;

use crate::crawl::pass::is_older;
use crate::crawl::position::{ChatPlace, ChatStage, ListPlace, PageEnd};
use crate::crawl::{Segment, Step, Stop};
use crate::issue::code;
use crate::partition::Scope;

/// Addresses of files that are remembered for one chat.
const FILES_MAX: usize = 20_000;

/// The scope that a stage reads.
pub(crate) fn scope(chat: &str, stage: &ChatStage) -> Scope {
    match stage {
        ChatStage::Tabs => format!("{chat}/tabs"),
        ChatStage::Messages { .. } => chat.to_owned(),
        ChatStage::Files => format!("{chat}/files"),
    }
}

/// Why what comes next of a chat can't be read; of a file it names the address, by which people know it.
pub(crate) fn reason(chat: &ChatPlace, reason: String) -> String {
    match (&chat.stage, chat.files.first_key_value()) {
        (ChatStage::Files, Some((address, _))) => format!("{address}: {reason}"),
        (ChatStage::Tabs | ChatStage::Messages { .. } | ChatStage::Files, _) => reason,
    }
}

/// Moves on after a stage, or a part of it, that failed; false if nothing is left.
pub(crate) fn after_failure(chat: &mut ChatPlace) -> bool {
    match chat.stage {
        ChatStage::Tabs => chat.stage = ChatStage::Messages { list: ListPlace::default() },
        ChatStage::Messages { .. } => chat.stage = ChatStage::Files,
        ChatStage::Files => {
            chat.files.pop_first();
        }
    }
    chat.stage != ChatStage::Files || !chat.files.is_empty()
}

/// About one request.
pub(crate) async fn step(segment: &mut Segment<'_>, chat: &mut ChatPlace) -> Result<Step, Stop> {
    match chat.stage.clone() {
        ChatStage::Tabs => {
            tabs(segment, chat).await?;
            chat.stage = ChatStage::Messages { list: ListPlace::default() };
        }
        ChatStage::Messages { list } => {
            let list = messages(segment, chat, list).await?;
            chat.stage = match list.end {
                PageEnd::More => ChatStage::Messages { list },
                PageEnd::Complete | PageEnd::Busy => {
                    segment.end(&chat.id, list.end);
                    ChatStage::Files
                }
            };
        }
        ChatStage::Files => return files(segment, chat).await,
    }
    Ok(Step::More)
}

async fn tabs(segment: &mut Segment<'_>, chat: &ChatPlace) -> Result<(), Stop> {
    let scope = scope(&chat.id, &ChatStage::Tabs);
    let root = segment.graph.root().clone();
    let tabs = segment.whole_list(|| root.chat_tabs(&chat.id), &scope).await?;
    for tab in tabs {
        segment.upsert(&scope, chat_tab::document(&chat.context, &tab)).await?;
    }
    segment.complete(&scope);
    Ok(())
}

/// One page of messages, newest change first.
async fn messages(
    segment: &mut Segment<'_>,
    chat: &mut ChatPlace,
    mut list: ListPlace,
) -> Result<ListPlace, Stop> {
    list.begin(segment.source_clock());
    let first = segment.graph.root().chat_messages(&chat.id);
    let listing = match &list.link {
        Some(link) => first.from_link(segment.graph.root(), link)?,
        None => first,
    };
    let page = segment.graph.page(&listing).await?;
    let mut reached_older = false;
    for item in page.items {
        match item {
            // An earlier pass of this run met it as it is.
            Ok(item) if is_older(item.last_modified_date_time, list.since) => reached_older = true,
            Ok(item) => message(segment, chat, &item, list.pass).await?,
            Err(item) => segment.unreadable(&chat.id, item),
        }
    }
    list.after_page(page.next_link, reached_older);
    Ok(list)
}

async fn message(
    segment: &mut Segment<'_>,
    chat: &mut ChatPlace,
    message: &ChatMessage,
    pass: u32,
) -> Result<(), Stop> {
    if let Some(recording) = chat_recording::document(&chat.context, message) {
        segment.upsert(&chat.id, recording).await?;
    }
    match chat_message::document(&chat.context, message) {
        Some(document) => segment.upsert(&chat.id, document).await?,
        // An earlier pass of this run may have met it alive.
        None if pass > 0 => {
            segment.batches.delete(documents::id::message(&chat.id, None, &message.id)).await?;
        }
        None => {}
    }
    remember_files(segment, chat, message, pass);
    Ok(())
}

/// Files are resolved once for the whole chat, however many messages carry them.
fn remember_files(
    segment: &mut Segment<'_>,
    chat: &mut ChatPlace,
    message: &ChatMessage,
    pass: u32,
) {
    if pass > 0 {
        chat.files.retain(|_, carriers| {
            carriers.remove(&message.id);
            !carriers.is_empty()
        });
    }
    for address in chat_attachment::addresses(message) {
        if chat.files.len() < FILES_MAX || chat.files.contains_key(address) {
            chat.files.entry(address.to_owned()).or_default().insert(message.id.clone());
        } else {
            let reason =
                format!("its messages carry more than {FILES_MAX} files; the rest was left out");
            segment.fail(&scope(&chat.id, &ChatStage::Files), code::TOO_MANY_FILES, reason);
            break;
        }
    }
}

/// The next file: found through its own address, never by its name.
async fn files(segment: &mut Segment<'_>, chat: &mut ChatPlace) -> Result<Step, Stop> {
    let scope = scope(&chat.id, &ChatStage::Files);
    let Some((address, carriers)) = chat.files.first_key_value() else {
        complete_files(segment, &chat.id, &scope);
        return Ok(Step::Done);
    };
    let item = match segment.graph.entity(&segment.graph.root().shared_item(address)).await {
        Ok(item) => item,
        // It was moved or deleted: nothing to index, and nothing that another look could find.
        Err(error @ graph::Error::NotFound(_)) => {
            let reason =
                format!("{address}: a file of the chat's messages is gone: {}", error.chain());
            segment.note(&scope, error.code(), reason);
            chat.files.pop_first();
            return Ok(Step::More);
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(document) =
        chat_attachment::document(&chat.context, carriers.iter().cloned().collect(), &item)
    {
        // Two addresses may lead to one file.
        let known = chat.resolved.entry(document.id.clone()).or_default();
        known.extend(carriers.iter().cloned());
        let parents: BTreeSet<String> = known.clone();
        let document = documents::Document { parents: parents.into_iter().collect(), ..document };
        segment.upsert(&scope, document).await?;
    }
    chat.files.pop_first();
    Ok(Step::More)
}

/// The files are complete as far as the messages that carry them are.
fn complete_files(segment: &mut Segment<'_>, chat: &str, scope: &Scope) {
    if segment.scopes.failed.contains(chat) {
        segment.scopes.failed.insert(scope.clone());
    }
    if segment.scopes.busy.contains(chat) {
        segment.scopes.busy.insert(scope.clone());
    }
    segment.complete(scope);
}
