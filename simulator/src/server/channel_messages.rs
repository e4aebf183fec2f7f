//! Channels' reply chains.

use std::cmp::Reverse;
use std::sync::Arc;

use serde_json::{Value, json};

use super::ask::Ask;
use super::links::Place;
use super::page::{Paging, context};
use super::problem::Problem;
use super::world::World;
use crate::messages::chains::Chain;
use crate::messages::message::Message;
use crate::tenant::channels::Channel;
use crate::wire::Object;
use crate::wire::messages::channel_message;

/// An expanded list shows no more replies of a chain than this. Graph: channel-list-messages.
const INLINE_REPLIES: usize = 200;

impl World {
    fn chains(&self, channel: &Channel) -> Arc<Vec<Chain>> {
        self.chains.get(channel.number, || self.tenant.chains(channel))
    }

    /// Graph: channel-list-messages.
    pub(super) fn channel_messages(&self, ask: &Ask, of: (&str, &str)) -> Result<Object, Problem> {
        let channel = self.channel(of)?;
        let paging = Paging::of_teams(ask.top(20, 50)?);
        let with_replies = ask.expands("replies");
        self.links.page(ask, &self.chains(channel), paging, |chain| {
            let mut object = channel_message(&chain.root, channel, &self.tenant, ask.manners);
            if with_replies {
                self.inline(&mut object, ask, channel, chain);
            }
            object
        })
    }

    /// A chain's newest replies, and the address of the rest.
    fn inline(&self, root: &mut Object, ask: &Ask, channel: &Channel, chain: &Chain) {
        let replies = newest_first(chain);
        let shown = replies.iter().take(INLINE_REPLIES);
        let shown: Vec<Value> = shown
            .map(|reply| Value::Object(channel_message(reply, channel, &self.tenant, ask.manners)))
            .collect();
        root.insert("replies@odata.context".to_owned(), json!(context(ask)));
        root.insert("replies@odata.count".to_owned(), json!(shown.len()));
        if replies.len() > INLINE_REPLIES {
            let path = format!("{}/{}/replies", ask.path, chain.root.id());
            let rest = Ask { path, query: Vec::new(), ..ask.clone() };
            let link = self.links.link(&rest, "$skiptoken", Place::Item(INLINE_REPLIES));
            root.insert("replies@odata.nextLink".to_owned(), json!(link));
        }
        root.insert("replies".to_owned(), Value::Array(shown));
    }

    /// Graph: chatmessage-list-replies.
    pub(super) fn replies(
        &self,
        ask: &Ask,
        of: (&str, &str),
        root: &str,
    ) -> Result<Object, Problem> {
        let channel = self.channel(of)?;
        let chains = self.chains(channel);
        let replies = newest_first(find(&chains, root)?);
        let paging = Paging::of_teams(ask.top(20, 50)?);
        self.links.page(ask, &replies, paging, |reply| {
            channel_message(reply, channel, &self.tenant, ask.manners)
        })
    }

    /// One root, or one reply. Graph: chatmessage-get.
    pub(super) fn channel_message(
        &self,
        ask: &Ask,
        of: (&str, &str),
        root: &str,
        reply: Option<&String>,
    ) -> Result<Object, Problem> {
        let channel = self.channel(of)?;
        let chains = self.chains(channel);
        let chain = find(&chains, root)?;
        let message = match reply {
            None => Some(&chain.root),
            Some(reply) => chain.replies.iter().find(|message| message.id() == *reply),
        };
        let message = message.ok_or_else(|| Problem::not_found("reply"))?;
        Ok(channel_message(message, channel, &self.tenant, ask.manners))
    }
}

fn find<'a>(chains: &'a [Chain], root: &str) -> Result<&'a Chain, Problem> {
    chains.iter().find(|chain| chain.root.id() == root).ok_or_else(|| Problem::not_found("message"))
}

fn newest_first(chain: &Chain) -> Vec<&Message> {
    let mut replies: Vec<&Message> = chain.replies.iter().collect();
    replies.sort_by_key(|reply| Reverse(reply.created));
    replies
}

#[cfg(test)]
mod tests {
    use super::super::caller::Caller;
    use crate::moment::Moment;

    #[test]
    fn the_chain_that_changed_last_comes_first() {
        let caller = Caller::of(1);
        let messages = format!("{}/messages", caller.channel(|channel| channel.number == 0));
        let (chains, pages) = caller.list(&format!("{messages}?$top=50&$expand=replies"));
        assert!(pages > 1 && chains.len() > 50);
        let changed = |message: &serde_json::Value| {
            Moment::parse(message["lastModifiedDateTime"].as_str().unwrap()).unwrap()
        };
        let newest: Vec<Moment> = chains
            .iter()
            .map(|chain| {
                chain["replies"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(changed)
                    .fold(changed(chain), Moment::max)
            })
            .collect();
        // The long chain shows no more than its newest replies; they are the ones that changed.
        assert!(newest.is_sorted_by(|earlier, later| earlier >= later));
        assert_eq!(caller.get(&messages)["value"].as_array().unwrap().len(), 20);
        assert_eq!(caller.error(&format!("{messages}?$top=51")).0, 400);
    }

    #[test]
    fn replies_after_the_200th_are_behind_a_link() {
        let caller = Caller::of(1);
        let messages = format!(
            "{}/messages?$top=50&$expand=replies",
            caller.channel(|channel| channel.number == 0)
        );
        let chains = caller.list(&messages).0;
        let long =
            chains.iter().find(|chain| chain.get("replies@odata.nextLink").is_some()).unwrap();
        assert_eq!(long["replies"].as_array().unwrap().len(), 200);
        let rest = caller.list(long["replies@odata.nextLink"].as_str().unwrap()).0;
        assert!((3..=12).contains(&rest.len()));
        let oldest_inline = long["replies"][199]["createdDateTime"].as_str().unwrap();
        assert!(
            rest.iter().all(|reply| reply["createdDateTime"].as_str().unwrap() < oldest_inline)
        );
        assert_eq!(caller.violations(), 0);
    }

    #[test]
    fn system_messages_are_of_an_unknown_type_to_who_does_not_ask_for_new_ones() {
        let mut caller = Caller::of(1);
        let messages = format!("{}/messages", caller.channel(|channel| channel.place == 0));
        let types = |caller: &Caller| -> Vec<String> {
            let messages = caller.list(&messages).0;
            messages
                .iter()
                .map(|message| message["messageType"].as_str().unwrap().to_owned())
                .collect()
        };
        assert!(types(&caller).contains(&"systemEventMessage".to_owned()));
        caller.prefer = "";
        assert!(types(&caller).contains(&"unknownFutureValue".to_owned()));
        assert!(!types(&caller).contains(&"systemEventMessage".to_owned()));
    }

    #[test]
    fn a_message_is_found_alone_only_in_its_own_chain() {
        let caller = Caller::of(1);
        let messages = format!("{}/messages", caller.channel(|channel| channel.number == 0));
        let chains = caller.list(&format!("{messages}?$expand=replies")).0;
        let chain = chains.iter().find(|chain| chain["replies"][0].is_object()).unwrap();
        let (root, reply) =
            (chain["id"].as_str().unwrap(), chain["replies"][0]["id"].as_str().unwrap());
        assert_eq!(caller.get(&format!("{messages}/{root}"))["id"], root);
        assert_eq!(caller.get(&format!("{messages}/{root}/replies/{reply}"))["replyToId"], root);
        assert_eq!(caller.error(&format!("{messages}/{root}/replies/1")).0, 404);
        assert_eq!(caller.error(&format!("{messages}/1")).0, 404);
    }
}
