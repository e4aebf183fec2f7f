//! Teams, channels, tabs and files.

use documents::{
    ChannelContext, ChatContext, channel_attachment, channel_tab, chat_attachment, chat_tab, team,
    team_channel,
};
use serde_json::json;

use crate::given::{channel, chat, harbour, message, read};

#[test]
fn a_channel_of_unknown_membership_is_not_called_standard() {
    // New: a shared channel reads as `unknownFutureValue` and is taken for a standard one.
    let shared = read(json!({ "id": "c", "membershipType": "unknownFutureValue" }));
    let context = ChannelContext::new(&harbour(), &shared);
    let document = team_channel::document(&context, &shared);
    assert!(!document.fields.contains_key("membershipType"));
    assert!(!document.fields.contains_key("channel_membership"));
}

#[test]
fn a_team_a_channel_and_a_tab_have_times_of_graph() {
    // Both: the time of the crawl, so that every sync writes them again.
    let group = read(json!({ "id": "t1", "createdDateTime": "2023-01-04T10:00:00Z" }));
    let timestamp = "2023-01-04T10:00:00.000Z";
    assert_eq!(team::document(&group, None).fields["_timestamp"], timestamp);
    let tab = read(json!({ "id": "tab" }));
    assert_eq!(channel_tab::document(&channel("c"), &tab).fields["_timestamp"], timestamp);
}

#[test]
fn a_chat_and_its_members_have_one_title_in_any_order() {
    let members = |names: [&str; 3]| {
        let members = names.map(|name| read(json!({ "displayName": name })));
        ChatContext::new(&read(json!({ "id": "x" })), &members).title
    };
    assert_eq!(members(["Bo", "Ana", "Ida"]), "Ana,Bo,Ida");
    assert_eq!(members(["Ida", "Bo", "Ana"]), "Ana,Bo,Ida");
}

#[test]
fn a_tab_without_configuration_is_a_document() {
    // Old: null raises and ends the chat's tabs; so does a chat that was never updated.
    let tab = read(json!({ "id": "tab", "displayName": "Notes", "configuration": null }));
    let document = chat_tab::document(&chat("x"), &tab);
    assert_eq!(document.fields["url"], "");
    assert_eq!(document.fields["_timestamp"], "2024-02-01T08:00:00.000Z");
}

#[test]
fn a_file_in_two_chats_is_two_documents() {
    // Old: one document, whose `members` are those of the chat that came last.
    let file = read(json!({ "id": "i", "file": {}, "parentReference": { "driveId": "d" } }));
    let one = chat_attachment::document(&chat("x1"), vec!["1".to_owned()], &file).unwrap();
    let other = chat_attachment::document(&chat("x2"), vec!["1".to_owned()], &file).unwrap();
    assert_ne!(one.id, other.id);
    assert_eq!(one.parents, ["1"]);
}

#[test]
fn a_chat_file_is_found_by_its_own_address() {
    // Old: by its name, in the sender's folder of an English name.
    let address = "https://contoso-my.sharepoint.com/personal/ana/Fichiers/plan.docx";
    let attachments = json!([
        { "contentType": "reference", "contentUrl": address },
        { "contentType": "messageReference", "contentUrl": "https://no.example" },
    ]);
    let living = message(json!({ "attachments": attachments }));
    assert_eq!(chat_attachment::addresses(&living).collect::<Vec<_>>(), [address]);
    let deleted = json!({ "deletedDateTime": "2025-06-23T13:21:00Z", "attachments": attachments });
    assert_eq!(chat_attachment::addresses(&message(deleted)).count(), 0);
}

#[test]
fn a_file_whose_content_was_not_read_says_so() {
    // Old: a failed download is indexed as whatever arrived.
    let file = read(json!({ "id": "i", "file": {}, "parentReference": { "driveId": "d" } }));
    let document = channel_attachment::document(&channel("c"), "/a", &file).unwrap();
    assert_eq!(document.fields["content_status"], "off");
}
