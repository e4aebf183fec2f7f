//! The chats that a user owns: each chat of the tenant is read once, whoever is in it.

use std::collections::{BTreeMap, BTreeSet};

use documents::{ChatContext, UserContext};
use graph::resources::{Chat, ConversationMember};

use crate::crawl::pass::is_older;
use crate::crawl::position::{ChatPlace, ChatStage, ChatsPlace, PageEnd};
use crate::crawl::{Segment, Step, Stop, chat};
use crate::partition::Scope;

/// Members that `$expand=members` shows at most. Graph: chat-list, known issues.
const MEMBERS_SHOWN: usize = 25;

/// The scope of the list itself, which makes no documents.
const CHATS: &str = "chats";

/// The reading of a user's chats.
#[derive(Debug)]
pub(crate) struct Reading {
    user: UserContext,
    place: ChatsPlace,
    /// The page of the list that the place is on.
    page: Option<ChatsPage>,
}

#[derive(Debug)]
struct ChatsPage {
    /// Chats that may be this user's to read, in Graph's order.
    chats: Vec<Chat>,
    /// Those of their members that are users with a partition.
    in_scope: BTreeSet<String>,
    next_link: Option<String>,
    reached_older: bool,
}

impl Reading {
    pub(crate) fn new(user: UserContext, place: ChatsPlace) -> Self {
        Self { user, place, page: None }
    }

    pub(crate) fn into_place(self) -> ChatsPlace {
        self.place
    }

    pub(crate) async fn step(&mut self, segment: &mut Segment<'_>) -> Result<Step, Stop> {
        if let Some(chat) = &mut self.place.chat {
            if chat::step(segment, chat).await? == Step::Done {
                self.place.chat = None;
            }
            return Ok(Step::More);
        }
        if self.place.list.end != PageEnd::More {
            return Ok(Step::Done);
        }
        if self.page.is_none() {
            self.page = Some(self.fetch(segment).await?);
        }
        let Some(page) = &mut self.page else { return Ok(Step::More) };
        while let Some(chat) = page.chats.first() {
            let decided = segment.scopes.is_read(&chat.id) || self.place.others.contains(&chat.id);
            let owner =
                if decided { Owner::Another } else { owner(chat, &page.in_scope, &self.user.id) };
            let members = match owner {
                Owner::Another => None,
                Owner::User => Some(chat.members.clone()),
                Owner::OfAll => members_if_owned(segment, chat, &self.user.id).await?,
            };
            let chat = page.chats.remove(0);
            if let Some(members) = members {
                self.place.chat = Some(Box::new(open(&chat, &members)));
                return Ok(Step::More);
            }
            if owner == Owner::OfAll {
                // That took a request: the next segment needn't ask again.
                self.place.others.insert(chat.id);
                return Ok(Step::More);
            }
        }
        let (next_link, reached_older) = (page.next_link.take(), page.reached_older);
        self.page = None;
        self.place.others.clear();
        let end = self.place.list.after_page(next_link, reached_older);
        if end != PageEnd::More {
            segment.end(&CHATS.to_owned(), end);
        }
        Ok(Step::More)
    }

    pub(crate) fn skip(&mut self, segment: &mut Segment<'_>, code: &str, reason: String) {
        if let Some(chat) = &mut self.place.chat {
            segment.fail(&chat::scope(&chat.id, &chat.stage), code, chat::reason(chat, reason));
            if !chat::after_failure(chat) {
                self.place.chat = None;
            }
            return;
        }
        if let Some(page) = self.page.as_mut().filter(|page| !page.chats.is_empty()) {
            // Its members could not be read.
            segment.fail(&page.chats.remove(0).id, code, reason);
            return;
        }
        segment.fail(&CHATS.to_owned(), code, reason);
        self.place.list.end = PageEnd::Complete;
    }

    /// One page of the list, latest message first.
    async fn fetch(&mut self, segment: &mut Segment<'_>) -> Result<ChatsPage, Stop> {
        let list = &mut self.place.list;
        list.begin(segment.source_clock());
        let first = segment.graph.root().chats(&self.user.id);
        let listing = match &list.link {
            Some(link) => first.from_link(segment.graph.root(), link)?,
            None => first,
        };
        let page = segment.graph.page(&listing).await?;
        let mut chats = Vec::new();
        let mut reached_older = false;
        for chat in page.items {
            match chat {
                Ok(chat) => {
                    let newest =
                        chat.last_message_preview.as_ref().map(|preview| preview.created_date_time);
                    reached_older |= newest.is_some_and(|newest| is_older(newest, list.since));
                    chats.push(chat);
                }
                Err(item) => segment.unreadable(&CHATS.to_owned(), item),
            }
        }
        let in_scope = in_scope(segment, &chats).await?;
        Ok(ChatsPage { chats, in_scope, next_link: page.next_link, reached_older })
    }
}

