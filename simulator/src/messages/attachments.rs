//! What messages carry: files, cards, quotes, code.

use serde_json::json;

use crate::draw::Draw;
use crate::messages::room::{Room, SharedFile};
use crate::messages::senders::Identity;
use crate::moment::Moment;
use crate::tenant::shelves::CHAT_FILES_EACH;
use crate::words;

/// Something that a message carries. Graph: chatMessageAttachment.
#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    pub(crate) id: String,
    pub(crate) content_type: &'static str,
    pub(crate) content_url: Option<String>,
    pub(crate) content: Option<String>,
    pub(crate) name: Option<String>,
    /// A chat's file: the user's number and the file's.
    pub(crate) file: Option<(usize, usize)>,
    /// The texts that a card shows, a line each.
    pub(crate) card_texts: Vec<String>,
}

impl Attachment {
    fn of(id: String, content_type: &'static str) -> Self {
        let card_texts = Vec::new();
        Self {
            id,
            content_type,
            content_url: None,
            content: None,
            name: None,
            file: None,
            card_texts,
        }
    }

    /// A file that stays where it is. Graph: `reference`.
    fn reference(file: SharedFile, number: Option<(usize, usize)>) -> Self {
        Self {
            content_url: Some(file.address),
            name: Some(file.name),
            file: number,
            ..Self::of(file.id, "reference")
        }
    }

    /// A quoted message. Graph: `messageReference`.
    pub(crate) fn quote(message: Moment, sender: &Identity, preview: &str) -> Self {
        let user = json!({"displayName": sender.name, "id": sender.id, "userIdentityType": sender.kind.name()});
        let sender = json!({"application": null, "device": null, "user": user});
        let content =
            json!({"messageId": message.id(), "messagePreview": preview, "messageSender": sender});
        Self { content: Some(content.to_string()), ..Self::of(message.id(), "messageReference") }
    }

    /// Code that Teams keeps as a hosted content.
    pub(crate) fn code_snippet(room: &Room<'_>, created: Moment, draw: &mut Draw) -> Self {
        let address = format!(
            "{}/{}/hostedContents/{}/$value",
            room.messages_address(),
            created.id(),
            draw.hex(40)
        );
        let content = json!({"codeSnippetUrl": address, "language": "go"});
        let kind = "application/vnd.microsoft.card.codesnippet";
        Self { content: Some(content.to_string()), ..Self::of(draw.guid(), kind) }
    }

    /// A card with every text that such cards commonly have.
    pub(crate) fn card(draw: &mut Draw) -> Self {
        match draw.below(3) {
            0 => Self::hero(draw),
            1 => Self::connector(draw),
            _ => Self::adaptive(draw),
        }
    }

    /// Its texts stand in one list, so that there is one order to read them in.
    pub(crate) fn adaptive(draw: &mut Draw) -> Self {
        let (title, text) = (draw.word(&words::SUBJECTS), draw.word(&words::SENTENCES));
        let content = json!({
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "body": [
                {"text": title, "type": "TextBlock", "weight": "Bolder"},
                {"facts": [{"title": "State", "value": "Open"}, {"title": "Owner", "value": text}], "type": "FactSet"},
                {"items": [{"text": text, "type": "TextBlock", "wrap": true}], "type": "Container"},
                {"actions": [{"title": "Open ticket", "type": "Action.OpenUrl", "url": "https://www.contoso.com/"}],
                 "type": "ActionSet"},
            ],
            "type": "AdaptiveCard",
            "version": "1.4",
        });
        let card_texts = [title, "State: Open", &format!("Owner: {text}"), text, "Open ticket"];
        Self {
            content: Some(content.to_string()),
            card_texts: card_texts.iter().map(|&text| text.to_owned()).collect(),
            ..Self::of(draw.guid(), "application/vnd.microsoft.card.adaptive")
        }
    }

    fn hero(draw: &mut Draw) -> Self {
        let content = json!({
            "buttons": [{"title": "Log in", "type": "openUrl", "value": "https://www.contoso.com/"}],
            "subtitle": "<h3>Ticket 4711</h3>",
            "text": format!("{} <br>See <a href=\"https://www.contoso.com/\">there</a>", draw.word(&words::SENTENCES)),
            "title": draw.word(&words::SUBJECTS),
        });
        Self {
            content: Some(content.to_string()),
            ..Self::of(draw.guid(), "application/vnd.microsoft.card.hero")
        }
    }

    fn connector(draw: &mut Draw) -> Self {
        let content = json!({
            "@type": "MessageCard",
            "sections": [{"activityTitle": draw.word(&words::SUBJECTS), "facts": [{"name": "Build", "value": "4711"}]}],
            "summary": draw.word(&words::SENTENCES),
            "title": "Build failed",
        });
        let kind = "application/vnd.microsoft.card.o365connector";
        Self { content: Some(content.to_string()), ..Self::of(draw.guid(), kind) }
    }
}

impl Room<'_> {
    /// A file for a message of `sender`: of the channel's folder, or of the sender's own chat files.
    pub(crate) fn file(&self, sender: &Identity, file: usize) -> Option<Attachment> {
        if self.is_channel() {
            let shared = self.files.get(file % self.files.len().max(1))?;
            return Some(Attachment::reference(shared.clone(), None));
        }
        let (person, number) = (sender.person?, file % CHAT_FILES_EACH);
        let (name, _) = self.tenant.chat_file(person, number);
        let id = Draw::of(self.tenant.seed(), "chat file id", &[person, number]).guid();
        let mut address = self.tenant.chat_file_address(person, number)?;
        if number % 2 == 1 {
            address = address.replace(' ', "%20"); // clients send addresses encoded or not
        }
        Some(Attachment::reference(SharedFile { id, name, address }, Some((person, number))))
    }
}
