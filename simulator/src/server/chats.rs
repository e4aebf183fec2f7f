//! Users' chats, their members and tabs.

use serde_json::{Value, json};

use super::ask::Ask;
use super::page::Paging;
use super::problem::Problem;
use super::world::World;
use crate::tenant::chats::Chat;
use crate::tenant::people::Person;
use crate::wire::Object;
use crate::wire::chats::{EXPANDED_MEMBERS, chat, last_message_preview, member};
use crate::wire::teams::tab;

/// The only order that the list knows. Graph: chat-list.
const ORDER: &str = "lastMessagePreview/createdDateTime desc";

impl World {
    pub(super) fn found_chat(&self, id: &str) -> Result<&Chat, Problem> {
        self.tenant.chat_by_id(id).ok_or_else(|| Problem::not_found("chat"))
    }

    /// Graph: chat-list; with members no page has more than 25 chats.
    pub(super) fn user_chats(&self, ask: &Ask, user: &str) -> Result<Object, Problem> {
        let person = self.tenant.person_by_id(user).filter(|person| Person::has_chats(person));
        let person = person.ok_or_else(|| Problem::not_found("user with a Teams licence"))?;
        if let Some(order) = ask.option("$orderby").filter(|order| *order != ORDER) {
            return Err(Problem::bad_request(format!("$orderby={order} is not supported.")));
        }
        let numbers =
            self.tenant.chats_of.get(person.number).map(Vec::as_slice).unwrap_or_default();
        let chats: Vec<&Chat> =
            numbers.iter().filter_map(|number| self.tenant.chat(*number)).collect();
        let most = if ask.expands("members") { EXPANDED_MEMBERS } else { 50 };
        let paging = Paging::of_teams(ask.top(50, 50)?.min(most));
        self.links.page(ask, &chats, paging, |item| self.expanded(ask, item))
    }

    /// Graph: chat-get.
    pub(super) fn chat(&self, ask: &Ask, id: &str) -> Result<Object, Problem> {
        Ok(ask.select(self.expanded(ask, self.found_chat(id)?)))
    }

    fn expanded(&self, ask: &Ask, item: &Chat) -> Object {
        let mut object = chat(item, &self.tenant);
        if ask.expands("members") {
            let members = item.members.iter().take(EXPANDED_MEMBERS);
            let members: Value = members
                .map(|someone| member(item, *someone, &self.tenant))
                .map(Value::Object)
                .collect();
            object.insert("members".to_owned(), members);
        }
        if ask.expands("lastMessagePreview") {
            let preview = last_message_preview(item, &self.tenant, ask.manners);
            object.insert(
                "lastMessagePreview@odata.context".to_owned(),
                json!(super::page::context(ask)),
            );
            object.insert("lastMessagePreview".to_owned(), preview);
        }
        object
    }

    /// Graph: chat-list-members; all on one page.
    pub(super) fn chat_members(&self, ask: &Ask, id: &str) -> Result<Object, Problem> {
        let chat = self.found_chat(id)?;
        let paging = Paging::of_teams(chat.members.len());
        self.links.page(ask, &chat.members, paging, |someone| member(chat, *someone, &self.tenant))
    }

    /// Graph: chat-list-tabs.
    pub(super) fn chat_tabs(&self, ask: &Ask, id: &str) -> Result<Object, Problem> {
        let tabs = self.tenant.chat_tabs(self.found_chat(id)?);
        let with_app = ask.expands("teamsApp");
        self.links
            .page(ask, &tabs, Paging::of_teams(tabs.len()), |item| ask.select(tab(item, with_app)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::caller::Caller;
    use crate::tenant::people::Person;

    #[test]
    fn with_members_a_page_has_25_chats_and_a_chat_25_members() {
        let caller = Caller::of(1);
        let chats = format!("{}/chats?$top=50", caller.user(|person| person.number == 0));
        let plain = caller.get(&chats)["value"].as_array().unwrap().len();
        let (expanded, pages) = caller.list(&format!("{chats}&$expand=members,lastMessagePreview"));
        assert_eq!((plain, pages), (expanded.len(), 2));
        let members = |chat: &serde_json::Value| chat["members"].as_array().unwrap().len();
        let large = expanded.iter().find(|chat| members(chat) == 25).unwrap();
        let all = caller.list(&format!("chats/{}/members", large["id"].as_str().unwrap())).0;
        assert!(all.len() > 25);
        assert!(plain > 25);
    }

    #[test]
    fn the_chat_with_the_newest_message_comes_first_and_empty_ones_last() {
        let caller = Caller::of(1);
        let order = "$expand=lastMessagePreview&$orderby=lastMessagePreview/createdDateTime desc";
        let chats =
            caller.list(&format!("{}/chats?{order}", caller.user(|person| person.number == 0))).0;
        let newest: Vec<&str> = chats
            .iter()
            .map(|chat| chat["lastMessagePreview"]["createdDateTime"].as_str().unwrap_or_default())
            .collect();
        assert!(newest.is_sorted_by(|earlier, later| earlier >= later));
        assert_eq!(caller.violations(), 0);
        let other = format!("{}/chats?$orderby=topic", caller.user(|person| person.number == 0));
        assert_eq!(caller.error(&other).0, 400);
        assert_eq!(caller.violations(), 1);
    }

    #[test]
    fn users_without_a_plan_have_no_chats() {
        let caller = Caller::of(1);
        let chats = format!("{}/chats", caller.user(|person| !Person::has_chats(person)));
        assert_eq!(caller.error(&chats), (404, "NotFound".to_owned()));
    }
}
