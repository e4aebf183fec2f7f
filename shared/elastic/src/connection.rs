//! Where the cluster is, who asks, and whom to trust: what `elasticsearch.*` of `config.yml` says.
//!
//! Nothing here is ever shown: no key, no password, no header's value.

use std::fmt;
use std::time::Duration;

use elasticsearch::auth::Credentials;
use elasticsearch::cert::{Certificate, CertificateValidation};
use elasticsearch::http::Url;
use elasticsearch::http::headers::{HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use elasticsearch::http::transport::{
    CloudConnectionPool, SingleNodeConnectionPool, Transport, TransportBuilder,
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::failure::Failure;

/// Marks requests as a connector's, so that hidden indices are served without a warning. Elastic: connectors protocol.
const PRODUCT_ORIGIN: HeaderName = HeaderName::from_static("x-elastic-product-origin");

const CONNECTORS: HeaderValue = HeaderValue::from_static("connectors");

const AGENT: &str = concat!("teams-connector/", env!("CARGO_PKG_VERSION"));

/// How long a request may take when nothing else is said; Elastic's connector service waits as long.
const REQUEST_TIMEOUT: Duration = Duration::from_mins(4);

/// A way to a cluster.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Where it is.
    pub address: Address,
    /// Who asks.
    pub auth: Auth,
    /// Whom to trust, where the address is https.
    pub verification: Verification,
    /// How long one request may take, from connecting to the answer's last byte.
    pub request_timeout: Duration,
    /// Further headers of every request, such as a proxy asks for.
    pub headers: Vec<(String, SecretString)>,
}

/// Where a cluster is.
#[derive(Clone)]
pub enum Address {
    /// At a URL, such as `https://localhost:9200`; a user and a password in it are used when [`Auth::None`] is given.
    Url(String),
    /// On Elastic Cloud; the id is shown on the deployment's page.
    CloudId(String),
}

/// Who asks.
#[derive(Debug, Clone)]
pub enum Auth {
    /// An API key in its `encoded` form (base64 of `id:api_key`). Elastic: create API key.
    ApiKey(SecretString),
    /// A user.
    Basic {
        /// Its name.
        username: String,
        /// Its password.
        password: SecretString,
    },
    /// Nobody: the cluster has no security.
    None,
}

/// Which certificates are accepted.
#[derive(Clone)]
pub enum Verification {
    /// Those of public authorities.
    Public,
    /// Those of these authorities too; PEM, one or more certificates.
    Authorities(Vec<u8>),
    /// Any: whoever is between can read everything and change it.
    None,
}

/// Why a connection can't be made as it is configured, or the cluster not be used.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is none.
    #[error("`{address}` is no address of a cluster: {reason}")]
    Address {
        /// Which, without credentials.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Something else of the configuration.
    #[error("{setting} can't be used: {reason}")]
    Setting {
        /// Which setting of `config.yml`.
        setting: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The cluster refuses.
    #[error("{0}")]
    Cluster(String),
    /// The cluster doesn't answer, or has no time: it may pass.
    #[error("{0}")]
    Away(String),
    /// The content index is one that can't be kept equal to the tenant.
    #[error("index {index} can't be used: {reason}")]
    Index {
        /// Which.
        index: String,
        /// What is wrong with it, and what to do.
        reason: String,
    },
}

impl ConnectError {
    /// Whether it may pass without anybody acting.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Away(_) => true,
            Self::Address { .. } | Self::Setting { .. } | Self::Cluster(_) | Self::Index { .. } => {
                false
            }
        }
    }
}

impl From<Failure> for ConnectError {
    fn from(failure: Failure) -> Self {
        let text = failure.to_string();
        if failure.may_pass() { Self::Away(text) } else { Self::Cluster(text) }
    }
}

impl Connection {
    /// A connection with the defaults of Elastic's connector service: public certificates, four minutes a request.
    pub fn new(address: Address, auth: Auth) -> Self {
        Self {
            address,
            auth,
            verification: Verification::Public,
            request_timeout: REQUEST_TIMEOUT,
            headers: Vec::new(),
        }
    }

    /// The transport that goes this way.
    pub(crate) fn transport(&self) -> Result<Transport, ConnectError> {
        let (builder, in_url) = self.address.builder()?;
        let builder = match self.auth.credentials()?.or(in_url) {
            Some(credentials) => builder.auth(credentials),
            None => builder,
        };
        let built = builder.cert_validation(self.verification.validation()?).build();
        let setting = "elasticsearch.ca_certs";
        built.map_err(|error| ConnectError::Setting { setting, reason: error.to_string() })
    }

    /// The headers that every request carries.
    pub(crate) fn header_map(&self) -> Result<HeaderMap, ConnectError> {
        let mut headers = HeaderMap::new();
        headers.insert(PRODUCT_ORIGIN, CONNECTORS);
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        for (name, value) in &self.headers {
            let unfit = |reason: String| ConnectError::Setting {
                setting: "elasticsearch.headers",
                reason: format!("{name}: {reason}"),
            };
            let header = name.parse::<HeaderName>().map_err(|error| unfit(error.to_string()))?;
            let value = HeaderValue::from_str(value.expose_secret());
            let mut value = value.map_err(|error| unfit(error.to_string()))?;
            value.set_sensitive(true);
            headers.insert(header, value);
        }
        Ok(headers)
    }
}

impl Address {
    fn builder(&self) -> Result<(TransportBuilder, Option<Credentials>), ConnectError> {
        let wrong = |reason: String| ConnectError::Address { address: self.to_string(), reason };
        match self {
            Self::CloudId(id) => {
                let pool =
                    CloudConnectionPool::new(id).map_err(|error| wrong(error.to_string()))?;
                Ok((TransportBuilder::new(pool), None))
            }
            Self::Url(url) => {
                let mut url = Url::parse(url).map_err(|error| wrong(error.to_string()))?;
                if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
                    return Err(wrong("it must begin with http:// or https:// and a host".into()));
                }
                let credentials = take_credentials(&mut url);
                Ok((TransportBuilder::new(SingleNodeConnectionPool::new(url)), credentials))
            }
        }
    }
}

