//! The client: one request becomes one answer, with a token, a limit, and a few tries.

use std::sync::Arc;
use std::time::Duration;

use clock::{Clock, Random};
use jiff::fmt::rfc2822;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, USER_AGENT};
use secrecy::ExposeSecret as _;
use serde::de::DeserializeOwned;

use crate::body::{self, BodyError};
use crate::error::Error;
use crate::lenient;
use crate::meter::Meter;
use crate::refusal::{ErrorBody, Refusal};
use crate::request::{Entity, Request};
use crate::retry::{Patience, RetryBudget, retry_after};
use crate::root::GraphRoot;
use crate::sign_in::{Credentials, LoginRoot, SignInError, Token};
use crate::token_cache::TokenCache;

/// Longest page that is read, in bytes after decompression.
const PAGE_BYTES_MAX: usize = 32 << 20;

/// Longest error body that is read, in bytes.
const ERROR_BYTES_MAX: usize = 64 << 10;

/// A client of one tenant; cheap to share behind an `Arc`.
///
/// The bearer goes to the configured root only: a [`crate::GraphUrl`] can hold no other address, and no redirect is
/// followed.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    root: GraphRoot,
    tokens: TokenCache,
    patience: Patience,
    budget: RetryBudget,
    meter: Meter,
    clock: Arc<dyn Clock>,
    random: Arc<Random>,
}

/// Which Graph, and as whom.
#[derive(Debug, Clone)]
pub struct Connection {
    /// The service.
    pub root: GraphRoot,
    /// Where its tokens come from.
    pub login_root: LoginRoot,
    /// Who we are.
    pub credentials: Credentials,
    /// How long to try in place.
    pub patience: Patience,
}