/// Which of the members that the page shows have a partition of chats.
async fn in_scope(segment: &Segment<'_>, chats: &[Chat]) -> Result<BTreeSet<String>, Stop> {
    let shown: BTreeSet<&str> = chats.iter().flat_map(|chat| user_ids(&chat.members)).collect();
    Ok(segment.users.among(shown, segment.job_id).await?)
}

fn user_ids(members: &[ConversationMember]) -> impl Iterator<Item = &str> {
    members.iter().filter_map(|member| member.user_id.as_deref())
}

/// Whose a chat is to read: the smallest id among its members in scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// This user's.
    User,
    /// Another's.
    Another,
    /// A large chat shows only some of its members: all of them decide.
    OfAll,
}

/// Whose a chat is, as far as the members tell that it shows.
///
/// Whoever lists a chat is in it, even where Graph doesn't show it.
fn owner(chat: &Chat, in_scope: &BTreeSet<String>, user: &str) -> Owner {
    let smallest = user_ids(&chat.members).filter(|id| in_scope.contains(*id)).min();
    match smallest {
        Some(smallest) if smallest < user => Owner::Another,
        Some(_) | None if chat.members.len() < MEMBERS_SHOWN => Owner::User,
        Some(_) | None => Owner::OfAll,
    }
}

/// All members of a large chat if it is this user's to read, else none.
async fn members_if_owned(
    segment: &mut Segment<'_>,
    chat: &Chat,
    user: &str,
) -> Result<Option<Vec<ConversationMember>>, Stop> {
    let root = segment.graph.root().clone();
    let scope: Scope = chat.id.clone();
    let listed = segment.whole_list(|| root.chat_members(&chat.id), &scope).await?;
    let members: BTreeMap<_, _> =
        listed.into_iter().map(|member| (member.id.clone(), member)).collect();
    let members: Vec<ConversationMember> = members.into_values().collect();
    let smaller = user_ids(&members).filter(|id| *id < user).collect();
    let smaller = segment.users.among(smaller, segment.job_id).await?;
    Ok(smaller.is_empty().then_some(members))
}

fn open(chat: &Chat, members: &[ConversationMember]) -> ChatPlace {
    ChatPlace {
        id: chat.id.clone(),
        context: ChatContext::new(chat, members),
        stage: ChatStage::Tabs,
        files: BTreeMap::new(),
        resolved: BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn chat(members: &[&str]) -> Chat {
        let members: Vec<_> = members.iter().map(|id| json!({ "id": id, "userId": id })).collect();
        serde_json::from_value(json!({ "id": "c", "members": members })).unwrap()
    }

    fn in_scope(users: &[&str]) -> BTreeSet<String> {
        users.iter().map(|user| (*user).to_owned()).collect()
    }

    #[test]
    fn a_chat_belongs_to_exactly_one_of_its_members_in_scope() {
        let chat = chat(&["guest", "b", "a", "c"]);
        let users = in_scope(&["a", "b", "c"]);
        let owners: Vec<_> = ["a", "b", "c"].map(|user| owner(&chat, &users, user)).into();
        assert_eq!(owners, [Owner::User, Owner::Another, Owner::Another]);
        assert_eq!(owner(&chat, &in_scope(&["b", "c"]), "b"), Owner::User, "a has left the tenant");
    }

    #[test]
    fn a_large_chat_is_decided_by_all_members_and_asked_for_by_as_few_as_can_be() {
        let members: Vec<String> = (10..35).map(|n| format!("m{n}")).collect();
        let shown: Vec<&str> = members.iter().map(String::as_str).collect();
        let (chat, users) = (chat(&shown), in_scope(&shown));
        assert_eq!(owner(&chat, &users, "m10"), Owner::OfAll);
        assert_eq!(owner(&chat, &users, "m11"), Owner::Another);
        assert_eq!(owner(&chat, &users, "a: not shown, but smaller"), Owner::OfAll);
    }
}
