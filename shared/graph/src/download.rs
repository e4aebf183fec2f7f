//! A file's content: from an address that needs no token, and gets none.
//!
//! ```text
//! the address beside a listed item ──▶ bytes
//!                    │ none, or too old
//!                    ▼
//! GET …/content, with the token ──302──▶ a fresh address ──▶ bytes       a cut: the rest by Range
//! ```
//!
//! Graph: driveitem-get-content, driveItem (`@microsoft.graph.downloadUrl`).

use futures::StreamExt as _;
use reqwest::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_RANGE, ETAG, HeaderValue, IF_RANGE, LOCATION, RANGE,
};
use reqwest::{Response, StatusCode};
use serde::{Deserialize, Deserializer};
use url::Url;

use crate::class::Class;
use crate::client::{Client, bearer};
use crate::error::Error;
use crate::request::Request;
use crate::root::{AddressError, GraphRoot, guarded, is_loopback};
use crate::sign_in::Token;

/// The address of a file's content for a while. Whoever has it can read the file, so no log and no error shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct DownloadUrl(String);

impl<'de> Deserialize<'de> for DownloadUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl std::fmt::Debug for DownloadUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DownloadUrl([REDACTED])")
    }
}

/// A file to download.
#[derive(Debug)]
pub struct Download {
    content: Request,
    listed: Option<DownloadUrl>,
}

impl GraphRoot {
    /// A file's content; `listed` is the address that stood beside the item when it was listed, which saves a request.
    pub fn content(&self, drive: &str, item: &str, listed: Option<DownloadUrl>) -> Download {
        let content = self.get(Class::SharePoint, &["drives", drive, "items", item, "content"]);
        Download { content, listed }
    }
}

/// What has come of a file so far.
#[derive(Debug, Default)]
struct Part {
    bytes: Vec<u8>,
    /// Which form of the file it is of.
    tag: Option<HeaderValue>,
}

/// Where to read next.
#[derive(Debug)]
enum Source {
    /// At an address that may be too old.
    Listed(Url),
    /// At an address that was just given.
    Fresh(Url),
    /// Nobody gave an address yet.
    Unknown,
}

impl Client {
    /// The content of a file of at most `limit` bytes. What a cut connection already brought isn't asked for again.
    ///
    /// # Errors
    /// [`Error::TooLarge`] as soon as more than `limit` bytes have come, whatever was said before; else as for any
    /// request.
    pub async fn download(&self, file: &Download, limit: usize) -> Result<Vec<u8>, Error> {
        let mut part = Part::default();
        let mut source = match &file.listed {
            Some(DownloadUrl(listed)) => Source::Listed(self.download_address(listed)?),
            None => Source::Unknown,
        };
        let mut attempt = 1;
        loop {
            let error = match self.fetch(file, &mut source, &mut part, limit).await {
                Ok(()) => return Ok(part.bytes),
                Err(error) => error,
            };
            self.before_next(&file.content, attempt, error).await?;
            attempt += 1;
        }
    }

    /// One try: asks for an address if there is none, then for what is missing.
    async fn fetch(
        &self,
        file: &Download,
        source: &mut Source,
        part: &mut Part,
        limit: usize,
    ) -> Result<(), Error> {
        if let Source::Listed(address) = source {
            let address = address.clone();
            let answer = self.ask_address(&file.content, address, part).await?;
            if !is_too_old(answer.status()) {
                return self.take(&file.content, answer, part, limit).await;
            }
            *source = Source::Unknown;
        }
        if matches!(source, Source::Unknown) {
            let answer = self.located(&file.content).await?;
            let Some(location) = answer.headers().get(LOCATION) else {
                // Small files may come at once, and empty ones do.
                *part = Part::default();
                return self.take(&file.content, answer, part, limit).await;
            };
            let location = location.to_str().unwrap_or_default();
            *source = Source::Fresh(self.download_address(location)?);
        }
        if let Source::Fresh(address) = source {
            let address = address.clone();
            let answer = self.ask_address(&file.content, address, part).await?;
            if !answer.status().is_success() {
                // The next try, if there is one, has a new address.
                *source = Source::Unknown;
            }
            return self.take(&file.content, answer, part, limit).await;
        }
        Ok(())
    }