impl Client {
    /// A client for `connection`; nothing is sent yet.
    ///
    /// # Errors
    /// When the machine's TLS can't be set up.
    pub fn new(
        connection: Connection,
        clock: Arc<dyn Clock>,
        random: Arc<Random>,
    ) -> Result<Self, reqwest::Error> {
        let mut http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(30))
            .timeout(Duration::from_mins(2))
            .default_headers(decoration());
        if connection.root.is_local() || connection.login_root.is_local() {
            // Without TLS nobody may stand in between, a proxy of the environment least of all.
            http = http.no_proxy();
        }
        let scope = connection.root.scope();
        Ok(Self {
            http: http.build()?,
            tokens: TokenCache::new(connection.login_root, connection.credentials, scope),
            root: connection.root,
            patience: connection.patience,
            budget: RetryBudget::default(),
            meter: Meter::default(),
            clock,
            random,
        })
    }

    /// The configured root.
    pub fn root(&self) -> &GraphRoot {
        &self.root
    }

    /// What was asked so far.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Signs in, if need be, and gives the token.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn token(&self) -> Result<Token, SignInError> {
        self.tokens.token(&self.http, &*self.clock, &self.meter).await
    }

    /// One object.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn entity<T: DeserializeOwned + Send>(&self, entity: &Entity<T>) -> Result<T, Error> {
        self.get(&entity.request, |body| serde_json::from_slice(body)).await
    }

    /// Asks until there is an answer that `parse` can read, as often as patience and budget allow.
    pub(crate) async fn get<T>(
        &self,
        request: &Request,
        parse: impl Fn(&[u8]) -> Result<T, serde_json::Error> + Send + Sync,
    ) -> Result<T, Error> {
        let mut attempt = 1;
        loop {
            let error =
                match self.attempt(request).await.and_then(|body| read(request, &body, &parse)) {
                    Ok(answer) => {
                        self.budget.earn();
                        return Ok(answer);
                    }
                    Err(error) => error,
                };
            self.before_next(request, attempt, error).await?;
            attempt += 1;
        }
    }

    /// Waits before the try after try number `attempt`, which met this error; gives it back if there is to be no other.
    pub(crate) async fn before_next(
        &self,
        request: &Request,
        attempt: u32,
        error: Error,
    ) -> Result<(), Error> {
        let wait = self.patience.pause(error.disposition(), attempt, &self.random);
        let Some(wait) = wait.filter(|_| self.budget.spend()) else {
            return Err(error);
        };
        let (error, next) = (error.chain(), attempt.saturating_add(1));
        tracing::debug!(path = request.url.path(), attempt = next, error, "asking Graph again");
        self.clock.sleep(wait).await;
        Ok(())
    }

    /// To ask without a token, or with one of the caller's.
    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// A token that Graph refused isn't used again.
    pub(crate) async fn discard(&self, token: &Token) {
        self.tokens.discard(token).await;
    }

    /// Asks once, and a second time with a fresh token if Graph refuses the one at hand.
    async fn attempt(&self, request: &Request) -> Result<Vec<u8>, Error> {
        let token = self.token().await?;
        let answer = self.ask(request, &token).await;
        if !matches!(answer, Err(Error::Unauthorized(_))) {
            return answer;
        }
        self.tokens.discard(&token).await;
        let token = self.token().await?;
        self.ask(request, &token).await
    }

    /// Asks once: the body of a success, or what any other answer means.
    async fn ask(&self, request: &Request, token: &Token) -> Result<Vec<u8>, Error> {
        let path = request.url.path();
        let network = |source: reqwest::Error| Error::Network {
            path: path.to_owned(),
            source: Box::new(source.without_url()),
        };
        self.meter.request(request.class);
        let answer = self
            .http
            .get(request.url.as_url().clone())
            .header(AUTHORIZATION, bearer(token))
            .header("client-request-id", self.random.uuid())
            .header("Prefer", request.prefer.header())
            .send()
            .await
            .map_err(network)?;
        if !answer.status().is_success() {
            return Err(self.refused(path, answer).await);
        }
        let body = body::read(answer, PAGE_BYTES_MAX).await.map_err(|error| match error {
            BodyError::TooLarge { limit } => Error::TooLarge { path: path.to_owned(), limit },
            BodyError::Cut(source) => network(source),
        })?;
        self.meter.received(body.len());
        Ok(body)
    }

    /// What an answer that is no success means.
    pub(crate) async fn refused(&self, path: &str, answer: reqwest::Response) -> Error {
        let status = answer.status().as_u16();
        let wait = retry_after(answer.headers(), self.clock.now());
        let header = |name| {
            let value: Option<&HeaderValue> = answer.headers().get(name);
            value.and_then(|value| value.to_str().ok()).map(ToOwned::to_owned)
        };
        let (request_id, date) = (header("request-id"), header("date"));
        let body = body::read(answer, ERROR_BYTES_MAX).await.unwrap_or_default();
        self.meter.received(body.len());
        if matches!(status, 429 | 503) {
            self.meter.throttled();
        }
        let body: ErrorBody = serde_json::from_slice(&body).unwrap_or_default();
        let refusal = Refusal {
            path: path.to_owned(),
            status,
            code: body.code(),
            message: body.message(),
            request_id: request_id.or_else(|| body.request_id()),
            date: date.and_then(|text| Some(rfc2822::parse(&text).ok()?.timestamp())),
        };
        Error::answered(Box::new(refusal), wait)
    }
}

/// The answer in `body`; a byte that is no UTF-8 costs one character, not the page.
fn read<T>(
    request: &Request,
    body: &[u8],
    parse: impl Fn(&[u8]) -> Result<T, serde_json::Error>,
) -> Result<T, Error> {
    parse(String::from_utf8_lossy(body).as_bytes()).map_err(|error| Error::Malformed {
        path: request.url.path().to_owned(),
        reason: lenient::reason(&error),
    })
}

/// The bearer header, marked so that no log of headers shows it.
pub(crate) fn bearer(token: &Token) -> HeaderValue {
    let text = format!("Bearer {}", token.bearer.expose_secret());
    // A token with a line break in it is no token: Graph will answer 401 to an empty one.
    let mut value =
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("Bearer"));
    value.set_sensitive(true);
    value
}

/// SharePoint serves undecorated traffic last. SharePoint: how to decorate your HTTP traffic.
fn decoration() -> HeaderMap {
    let name = concat!("NONISV|TeamsConnector|teams-connector/", env!("CARGO_PKG_VERSION"));
    HeaderMap::from_iter([(USER_AGENT, HeaderValue::from_static(name))])
}
