//! The token endpoint. Entra: v2-oauth2-client-creds-grant-flow.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::record::Exchange;
use super::world::World;

/// A token lives this long, in seconds.
const LIFE: i64 = 3_599;

/// Why there is no token. Entra: reference-error-codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    UnknownTenant,
    MissingField,
    UnsupportedGrant,
    UnknownClient,
    NoSecret,
    WrongSecret,
    InvalidScope,
}

impl Refusal {
    fn terms(self) -> (StatusCode, &'static str, u32, &'static str) {
        let (bad, unauthorized) = (StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED);
        match self {
            Self::UnknownTenant => (
                bad,
                "invalid_request",
                90_002,
                "Tenant not found. Check that the tenant id is right.",
            ),
            Self::MissingField => (
                bad,
                "invalid_request",
                900_144,
                "The request body must contain 'grant_type', 'client_id' and 'scope'.",
            ),
            Self::UnsupportedGrant => (
                bad,
                "unsupported_grant_type",
                70_003,
                "The app requested an unsupported grant type.",
            ),
            Self::UnknownClient => {
                (bad, "unauthorized_client", 700_016, "Application was not found in the directory.")
            }
            Self::NoSecret => (
                unauthorized,
                "invalid_client",
                7_000_218,
                "The request body must contain 'client_assertion' or 'client_secret'.",
            ),
            Self::WrongSecret => (
                unauthorized,
                "invalid_client",
                7_000_215,
                "Invalid client secret provided. Ensure the secret being sent is the client secret value, not the client secret ID.",
            ),
            Self::InvalidScope => (
                bad,
                "invalid_scope",
                70_011,
                "The provided value for the input parameter 'scope' is not valid.",
            ),
        }
    }
}

/// `POST /{tenant}/oauth2/v2.0/token`
pub(crate) async fn token(
    State(world): State<Arc<World>>,
    Path(tenant): Path<String>,
    form: Bytes,
) -> Response {
    world.ledger.request("sign_in");
    let (status, body) = match world.token(&tenant, &form) {
        Ok(token) => {
            let body = json!({"token_type": "Bearer", "expires_in": LIFE, "ext_expires_in": LIFE, "access_token": token});
            (StatusCode::OK, body)
        }
        Err(refusal) => world.refused(refusal),
    };
    let path = format!("/{tenant}/oauth2/v2.0/token");
    world.record(&Exchange {
        method: "POST",
        path: &path,
        query: "",
        status: status.as_u16(),
        body: None,
    });
    (status, Json(body)).into_response()
}

impl World {
    fn token(&self, tenant: &str, form: &[u8]) -> Result<String, Refusal> {
        let fields: Vec<(String, String)> =
            url::form_urlencoded::parse(form).into_owned().collect();
        let field = |name: &str| {
            fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
        };
        let required = |name: &str| field(name).ok_or(Refusal::MissingField);
        let (grant, client, scope) =
            (required("grant_type")?, required("client_id")?, required("scope")?);
        if tenant != self.credentials.tenant_id {
            Err(Refusal::UnknownTenant)
        } else if grant != "client_credentials" {
            Err(Refusal::UnsupportedGrant)
        } else if client != self.credentials.client_id {
            Err(Refusal::UnknownClient)
        } else if field("client_secret").ok_or(Refusal::NoSecret)? != self.credentials.secret_value
        {
            Err(Refusal::WrongSecret)
        } else {
            let audience = scope.strip_suffix("/.default").ok_or(Refusal::InvalidScope)?;
            Ok(self.bearer(audience))
        }
    }

    /// A token in the form of a JWT, with the permissions that were granted as its `roles`.
    pub(super) fn bearer(&self, audience: &str) -> String {
        let now = self.clock.now().as_second();
        let header = json!({"typ": "JWT", "alg": "RS256"});
        let claims = json!({
            "aud": audience,
            "iss": format!("https://sts.windows.net/{}/", self.credentials.tenant_id),
            "iat": now,
            "nbf": now,
            "exp": now + LIFE,
            "appid": self.credentials.client_id,
            "tid": self.credentials.tenant_id,
            "roles": self.grants.roles(),
        });
        let encoded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encoded(&header), encoded(&claims));
        format!("{signed}.{}", self.signature(&signed))
    }

    /// Whether a token is one of ours and still lives.
    pub(super) fn admits(&self, bearer: &str) -> bool {
        let Some((signed, signature)) = bearer.rsplit_once('.') else {
            return false;
        };
        signature == self.signature(signed)
            && expiry(signed).is_some_and(|expiry| expiry > self.clock.now().as_second())
    }

    fn signature(&self, signed: &str) -> String {
        URL_SAFE_NO_PAD
            .encode(Sha256::digest(format!("{}\0{signed}", self.credentials.secret_value)))
    }

    /// Entra's error body.
    fn refused(&self, refusal: Refusal) -> (StatusCode, Value) {
        let (status, error, code, text) = refusal.terms();
        let (trace, correlation) = (self.random.uuid(), self.random.uuid());
        let timestamp = self.clock.now().strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        let ids = format!("Trace ID: {trace} Correlation ID: {correlation} Timestamp: {timestamp}");
        let body = json!({
            "error": error,
            "error_description": format!("AADSTS{code}: {text} {ids}"),
            "error_codes": [code],
            "timestamp": timestamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={code}"),
        });
        (status, body)
    }
}

fn expiry(signed: &str) -> Option<i64> {
    let claims = URL_SAFE_NO_PAD.decode(signed.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims.get("exp")?.as_i64()
}

#[cfg(test)]
mod tests {
    use super::super::caller::Caller;
    use super::super::world::Credentials;
    use super::*;

    fn form(client: &str, secret: &str) -> String {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials")
            .append_pair("client_id", client)
            .append_pair("client_secret", secret)
            .append_pair("scope", "http://127.0.0.1:1/.default");
        form.finish()
    }

    #[test]
    fn the_right_secret_gets_a_token_that_tells_its_roles() {
        let caller = Caller::granted(1, Some(&["User.Read.All"]));
        let credentials = caller.world.credentials.clone();
        let form = form(&credentials.client_id, &credentials.secret_value);
        let token = caller.world.token(&credentials.tenant_id, form.as_bytes()).unwrap();
        assert!(caller.world.admits(&token));
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["roles"], json!(["User.Read.All"]));
        assert_eq!(claims["aud"], "http://127.0.0.1:1");
    }

    #[test]
    fn each_mistake_has_entras_code() {
        let caller = Caller::of(1);
        let Credentials { tenant_id, client_id, secret_value, .. } =
            caller.world.credentials.clone();
        let token =
            |tenant: &str, form: String| caller.world.token(tenant, form.as_bytes()).unwrap_err();
        assert_eq!(token("other", form(&client_id, &secret_value)), Refusal::UnknownTenant);
        assert_eq!(token(&tenant_id, form("other", &secret_value)), Refusal::UnknownClient);
        assert_eq!(token(&tenant_id, form(&client_id, "other")), Refusal::WrongSecret);
        assert_eq!(token(&tenant_id, String::new()), Refusal::MissingField);
        let (status, body) = caller.world.refused(Refusal::WrongSecret);
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert_eq!(body["error_codes"], json!([7_000_215]));
        assert!(body["error_description"].as_str().unwrap().starts_with("AADSTS7000215: "));
    }
}
