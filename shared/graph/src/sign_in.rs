//! Sign-in: an application's credentials become a bearer token.
//!
//! Entra: v2-oauth2-client-creds-grant-flow.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use crate::aadsts::{self, Outlook};
use crate::body;
use crate::error::chain;
use crate::lenient::or_default;
use crate::root::{AddressError, guarded, is_loopback};

/// A token answer is far smaller than this, in bytes.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// Who the connector is, to Entra. Its `Debug` form shows no secret.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Directory (tenant) id.
    pub tenant_id: String,
    /// Application (client) id.
    pub client_id: String,
    /// The client secret's value.
    pub secret_value: SecretString,
}

/// Where tokens come from: `https://login.microsoftonline.com` or a national cloud's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRoot(url::Url);

impl LoginRoot {
    /// Reads a root.
    ///
    /// # Errors
    /// When it is no URL, or neither https nor loopback.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        guarded(text).map(Self)
    }

    /// Whether it is a stand-in on this machine.
    pub(crate) fn is_local(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The token endpoint of a tenant.
    fn token_endpoint(&self, tenant_id: &str) -> url::Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend([tenant_id, "oauth2", "v2.0", "token"]);
        }
        url
    }
}

/// A bearer token and its life.
#[derive(Debug, Clone)]
pub struct Token {
    /// The bearer.
    pub(crate) bearer: SecretString,
    /// When it dies.
    pub(crate) expires_at: Timestamp,
    /// When to fetch the next: five minutes before, or at half of a short life.
    pub(crate) refresh_at: Timestamp,
}

impl Token {
    /// The application permissions that Entra put into the token, sorted; none if it cannot be read.
    ///
    /// Entra: access-token-claims-reference, `roles`.
    pub fn roles(&self) -> Option<Vec<String>> {
        let payload = self.bearer.expose_secret().split('.').nth(1)?;
        let claims = URL_SAFE_NO_PAD.decode(payload).ok()?;
        let Claims { mut roles } = serde_json::from_slice(&claims).ok()?;
        roles.sort();
        Some(roles)
    }
}

#[derive(Deserialize)]
struct Claims {
    #[serde(default, deserialize_with = "or_default")]
    roles: Vec<String>,
}

/// Why there is no token.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SignInError {
    /// Entra said no.
    #[error("{}", refused_text(*.code, .error))]
    Refused {
        /// The `AADSTS` code, if there was one.
        code: Option<u32>,
        /// Entra's OAuth error name.
        error: String,
        /// For Microsoft's support.
        trace_id: Option<String>,
    },
    /// No token now; it may pass.
    #[error("the sign-in service did not answer as it should: {reason}")]
    Unavailable {
        /// What came instead.
        reason: String,
        /// How long Entra asked us to stay away.
        retry_after: Option<Duration>,
    },
}

