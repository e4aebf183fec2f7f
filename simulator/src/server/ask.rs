//! What a request asks for: its options and preferences.

use axum::http::HeaderMap;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;

use super::problem::Problem;
use crate::draw::narrow;
use crate::wire::{Manners, Object};

/// A request without its credentials.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// `http://127.0.0.1:8080`: where the caller found us.
    pub(crate) origin: String,
    /// The path as it was sent.
    pub(crate) path: String,
    /// The options, decoded.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) manners: Manners,
}

impl Ask {
    pub(crate) fn of(parts: &Parts) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        let host = text(&parts.headers, "host").unwrap_or_default();
        Self {
            origin: format!("http://{host}"),
            path: parts.uri.path().to_owned(),
            query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            manners: manners(&parts.headers),
        }
    }

    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The path with its ids decoded.
    pub(crate) fn decoded_path(&self) -> String {
        percent_decode_str(&self.path).decode_utf8_lossy().into_owned()
    }

    /// How many items a page may have.
    ///
    /// # Errors
    /// 400 when it asks for none, or for more than `most`.
    pub(crate) fn top(&self, default: usize, most: usize) -> Result<usize, Problem> {
        let Some(text) = self.option("$top") else {
            return Ok(default);
        };
        match text.parse() {
            Ok(top) if (1..=most).contains(&top) => Ok(top),
            _ => Err(Problem::bad_request(format!(
                "Invalid value '{text}' for $top; the most is {most}."
            ))),
        }
    }

    /// How many items to pass over.
    ///
    /// # Errors
    /// 400 when it is no number.
    pub(crate) fn skip(&self) -> Result<usize, Problem> {
        let Some(text) = self.option("$skip") else {
            return Ok(0);
        };
        text.parse()
            .map(narrow)
            .map_err(|reason| Problem::bad_request(format!("Invalid $skip '{text}': {reason}.")))
    }

    /// Whether `$expand` names a property.
    pub(crate) fn expands(&self, property: &str) -> bool {
        self.list("$expand").is_some_and(|names| names.contains(&property))
    }

    /// The properties that `$select` names.
    pub(crate) fn selected(&self) -> Option<Vec<&str>> {
        self.list("$select")
    }

    fn list(&self, name: &str) -> Option<Vec<&str>> {
        Some(self.option(name)?.split(',').map(str::trim).collect())
    }

    /// What `$select` leaves of an object: what it names, and annotations.
    pub(crate) fn select(&self, object: Object) -> Object {
        match self.selected() {
            Some(names) => keep(object, &names),
            None => object,
        }
    }
}

/// The named properties of an object, and its annotations.
pub(crate) fn keep(mut object: Object, names: &[&str]) -> Object {
    object.retain(|key, _| key.contains('@') || names.contains(&key.as_str()));
    object
}

/// A header's text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn manners(headers: &HeaderMap) -> Manners {
    let prefer = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    let preferences: Vec<&str> = prefer.flat_map(|value| value.split(',')).map(str::trim).collect();
    let prefers = |wish: &str| preferences.iter().any(|other| other.eq_ignore_ascii_case(wish));
    Manners {
        unknown_members: prefers("include-unknown-enum-members"),
        text_bodies: prefers("outlook.body-content-type=\"text\""),
        immutable_ids: prefers("IdType=\"ImmutableId\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn ask(uri: &str, prefer: &str) -> Ask {
        let request = Request::get(uri).header("host", "127.0.0.1:1").header("prefer", prefer);
        Ask::of(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn options_are_decoded_and_a_plus_is_a_space() {
        let ask = ask("/v1.0/x?$orderby=a%20desc&$filter=b+gt+1", "");
        assert_eq!(ask.option("$orderby"), Some("a desc"));
        assert_eq!(ask.option("$filter"), Some("b gt 1"));
        assert_eq!(ask.origin, "http://127.0.0.1:1");
    }

    #[test]
    fn a_page_is_never_larger_than_the_route_allows() {
        assert_eq!(ask("/v1.0/x", "").top(20, 50).unwrap(), 20);
        assert_eq!(ask("/v1.0/x?$top=50", "").top(20, 50).unwrap(), 50);
        assert!(ask("/v1.0/x?$top=51", "").top(20, 50).unwrap_err().is_violation);
        assert!(ask("/v1.0/x?$top=0", "").top(20, 50).is_err());
    }

    #[test]
    fn preferences_are_read_from_one_header_or_many() {
        let manners = ask("/", "include-unknown-enum-members, IdType=\"ImmutableId\"").manners;
        assert!(manners.unknown_members && manners.immutable_ids && !manners.text_bodies);
    }
}
