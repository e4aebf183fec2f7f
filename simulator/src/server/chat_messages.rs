//! Chats' messages.

use std::cmp::Reverse;
use std::sync::Arc;

use super::ask::Ask;
use super::page::Paging;
use super::problem::Problem;
use super::world::World;
use crate::messages::message::Message;
use crate::moment::Moment;
use crate::tenant::chats::Chat;
use crate::wire::Object;
use crate::wire::messages::chat_message;

/// What a list is ordered and filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Modified,
    Created,
}

impl By {
    fn name(self) -> &'static str {
        match self {
            Self::Modified => "lastModifiedDateTime",
            Self::Created => "createdDateTime",
        }
    }

    fn of(self, message: &Message) -> Moment {
        match self {
            Self::Modified => message.modified,
            Self::Created => message.created,
        }
    }
}

impl World {
    fn messages(&self, chat: &Chat) -> Arc<Vec<Message>> {
        self.messages.get(chat.number, || self.tenant.messages(chat))
    }

    /// Graph: chat-list-messages.
    pub(super) fn chat_messages(&self, ask: &Ask, id: &str) -> Result<Object, Problem> {
        let chat = self.found_chat(id)?;
        let by = order(ask)?;
        let messages = self.messages(chat);
        let mut messages: Vec<&Message> = messages.iter().collect();
        if let Some(range) = self.range(ask, by)? {
            messages.retain(|message| range.holds(by.of(message)));
        }
        messages.sort_by_key(|message| Reverse((by.of(message), message.created)));
        let paging = Paging::of_teams(ask.top(20, 50)?);
        self.links.page(ask, &messages, paging, |message| chat_message(message, chat, ask.manners))
    }

    /// A filter only counts beside an order by the same property; else it is ignored in silence.
    fn range(&self, ask: &Ask, by: By) -> Result<Option<Range>, Problem> {
        let Some(filter) = ask.option("$filter") else {
            return Ok(None);
        };
        let ordered = ask.option("$orderby").is_some();
        if !ordered || !filter.starts_with(by.name()) {
            self.ledger
                .violation(format!("GET {}: a $filter without its $orderby was ignored", ask.path));
            return Ok(None);
        }
        Range::parse(filter, by)
            .map(Some)
            .ok_or_else(|| Problem::bad_request(format!("Invalid filter clause: {filter}.")))
    }

    /// Graph: chatmessage-get.
    pub(super) fn chat_message(
        &self,
        ask: &Ask,
        id: &str,
        message: &str,
    ) -> Result<Object, Problem> {
        let chat = self.found_chat(id)?;
        let messages = self.messages(chat);
        let found = messages.iter().find(|other| other.id() == message);
        Ok(chat_message(found.ok_or_else(|| Problem::not_found("message"))?, chat, ask.manners))
    }
}

fn order(ask: &Ask) -> Result<By, Problem> {
    match ask.option("$orderby") {
        None | Some("lastModifiedDateTime desc") => Ok(By::Modified),
        Some("createdDateTime desc") => Ok(By::Created),
        Some(other) => Err(Problem::bad_request(format!("$orderby={other} is not supported."))),
    }
}

/// `lastModifiedDateTime gt A and lastModifiedDateTime lt B`, either part alone; `createdDateTime lt B`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Range {
    after: Option<Moment>,
    before: Option<Moment>,
}

impl Range {
    fn parse(filter: &str, by: By) -> Option<Self> {
        let mut range = Self::default();
        for clause in filter.split(" and ") {
            let words: Vec<&str> = clause.split_whitespace().collect();
            match (by, words.as_slice()) {
                (By::Modified, [name, "gt", date]) if *name == by.name() => {
                    range.after = Some(Moment::parse(date)?);
                }
                (_, [name, "lt", date]) if *name == by.name() => {
                    range.before = Some(Moment::parse(date)?);
                }
                _ => return None,
            }
        }
        Some(range)
    }

    fn holds(&self, moment: Moment) -> bool {
        self.after.is_none_or(|after| moment > after)
            && self.before.is_none_or(|before| moment < before)
    }
}

#[cfg(test)]
mod tests {
    use super::super::caller::Caller;
    use super::*;

    #[test]
    fn a_filter_names_the_property_that_the_list_is_ordered_by() {
        let filter = "lastModifiedDateTime gt 2024-01-01T00:00:00Z and lastModifiedDateTime lt 2024-02-01T00:00:00Z";
        let range = Range::parse(filter, By::Modified).unwrap();
        assert!(range.holds(Moment::parse("2024-01-02T00:00:00Z").unwrap()));
        assert!(!range.holds(Moment::parse("2024-01-01T00:00:00Z").unwrap()));
        assert!(!range.holds(Moment::parse("2024-03-01T00:00:00Z").unwrap()));
        assert_eq!(Range::parse(filter, By::Created), None);
        assert_eq!(Range::parse("createdDateTime gt 2024-01-01T00:00:00Z", By::Created), None);
    }

    #[test]
    fn a_list_begins_with_the_newest_change_and_a_filter_cuts_it() {
        let caller = Caller::of(1);
        let messages = format!("{}/messages", caller.chat(|chat| chat.timeline.acts() > 50));
        let (all, pages) =
            caller.list(&format!("{messages}?$top=50&$orderby=lastModifiedDateTime desc"));
        assert!(pages > 1);
        let changed = |message: &serde_json::Value| {
            Moment::parse(message["lastModifiedDateTime"].as_str().unwrap()).unwrap()
        };
        assert!(
            all.iter()
                .map(changed)
                .collect::<Vec<_>>()
                .is_sorted_by(|earlier, later| earlier >= later)
        );
        let since = all[5]["lastModifiedDateTime"].as_str().unwrap();
        let filter = format!("$filter=lastModifiedDateTime gt {since}");
        let newer =
            caller.list(&format!("{messages}?$orderby=lastModifiedDateTime desc&{filter}")).0;
        assert_eq!(newer.len(), 5);
        assert_eq!(caller.violations(), 0);
        let ignored = caller.list(&format!("{messages}?$top=50&{filter}")).0;
        assert_eq!(ignored.len(), all.len());
        assert!(caller.violations() > 0);
    }
}