/// Takes user and password out of a URL: left there, they would stand in logs.
fn take_credentials(url: &mut Url) -> Option<Credentials> {
    let password = url.password().map(str::to_owned);
    let username = Some(url.username().to_owned()).filter(|name| !name.is_empty());
    // It fails for URLs without a host only, and these have one.
    let taken = url.set_username("").and_then(|()| url.set_password(None)).is_ok();
    let username = username.filter(|_| taken)?;
    Some(Credentials::Basic(username, password.unwrap_or_default()))
}

impl Auth {
    fn credentials(&self) -> Result<Option<Credentials>, ConnectError> {
        match self {
            Self::None => Ok(None),
            Self::Basic { username, password } => {
                let password = password.expose_secret().to_owned();
                Ok(Some(Credentials::Basic(username.clone(), password)))
            }
            Self::ApiKey(key) => {
                let key = key.expose_secret().trim();
                // The transport takes anything for a header's value, and dies of what is none.
                if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
                    return Err(ConnectError::Setting {
                        setting: "elasticsearch.api_key",
                        reason: "it must be the key's `encoded` form, one line of base64".into(),
                    });
                }
                Ok(Some(Credentials::EncodedApiKey(key.to_owned())))
            }
        }
    }
}

impl Verification {
    fn validation(&self) -> Result<CertificateValidation, ConnectError> {
        match self {
            Self::Public => Ok(CertificateValidation::Default),
            Self::None => Ok(CertificateValidation::None),
            Self::Authorities(pem) => {
                let setting = "elasticsearch.ca_certs";
                let authorities = Certificate::from_pem(pem);
                let authorities = authorities.map_err(|error| {
                    let reason = format!("{error}; it must hold PEM certificates");
                    ConnectError::Setting { setting, reason }
                })?;
                Ok(CertificateValidation::Full(authorities))
            }
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CloudId(id) => formatter.write_str(id.split(':').next().unwrap_or_default()),
            Self::Url(text) => match Url::parse(text) {
                Ok(mut url) => {
                    drop(take_credentials(&mut url));
                    write!(formatter, "{url}")
                }
                // What it is nobody knows: it may be a password.
                Err(_) => formatter.write_str("elasticsearch.host"),
            },
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl fmt::Debug for Verification {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Public => "Public",
            Self::Authorities(_) => "Authorities",
            Self::None => "None",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Connection {
        Connection::new(Address::Url(url.to_owned()), Auth::None)
    }

    #[test]
    fn no_secret_is_ever_shown() {
        let mut connection = at("https://ann:geheim1@host:9200/es");
        connection.headers = vec![("x-proxy".to_owned(), "geheim2".into())];
        for auth in [
            Auth::ApiKey("geheim3".into()),
            Auth::Basic { username: "ann".to_owned(), password: "geheim4".into() },
        ] {
            connection.auth = auth;
            let shown = format!("{connection:?} {}", connection.address);
            assert!(!shown.contains("geheim"), "{shown}");
            assert!(shown.contains("https://host:9200/es"), "{shown}");
        }
    }

    #[test]
    fn what_is_no_address_is_told_without_its_text() {
        for text in ["localhost:9200", "ftp://host", "geheim", "https://"] {
            let error = at(text).transport().unwrap_err();
            assert!(matches!(error, ConnectError::Address { .. }), "{text}: {error}");
            assert!(!error.to_string().contains("geheim"), "{error}");
        }
        let cloud = Connection::new(Address::CloudId("name:%".to_owned()), Auth::None);
        assert!(matches!(cloud.transport(), Err(ConnectError::Address { .. })));
    }

    #[test]
    fn a_cloud_id_is_an_address() {
        // base64 of `eu.example.com$cluster$kibana`
        let id = "name:ZXUuZXhhbXBsZS5jb20kY2x1c3RlciRraWJhbmE=".to_owned();
        let connection = Connection::new(Address::CloudId(id), Auth::ApiKey("a2V5".into()));
        let transport = connection.transport().unwrap();
        assert!(format!("{transport:?}").contains("cluster.eu.example.com"));
    }

    #[test]
    fn a_key_of_more_than_one_line_is_refused_and_blanks_around_it_are_not() {
        let with = |key: &str| Auth::ApiKey(key.into()).credentials();
        assert!(with("aWQ6a2V5\n").is_ok());
        for key in ["", "  ", "aWQ\nx-evil: 1", "schlüssel", "id: key"] {
            assert!(matches!(with(key), Err(ConnectError::Setting { .. })), "{key}");
        }
    }

    #[test]
    fn certificates_that_are_none_are_told_before_the_first_request() {
        let mut connection = at("https://host");
        connection.verification = Verification::Authorities(b"nothing".to_vec());
        let error = connection.transport().unwrap_err().to_string();
        assert!(error.starts_with("elasticsearch.ca_certs can't be used"), "{error}");
    }

    #[test]
    fn every_request_says_that_a_connector_asks() {
        let mut connection = at("http://host");
        connection.headers = vec![("X-Tenant".to_owned(), "7".into())];
        let headers = connection.header_map().unwrap();
        assert_eq!(headers.get("x-elastic-product-origin").unwrap(), "connectors");
        assert_eq!(headers.get("x-tenant").unwrap(), "7");
        connection.headers = vec![("a b".to_owned(), "7".into())];
        assert!(connection.header_map().is_err());
    }
}
