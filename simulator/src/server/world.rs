//! What every request sees: the tenant, the permissions, the accounts, and who may come in.

use std::sync::Arc;

use clock::{Clock, Random};
use serde::Serialize;

use super::accounts::Ledger;
use super::links::Links;
use super::record::{Exchange, Recorder};
use super::shelf::Shelf;
use crate::draw::Draw;
use crate::grants::Grants;
use crate::messages::chains::Chain;
use crate::messages::message::Message;
use crate::tenant::Tenant;
use crate::truth::Truth;

/// The state that requests share.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) tenant: Arc<Tenant>,
    pub(crate) grants: Grants,
    pub(crate) credentials: Credentials,
    pub(crate) ledger: Ledger,
    pub(crate) links: Links,
    pub(crate) clock: Arc<dyn Clock>,
    /// For request ids.
    pub(crate) random: Random,
    pub(crate) recorder: Option<Recorder>,
    /// Channels' chains, newest change first.
    pub(crate) chains: Shelf<Vec<Chain>>,
    /// Chats' messages, oldest first.
    pub(crate) messages: Shelf<Vec<Message>>,
}

/// What an application signs in with: a pure function of the seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Credentials {
    /// The directory's id.
    pub tenant_id: String,
    /// The application's id.
    pub client_id: String,
    /// The client secret's value.
    pub secret_value: String,
    /// A user's name, for connectors that are configured with one.
    pub username: String,
    /// That user's password.
    pub password: String,
}

impl Credentials {
    /// The credentials of a tenant.
    pub(crate) fn of(tenant: &Tenant) -> Self {
        let mut draw = Draw::of(tenant.seed(), "credentials", &[]);
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.";
        Self {
            tenant_id: tenant.id.clone(),
            client_id: draw.guid(),
            // A `~` and a `+` show who forgets to encode a form.
            secret_value: format!(
                "{}8Q~{}+",
                draw.letters(2, b"abcdef"),
                draw.letters(33, alphabet)
            ),
            username: tenant
                .person(0)
                .map(|person| person.user_principal_name.clone())
                .unwrap_or_default(),
            password: format!("Pass&{}", draw.letters(12, alphabet)),
        }
    }
}

impl World {
    /// The world of a tenant that nobody has asked anything of.
    pub(crate) fn new(
        tenant: Tenant,
        grants: Grants,
        recorder: Option<Recorder>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            credentials: Credentials::of(&tenant),
            links: Links::of(tenant.seed()),
            random: Random::seeded(tenant.seed()),
            tenant: Arc::new(tenant),
            grants,
            ledger: Ledger::default(),
            clock,
            recorder,
            chains: Shelf::new(),
            messages: Shelf::new(),
        }
    }

    /// What a correct crawler must have indexed.
    pub(crate) fn truth(&self) -> Truth {
        Truth::new(Arc::clone(&self.tenant), self.grants.clone())
    }

    /// Writes an exchange down, if somebody wants a record.
    pub(crate) fn record(&self, exchange: &Exchange<'_>) {
        let written = self.recorder.as_ref().map_or(Ok(()), |recorder| recorder.write(exchange));
        if let Err(error) = written {
            self.ledger.violation(format!("the record cannot be written: {error}"));
        }
    }
}
