//! Where Graph is, and the only addresses that may ever see our token.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

/// What must be encoded in an option's value; `$`, `,` and quotes stay readable.
const OPTION: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'&').add(b'+').add(b'<').add(b'>');

/// The Graph service that is configured: `https://graph.microsoft.com/v1.0` or a national cloud's.
///
/// Graph: deployments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphRoot(Url);

/// An address below the configured root: the bearer token goes to these and to nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphUrl(Url);

/// Why an address is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The text is no URL.
    #[error("`{text}` is not a URL; write it as https://graph.microsoft.com")]
    NotAUrl {
        /// What was given.
        text: String,
    },
    /// A token must not travel in clear, save on this machine.
    #[error("{host} must be reached by https; http is for loopback addresses only")]
    NotEncrypted {
        /// The host that was named.
        host: String,
    },
    /// A user name or password in an address would be sent beside the token, or in its place.
    #[error("the address of {host} holds a user name; leave out what stands before the @")]
    UserName {
        /// The host that was named.
        host: String,
    },
    /// A link that Graph's answer named leads to another server.
    #[error(
        "the answer holds a link to {host}, which is not the configured Graph; it was not followed"
    )]
    Foreign {
        /// The server that was named.
        host: String,
    },
}

impl GraphRoot {
    /// Reads a root; `/v1.0` is added when it has no path.
    ///
    /// # Errors
    /// When it is no URL, or neither https nor loopback.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let mut url = guarded(text)?;
        url.set_query(None);
        url.set_fragment(None);
        let path = match url.path().trim_end_matches('/') {
            "" => "/v1.0".to_owned(),
            path => path.to_owned(),
        };
        url.set_path(&path);
        Ok(Self(url))
    }

    /// Whether it is a stand-in on this machine.
    pub(crate) fn is_local(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The scope that a token for this root is asked with: `{origin}/.default`.
    pub fn scope(&self) -> String {
        format!("{}/.default", self.0.origin().ascii_serialization())
    }

    /// The address of a resource below the root.
    ///
    /// `segments` are path segments, raw ids among them; `query` are raw option values: both are encoded here.
    pub fn resource(&self, segments: &[&str], query: &[(&str, &str)]) -> GraphUrl {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.extend(segments);
        }
        let encoded =
            |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, OPTION));
        let query: Vec<String> = query.iter().map(encoded).collect();
        url.set_query(Some(query.join("&")).filter(|query| !query.is_empty()).as_deref());
        GraphUrl(url)
    }

    /// Takes a nextLink or deltaLink as it is, if it leads to the configured root's server.
    ///
    /// # Errors
    /// When it leads anywhere else, or holds a user name.
    pub fn accept(&self, link: &str) -> Result<GraphUrl, AddressError> {
        let url = guarded(link)?;
        if url.origin() == self.0.origin() {
            Ok(GraphUrl(url))
        } else {
            Err(AddressError::Foreign { host: url.host_str().unwrap_or_default().to_owned() })
        }
    }
}

impl GraphUrl {
    /// The address to ask.
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// The path alone: what may stand in a log line, for a query can hold a token.
    pub fn path(&self) -> &str {
        self.0.path()
    }
}

/// The URL in `text`, https or loopback, without a user name.
///
/// # Errors
/// When it is no URL, or a token would travel in clear.
pub(crate) fn guarded(text: &str) -> Result<Url, AddressError> {
    // A query may hold a token: it is left out of what is said.
    let shown = || text.split(['?', '#']).next().unwrap_or_default().chars().take(200).collect();
    let not_a_url = || AddressError::NotAUrl { text: shown() };
    let url = Url::parse(text).map_err(|_reason| not_a_url())?;
    let host = url.host_str().ok_or_else(not_a_url)?.to_owned();
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::UserName { host });
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(AddressError::NotEncrypted { host }),
        _ => Err(not_a_url()),
    }
}

/// Whether the address cannot leave this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> GraphRoot {
        GraphRoot::parse("https://graph.microsoft.com").unwrap()
    }

    #[test]
    fn a_root_without_a_path_is_v1() {
        for text in ["https://graph.microsoft.com", "https://graph.microsoft.com/v1.0/"] {
            assert_eq!(
                GraphRoot::parse(text).unwrap().0.as_str(),
                "https://graph.microsoft.com/v1.0"
            );
        }
        assert_eq!(root().scope(), "https://graph.microsoft.com/.default");
    }

    #[test]
    fn a_token_never_travels_in_clear_but_on_this_machine() {
        assert!(GraphRoot::parse("http://127.0.0.1:8080").is_ok());
        assert!(GraphRoot::parse("http://[::1]:8080/v1.0").is_ok());
        assert!(matches!(
            GraphRoot::parse("http://graph.microsoft.com"),
            Err(AddressError::NotEncrypted { .. })
        ));
        assert!(matches!(GraphRoot::parse("graph"), Err(AddressError::NotAUrl { .. })));
        assert!(matches!(
            GraphRoot::parse("file:///etc/passwd"),
            Err(AddressError::NotAUrl { .. })
        ));
    }

    #[test]
    fn a_root_with_a_password_is_refused_and_the_password_not_repeated() {
        let error = GraphRoot::parse("https://me:hunter2@graph.microsoft.com").unwrap_err();
        assert!(matches!(error, AddressError::UserName { .. }));
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn a_link_to_a_foreign_host_is_refused() {
        for link in [
            "https://evil.example/v1.0/users?$skiptoken=x",
            "https://graph.microsoft.com.evil.example/v1.0/users",
            "https://graph.microsoft.com@evil.example/v1.0/users",
            "https://user@graph.microsoft.com/v1.0/users",
            "https://graph.microsoft.com:8443/v1.0/users",
            "http://graph.microsoft.com/v1.0/users",
            "http://127.0.0.1/v1.0/users",
            "//evil.example/x",
            "javascript:alert(1)",
        ] {
            assert!(root().accept(link).is_err(), "{link}");
        }
    }

    #[test]
    fn a_link_that_is_none_is_named_without_its_query() {
        let error = root().accept("//x/users?$skiptoken=secret").unwrap_err();
        assert!(error.to_string().contains("//x/users"), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn a_link_home_is_taken_verbatim_in_whatever_form() {
        for link in [
            "https://graph.microsoft.com/v1.0/teams('a')/channels/getallMessages?$skiptoken=%5b%7B%22t",
            "https://graph.microsoft.com/v1.0/users?skipToken=abc",
        ] {
            assert_eq!(root().accept(link).unwrap().as_url().as_str(), link);
        }
    }

    #[test]
    fn ids_and_option_values_are_encoded() {
        let url = root().resource(
            &["teams", "a/b", "channels", "19:x@thread.tacv2"],
            &[("$top", "50"), ("$orderby", "a desc")],
        );
        assert_eq!(
            url.as_url().as_str(),
            "https://graph.microsoft.com/v1.0/teams/a%2Fb/channels/19:x@thread.tacv2?$top=50&$orderby=a%20desc"
        );
    }
}
