//! The source of a connector: a tenant, by the values of its configuration.

use std::sync::Arc;
use std::time::Duration;

use clock::{Clock, Random};
use graph::{Client, Connection, Credentials, GraphRoot, LoginRoot, Patience};
use protocol::configuration::{AuthMethod, Values};

/// A ping doesn't hold up the heartbeat: the next pass pings again.
const PING: Patience = Patience { attempts_max: 2, wait_max: Duration::from_secs(2) };

/// Where Graph and its sign-in are: the same for every connector of a process.
#[derive(Debug, Clone)]
pub struct Cloud {
    /// Microsoft Graph.
    pub root: GraphRoot,
    /// Microsoft's sign-in service.
    pub login_root: LoginRoot,
}

/// Why a tenant can't be read with these values.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// This version can't do what the configuration asks for.
    #[error("{0}")]
    Unsupported(&'static str),
    /// No client can be made on this machine.
    #[error("no connection to Microsoft Graph can be made: {0}")]
    Machine(String),
    /// Sign-in was refused, or isn't answered.
    #[error("sign-in to Microsoft Entra failed: {0}")]
    SignIn(#[from] graph::SignInError),
}

impl SourceError {
    /// Whether it may pass without anybody acting.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::SignIn(graph::SignInError::Unavailable { .. }) => true,
            Self::Unsupported(_)
            | Self::Machine(_)
            | Self::SignIn(graph::SignInError::Refused { .. }) => false,
        }
    }
}

impl Cloud {
    /// A client that signs in with these values; nothing is sent yet.
    ///
    /// # Errors
    /// When the values ask for what this version can't do, or no client can be made.
    pub fn client(
        &self,
        values: &Values,
        clock: Arc<dyn Clock>,
        random: Arc<Random>,
    ) -> Result<Client, SourceError> {
        self.client_with(Patience::default(), values, clock, random)
    }

    fn client_with(
        &self,
        patience: Patience,
        values: &Values,
        clock: Arc<dyn Clock>,
        random: Arc<Random>,
    ) -> Result<Client, SourceError> {
        let AuthMethod::Secret { secret_value } = &values.auth_method else {
            return Err(SourceError::Unsupported(
                "sign-in with a certificate is not there yet: set Authentication Method to Client Secret",
            ));
        };
        let connection = Connection {
            root: self.root.clone(),
            login_root: self.login_root.clone(),
            credentials: Credentials {
                tenant_id: values.tenant_id.clone(),
                client_id: values.client_id.clone(),
                secret_value: secret_value.clone(),
            },
            patience,
        };
        Client::new(connection, clock, random)
            .map_err(|error| SourceError::Machine(error.to_string()))
    }

    /// Whether the source answers: a token is asked for, each time anew.
    ///
    /// # Errors
    /// Why not, and what to do.
    pub async fn ping(
        &self,
        values: &Values,
        clock: Arc<dyn Clock>,
        random: Arc<Random>,
    ) -> Result<(), SourceError> {
        self.client_with(PING, values, clock, random)?.token().await?;
        Ok(())
    }
}