    /// Asks an address that needs no token for the file, or for the rest of it.
    async fn ask_address(
        &self,
        request: &Request,
        address: Url,
        part: &Part,
    ) -> Result<Response, Error> {
        self.meter().request(request.class);
        // A range is of what is stored, not of a compressed form.
        let mut asked = self.http().get(address).header(ACCEPT_ENCODING, "identity");
        if let (Some(tag), false) = (&part.tag, part.bytes.is_empty()) {
            let range = format!("bytes={}-", part.bytes.len());
            asked = asked.header(RANGE, range).header(IF_RANGE, tag.clone());
        }
        asked.send().await.map_err(|source| network(request, source))
    }

    /// Asks Graph where the content is, and a second time with a fresh token if it refuses the one at hand.
    async fn located(&self, request: &Request) -> Result<Response, Error> {
        let token = self.token().await?;
        let answer = self.located_with(request, &token).await;
        if !matches!(answer, Err(Error::Unauthorized(_))) {
            return answer;
        }
        self.discard(&token).await;
        self.located_with(request, &self.token().await?).await
    }

    async fn located_with(&self, request: &Request, token: &Token) -> Result<Response, Error> {
        self.meter().request(request.class);
        let asked =
            self.http().get(request.url.as_url().clone()).header(AUTHORIZATION, bearer(token));
        let answer = asked.send().await.map_err(|source| network(request, source))?;
        let status = answer.status();
        if status.is_success()
            || (status.is_redirection() && answer.headers().contains_key(LOCATION))
        {
            return Ok(answer);
        }
        Err(self.refused(request.url.path(), answer).await)
    }

    /// Reads an answer behind what is there.
    async fn take(
        &self,
        request: &Request,
        answer: Response,
        part: &mut Part,
        limit: usize,
    ) -> Result<(), Error> {
        if !answer.status().is_success() {
            if answer.status() == StatusCode::RANGE_NOT_SATISFIABLE {
                *part = Part::default();
            }
            return Err(of_content(self.refused(request.url.path(), answer).await));
        }
        if answer.status() != StatusCode::PARTIAL_CONTENT {
            *part = Part::default();
        } else if !continues(&answer, part.bytes.len()) {
            *part = Part::default();
            let reason = "it is another part of the file than was asked for".to_owned();
            return Err(Error::Malformed { path: request.url.path().to_owned(), reason });
        }
        part.tag = answer.headers().get(ETAG).filter(|tag| is_strong(tag)).cloned();
        let too_large = || Error::TooLarge { path: request.url.path().to_owned(), limit };
        let rest = answer.content_length().and_then(|length| usize::try_from(length).ok());
        if rest.is_some_and(|rest| part.bytes.len().saturating_add(rest) > limit) {
            return Err(too_large());
        }
        let mut chunks = answer.bytes_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|source| network(request, source))?;
            self.meter().received(chunk.len());
            if part.bytes.len().saturating_add(chunk.len()) > limit {
                return Err(too_large());
            }
            part.bytes.extend_from_slice(&chunk);
        }
        Ok(())
    }

    /// An address that an answer named: encrypted, and none of a machine inside unless Graph itself is one.
    fn download_address(&self, text: &str) -> Result<Url, AddressError> {
        let url = guarded(text)?;
        let is_named = matches!(url.host(), Some(url::Host::Domain(_))) && !is_loopback(&url);
        if is_named || self.root().is_local() {
            Ok(url)
        } else {
            Err(AddressError::Foreign { host: url.host_str().unwrap_or_default().to_owned() })
        }
    }
}

/// What a refusal means that says nothing of our token, nor of a list of changes.
fn of_content(error: Error) -> Error {
    if let Error::Unauthorized(refusal) = error {
        Error::Forbidden(refusal)
    } else if let Error::Gone(refusal) = error {
        Error::NotFound(refusal)
    } else {
        error
    }
}

/// Whether an address with a time of its own is over: another one may still do.
fn is_too_old(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::GONE
            | StatusCode::BAD_REQUEST
    )
}

/// Whether a part begins where the one before ended. HTTP: `Content-Range: bytes 100-199/200`.
fn continues(answer: &Response, from: usize) -> bool {
    let range = answer.headers().get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
    let first = range.and_then(|range| range.strip_prefix("bytes ")?.split_once('-'));
    first.and_then(|(first, _)| first.trim().parse().ok()) == Some(from)
}

/// HTTP: a weak tag doesn't tell that the bytes are the same.
fn is_strong(tag: &HeaderValue) -> bool {
    !tag.as_bytes().starts_with(b"W/")
}

fn network(request: &Request, source: reqwest::Error) -> Error {
    Error::Network { path: request.url.path().to_owned(), source: Box::new(source.without_url()) }
}
