//! Tabs of channels and chats.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::draw::Draw;
use crate::tenant::Tenant;
use crate::tenant::channels::Channel;
use crate::tenant::chats::{Chat, ChatType};
use crate::words;

/// A tab.
#[derive(Debug, Clone)]
pub(crate) struct Tab {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) app_id: &'static str,
    pub(crate) app_name: &'static str,
    /// Graph has none for some apps.
    pub(crate) configuration: Option<Configuration>,
    pub(crate) web_url: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Configuration {
    pub(crate) entity_id: Option<String>,
    pub(crate) content_url: Option<String>,
    pub(crate) website_url: Option<String>,
}

impl Tenant {
    /// A channel's tabs; General always has one.
    pub(crate) fn channel_tabs(&self, channel: &Channel) -> Vec<Tab> {
        let fewest = usize::from(channel.place == 0);
        let count = channel.part(self.seed(), "tabs", &[]).count(fewest, 2);
        (0..count)
            .map(|number| {
                tab(&mut channel.part(self.seed(), "tab", &[number]), &channel.id, number)
            })
            .collect()
    }

    /// A chat's tabs; the first group chats always have one, one-on-one chats none.
    pub(crate) fn chat_tabs(&self, chat: &Chat) -> Vec<Tab> {
        let most = match chat.kind {
            ChatType::OneOnOne => 0,
            ChatType::Group | ChatType::Meeting => 2,
        };
        let fewest = usize::from(chat.kind == ChatType::Group && chat.place < 6);
        let count = chat.part(self.seed(), "tabs", &[]).count(fewest, most);
        (0..count)
            .map(|number| tab(&mut chat.part(self.seed(), "tab", &[number]), &chat.id, number))
            .collect()
    }
}

fn tab(draw: &mut Draw, thread: &str, number: usize) -> Tab {
    let id = draw.guid();
    let (name, app_id, app_name) = draw.pick(&words::TAB_APPS).copied().unwrap_or_default();
    let name = if number == 0 { name.to_owned() } else { format!("{name} {}", number + 1) };
    let label = utf8_percent_encode(&name, NON_ALPHANUMERIC);
    let thread = utf8_percent_encode(thread, NON_ALPHANUMERIC);
    let web_url = format!(
        "https://teams.microsoft.com/l/entity/{app_id}/_djb2_msteams_prefix_{id}?label={label}&context={thread}"
    );
    let configuration = draw.chance(75).then(|| configuration(draw));
    Tab { id, name, app_id, app_name, configuration, web_url }
}

fn configuration(draw: &mut Draw) -> Configuration {
    let entity = draw.hex(32).to_uppercase();
    let content_url = format!("https://www.contoso.com/orders/{entity}/tabView");
    Configuration {
        website_url: draw.chance(70).then(|| format!("https://www.contoso.com/orders/{entity}")),
        content_url: draw.chance(90).then_some(content_url),
        entity_id: draw.chance(80).then_some(entity),
    }
}