fn refused_text(code: Option<u32>, error: &str) -> String {
    match code.map(|code| (code, aadsts::advice(code))) {
        Some((code, Some(advice))) => format!("AADSTS{code}: {}", advice.text),
        Some((code, None)) => format!(
            "AADSTS{code} ({error}): see https://login.microsoftonline.com/error?code={code}"
        ),
        None => format!("Entra answered {error}; check tenant_id, client_id and secret_value"),
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: SecretString,
    expires_in: u64,
}

#[derive(Deserialize)]
struct TokenRefusal {
    #[serde(default, deserialize_with = "or_default")]
    error: String,
    #[serde(default, deserialize_with = "or_default")]
    error_description: String,
    #[serde(default, deserialize_with = "or_default")]
    error_codes: Vec<u32>,
    #[serde(default)]
    trace_id: Option<String>,
}

/// Asks Entra once for a token of `scope`.
///
/// # Errors
/// [`SignInError`]; nothing is retried here.
pub(crate) async fn sign_in(
    http: &reqwest::Client,
    login_root: &LoginRoot,
    credentials: &Credentials,
    scope: &str,
    now: Timestamp,
) -> Result<Token, SignInError> {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &credentials.client_id)
        .append_pair("client_secret", credentials.secret_value.expose_secret())
        .append_pair("scope", scope)
        .append_pair("grant_type", "client_credentials")
        .finish();
    let unavailable = |reason: String| SignInError::Unavailable { reason, retry_after: None };
    let answer = http
        .post(login_root.token_endpoint(&credentials.tenant_id))
        .header(reqwest::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .map_err(|error| unavailable(chain(&error.without_url())))?;
    let status = answer.status();
    let retry_after = crate::retry::retry_after(answer.headers(), now);
    let bytes =
        body::read(answer, ANSWER_BYTES_MAX).await.map_err(|error| unavailable(chain(&error)))?;
    if status.is_success() {
        let answer: TokenAnswer = serde_json::from_slice(&bytes)
            .map_err(|_reason| unavailable("an unreadable token".to_owned()))?;
        return Ok(token(answer, now));
    }
    Err(refusal(status.as_u16(), &bytes, retry_after))
}

fn token(answer: TokenAnswer, now: Timestamp) -> Token {
    // A life longer than a day is not believed: it would outlive the process's trust in its clock.
    let life = Duration::from_secs(answer.expires_in.min(86_400));
    let early = Duration::from_mins(5).min(life / 2);
    let after = |duration| now.checked_add(duration).unwrap_or(Timestamp::MAX);
    Token {
        bearer: answer.access_token,
        expires_at: after(life),
        refresh_at: after(life.saturating_sub(early)),
    }
}

fn refusal(status: u16, bytes: &[u8], retry_after: Option<Duration>) -> SignInError {
    let Ok(refusal) = serde_json::from_slice::<TokenRefusal>(bytes) else {
        return SignInError::Unavailable {
            reason: format!("status {status} without a reason"),
            retry_after,
        };
    };
    let code = refusal
        .error_codes
        .first()
        .copied()
        .or_else(|| aadsts::code_in(&refusal.error_description));
    let transient =
        code.and_then(aadsts::advice).is_some_and(|advice| advice.outlook == Outlook::Transient);
    if transient || status == 429 || status >= 500 || refusal.error == "temporarily_unavailable" {
        let named = code.map_or_else(|| refusal.error.clone(), |code| format!("AADSTS{code}"));
        return SignInError::Unavailable {
            reason: format!("status {status}, {named}"),
            retry_after,
        };
    }
    SignInError::Refused { code, error: refusal.error, trace_id: refusal.trace_id }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(expires_in: u64) -> TokenAnswer {
        TokenAnswer { access_token: "a.b.c".into(), expires_in }
    }

    #[test]
    fn a_token_is_refreshed_five_minutes_early_or_at_half_of_a_short_life() {
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(token(answer(3599), now).refresh_at.as_second(), 3299);
        assert_eq!(token(answer(60), now).refresh_at.as_second(), 30);
        assert_eq!(token(answer(u64::MAX), now).expires_at.as_second(), 86_400);
    }

    #[test]
    fn a_wrong_secret_is_refused_for_good_and_says_what_to_do() {
        let body = br#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.",
            "error_codes":[7000215],"trace_id":"t"}"#;
        let error = refusal(401, body, None);
        assert!(matches!(error, SignInError::Refused { code: Some(7_000_215), .. }));
        assert!(error.to_string().contains("paste the secret's value"), "{error}");
    }

    #[test]
    fn a_busy_sign_in_service_is_tried_again() {
        for (status, body) in [
            (400, &br#"{"error":"x","error_description":"AADSTS90033: A transient error has occurred."}"#[..]),
            (429, br#"{"error":"y"}"#),
            (503, b"<html>"),
        ] {
            assert!(matches!(refusal(status, body, None), SignInError::Unavailable { .. }), "{status}");
        }
    }

    #[test]
    fn the_roles_of_a_token_are_read_from_its_payload() {
        let payload = URL_SAFE_NO_PAD.encode(r#"{"roles":["User.Read.All","Chat.Read.All"]}"#);
        let mut token = token(answer(60), Timestamp::UNIX_EPOCH);
        token.bearer = format!("e30.{payload}.sig").into();
        assert_eq!(token.roles().unwrap(), ["Chat.Read.All", "User.Read.All"]);
        token.bearer = "opaque".into();
        assert_eq!(token.roles(), None);
    }

    #[test]
    fn no_secret_shows_in_a_debug_form() {
        let credentials = Credentials {
            tenant_id: "t".to_owned(),
            client_id: "c".to_owned(),
            secret_value: "hunter2".into(),
        };
        assert!(!format!("{credentials:?}").contains("hunter2"));
    }
}
