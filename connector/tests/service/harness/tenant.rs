//! A simulated tenant behind a proxy, which makes Graph slow, wrong or absent.

use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Options, Simulator, Size};

use super::engine::Documents;
use super::proxy::{ALWAYS, Act, Asked, Proxy};
use super::text;

/// A tenant that a service can read.
#[derive(Debug)]
pub(crate) struct Tenant {
    pub(crate) simulator: Simulator,
    pub(crate) proxy: Proxy,
}

impl Tenant {
    /// More than a thousand documents of all types.
    pub(crate) async fn small(seed: u64) -> Self {
        Self::with(Options { seed, ..Options::default() }).await
    }

    /// Tens of thousands of documents.
    pub(crate) async fn medium(seed: u64) -> Self {
        Self::with(Options { seed, size: Size::Medium, ..Options::default() }).await
    }

    /// A handful of documents: only the teams themselves may be read. For what is about records, not content.
    pub(crate) async fn tiny(seed: u64) -> Self {
        let granted = ["GroupMember.Read.All", "Files.Read.All"].map(str::to_owned).to_vec();
        Self::with(Options { seed, granted: Some(granted), ..Options::default() }).await
    }

    async fn with(options: Options) -> Self {
        let simulator = Simulator::start(0, options).await.unwrap();
        let proxy = Proxy::before(&simulator.base_url()).await;
        Self { simulator, proxy }
    }

    /// What Kibana's form is filled in with.
    pub(crate) fn values(&self) -> Value {
        let credentials = self.simulator.credentials();
        json!({
            "tenant_id": credentials.tenant_id,
            "client_id": credentials.client_id,
            "secret_value": credentials.secret_value,
        })
    }

    pub(crate) fn truth(&self) -> Documents {
        let objects = self.simulator.truth();
        objects.map(|object| (text(&Value::Object(object.clone()), "id"), object)).collect()
    }

    /// Each request for content takes this much longer, until [`Tenant::fast`]; signing in doesn't.
    pub(crate) fn slow(&self, each: Duration) {
        self.proxy.rule(reads_content, ALWAYS, Act::Wait(each));
    }

    pub(crate) fn fast(&self) {
        self.proxy.clear();
    }

    /// From now on nobody is signed in any more, and tokens that were given are refused.
    pub(crate) fn refuse_sign_in(&self) {
        let refusal = json!({"error": "invalid_client",
            "error_description": "AADSTS7000215: Invalid client secret provided."});
        self.proxy.rule(signs_in, ALWAYS, Act::Answer(401, refusal));
        let expired =
            json!({"error": {"code": "InvalidAuthenticationToken", "message": "expired"}});
        self.proxy.rule(|_| true, ALWAYS, Act::Answer(401, expired));
    }

    /// Requests for content so far.
    pub(crate) fn reads(&self) -> usize {
        self.proxy.asked().iter().filter(|asked| reads_content(asked)).count()
    }
}

pub(crate) fn signs_in(asked: &Asked) -> bool {
    asked.path.contains("/oauth2/v2.0/token")
}

/// What only a sync asks for.
pub(crate) fn reads_content(asked: &Asked) -> bool {
    ["/groups", "/teams/", "/chats", "/events", "/drives/"]
        .iter()
        .any(|family| asked.path.contains(family))
}
