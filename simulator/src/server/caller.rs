//! A caller for tests: asks a world as Graph is asked, without a socket.

use std::sync::Arc;

use axum::http::Request;
use axum::http::request::Builder;
use clock::TestClock;
use serde_json::Value;

use super::exchange::Answer;
use super::world::World;
use crate::grants::Grants;
use crate::options::Size;
use crate::tenant::Tenant;

/// Somebody who signed in to a small tenant.
pub(crate) struct Caller {
    pub(crate) world: World,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) prefer: &'static str,
    token: String,
}

impl Caller {
    /// With every permission.
    pub(crate) fn of(seed: u64) -> Self {
        Self::granted(seed, None)
    }

    /// With the permissions that are named.
    pub(crate) fn granted(seed: u64, granted: Option<&[&str]>) -> Self {
        let granted = granted.map(|names| names.iter().map(|&name| name.to_owned()).collect());
        let clock = Arc::new(TestClock::at(jiff::Timestamp::UNIX_EPOCH));
        let tenant = Tenant::new(seed, Size::Small);
        let shared: Arc<TestClock> = Arc::clone(&clock);
        let world = World::new(tenant, Grants::new(granted), None, shared);
        let token = world.bearer("http://127.0.0.1:1");
        let prefer = "include-unknown-enum-members";
        Self { world, clock, prefer, token }
    }

    /// Asks for a path below the version, or follows a link.
    pub(crate) fn ask(&self, address: &str) -> Answer {
        let path = address
            .strip_prefix("http://127.0.0.1:1")
            .map_or_else(|| format!("/v1.0/{address}"), str::to_owned);
        let bearer = format!("Bearer {}", self.token);
        let request = Request::get(path.replace(' ', "%20").replace('\'', "%27"));
        self.send(request.header("authorization", bearer))
    }

    /// Sends a request as it is.
    pub(crate) fn send(&self, request: Builder) -> Answer {
        let request = request.header("host", "127.0.0.1:1").header("prefer", self.prefer);
        self.world.answer(&request.body(()).unwrap().into_parts().0)
    }

    /// The body of an answer that must be no error.
    pub(crate) fn get(&self, address: &str) -> Value {
        let answer = self.ask(address);
        assert_eq!(answer.status.as_u16(), 200, "{address}: {}", answer.body);
        answer.body
    }

    /// Status and code of an answer that must be an error.
    pub(crate) fn error(&self, address: &str) -> (u16, String) {
        let answer = self.ask(address);
        let code = answer.body["error"]["code"].as_str().unwrap().to_owned();
        (answer.status.as_u16(), code)
    }

    /// Every item of a list, page by page, and how many pages there were.
    pub(crate) fn list(&self, address: &str) -> (Vec<Value>, usize) {
        let (mut items, mut pages, mut next) = (Vec::new(), 0, Some(address.to_owned()));
        while let Some(address) = next {
            let page = self.get(&address);
            items.extend(page["value"].as_array().unwrap().clone());
            next = page["@odata.nextLink"].as_str().map(str::to_owned);
            pages += 1;
        }
        (items, pages)
    }

    pub(crate) fn violations(&self) -> u64 {
        self.world.ledger.shown().violations
    }

    /// A channel that a test is about, as the path to it.
    pub(crate) fn channel(
        &self,
        wanted: impl Fn(&crate::tenant::channels::Channel) -> bool,
    ) -> String {
        let channel = self.world.tenant.channels.iter().find(|channel| wanted(channel)).unwrap();
        let team = &self.world.tenant.groups[channel.team].id;
        format!("teams/{team}/channels/{}", channel.id)
    }

    /// A chat that a test is about, as the path to it.
    pub(crate) fn chat(&self, wanted: impl Fn(&crate::tenant::chats::Chat) -> bool) -> String {
        let chat = self.world.tenant.chats.iter().find(|chat| wanted(chat)).unwrap();
        format!("chats/{}", chat.id)
    }

    /// A user that a test is about, as the path to them.
    pub(crate) fn user(&self, wanted: impl Fn(&crate::tenant::people::Person) -> bool) -> String {
        let user = self.world.tenant.people.iter().find(|person| wanted(person)).unwrap();
        format!("users/{}", user.id)
    }
}
