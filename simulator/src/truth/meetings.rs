//! A channel's meetings, folded from the system messages about their calls.

use std::collections::BTreeMap;

use serde_json::json;

use super::document;
use crate::messages::calls::{CallEvent, CallEventKind};
use crate::messages::message::Message;
use crate::messages::senders::Identity;
use crate::tenant::channels::Channel;
use crate::tenant::groups::Group;
use crate::wire::Object;

/// A call's messages, oldest first.
type Call<'a> = Vec<(&'a Message, &'a CallEvent)>;

/// One document for each call.
pub(super) fn of_channel(team: &Group, channel: &Channel, messages: &[&Message]) -> Vec<Object> {
    let mut calls: BTreeMap<&str, Call<'_>> = BTreeMap::new();
    for message in messages {
        if let Some(call) =
            message.call().filter(|call| !matches!(call.kind, CallEventKind::Transcript))
        {
            calls.entry(&call.call_id).or_default().push((message, call));
        }
    }
    calls.into_iter().filter_map(|(id, call)| meeting(team, channel, id, call)).collect()
}

fn meeting(team: &Group, channel: &Channel, id: &str, mut call: Call<'_>) -> Option<Object> {
    call.sort_by_key(|(message, _)| message.created);
    let (first, _) = call.first()?;
    let changed = call.iter().map(|(message, _)| message.modified).max()?;
    let started = call.iter().find(|(_, event)| matches!(event.kind, CallEventKind::Started));
    let ended = call.iter().find_map(|(message, event)| match &event.kind {
        CallEventKind::Ended { seconds, participants } => {
            Some((message.created, *seconds, participants))
        }
        CallEventKind::Started | CallEventKind::Recording(_) | CallEventKind::Transcript => None,
    });
    let mut made: Vec<(&str, &str)> =
        call.iter().filter_map(|(_, event)| event.success()).collect();
    made.sort_unstable_by_key(|(address, name)| (*name, *address));
    let (address, name) = made.first().copied().unzip();
    let fields = json!({
        "title": name.map_or_else(|| format!("Meeting in {}", channel.name), str::to_owned),
        "recording_url": address.unwrap_or_default(),
        "participants": ended
            .map(|(_, _, people)| names(people))
            .unwrap_or_default(),
        "call_id": id,
        "thread_id": first.reply_to.unwrap_or(first.created).id(),
        "start": started.map(|(message, _)| document::date(message.created)),
        "end": ended.map(|(at, _, _)| document::date(at)),
        "duration": ended.map(|(_, seconds, _)| seconds),
        "creation_time": document::date(first.created),
        "_timestamp": document::date(changed),
    });
    Some(document::in_channel(
        "CHANNEL_MEETING",
        (team, channel),
        &[&channel.id, "meetings", id],
        fields,
    ))
}

/// Those who have a name, in Graph's order.
fn names(people: &[Identity]) -> String {
    people.iter().filter_map(|person| person.name.as_deref()).collect::<Vec<_>>().join(", ")
}
