//! One token for all requests of a client, fetched once and early.

use std::time::Duration;

use clock::Clock;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use tokio::sync::Mutex;

use crate::class::Class;
use crate::meter::Meter;
use crate::sign_in::{Credentials, LoginRoot, SignInError, Token, sign_in};

/// How long a refusal is remembered, so that side by side tasks don't lock an account together.
const REFUSAL_LIFE: Duration = Duration::from_mins(1);

/// How long a token that still lives is used after an early refresh that failed, before the next try.
const REFRESH_PAUSE: Duration = Duration::from_secs(30);

/// Holds the token; concurrent callers wait for one fetch.
#[derive(Debug)]
pub(crate) struct TokenCache {
    login_root: LoginRoot,
    credentials: Credentials,
    scope: String,
    held: Mutex<Held>,
}

#[derive(Debug)]
enum Held {
    Nothing,
    Token(Token),
    Failure { until: Timestamp, error: SignInError },
}

impl TokenCache {
    pub(crate) fn new(login_root: LoginRoot, credentials: Credentials, scope: String) -> Self {
        Self { login_root, credentials, scope, held: Mutex::new(Held::Nothing) }
    }

    /// A token that lives, fetched if need be; `meter` counts each fetch.
    ///
    /// Whoever waited for another's fetch shares its outcome, a failure too.
    ///
    /// # Errors
    /// [`SignInError`], a remembered one among them.
    pub(crate) async fn token(
        &self,
        http: &reqwest::Client,
        clock: &dyn Clock,
        meter: &Meter,
    ) -> Result<Token, SignInError> {
        let asked = clock.now();
        let mut held = self.held.lock().await;
        match &*held {
            Held::Token(token) if asked < token.refresh_at => return Ok(token.clone()),
            Held::Failure { until, error } if asked < *until => return Err(error.clone()),
            Held::Nothing | Held::Token(_) | Held::Failure { .. } => {}
        }
        meter.request(Class::SignIn);
        let (login_root, credentials) = (&self.login_root, &self.credentials);
        let answer = sign_in(http, login_root, credentials, &self.scope, clock.now()).await;
        let (next, result) = match answer {
            Ok(token) => (Held::Token(token.clone()), Ok(token)),
            Err(error) => after_failure(&held, error, clock.now()),
        };
        *held = next;
        result
    }

    /// Forgets `refused`, because Graph took it no longer; a token that came since is kept.
    pub(crate) async fn discard(&self, refused: &Token) {
        let mut held = self.held.lock().await;
        match &*held {
            Held::Token(token)
                if token.bearer.expose_secret() == refused.bearer.expose_secret() =>
            {
                *held = Held::Nothing;
            }
            Held::Nothing | Held::Token(_) | Held::Failure { .. } => {}
        }
    }
}

/// What is held after a sign-in that failed, and what its caller gets: the old token, if it still lives and
/// Entra didn't say no.
fn after_failure(
    held: &Held,
    error: SignInError,
    now: Timestamp,
) -> (Held, Result<Token, SignInError>) {
    let after = |pause| now.checked_add(pause).unwrap_or(Timestamp::MAX);
    let pause = match &error {
        SignInError::Refused { .. } => REFUSAL_LIFE,
        SignInError::Unavailable { retry_after, .. } => {
            if let Held::Token(token) = held
                && now < token.expires_at
            {
                let pause = retry_after.unwrap_or(REFRESH_PAUSE).max(REFRESH_PAUSE);
                let refresh_at = after(pause).min(token.expires_at);
                let token = Token { refresh_at, ..token.clone() };
                return (Held::Token(token.clone()), Ok(token));
            }
            retry_after.unwrap_or(Duration::ZERO)
        }
    };
    (Held::Failure { until: after(pause), error: error.clone() }, Err(error))
}
