//! nextLinks and deltaLinks: absolute, opaque and signed, so that only a link which we gave is followed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};

use super::ask::Ask;
use super::problem::Problem;

/// The options that carry a token.
const TOKENS: [&str; 3] = ["$skiptoken", "$deltatoken", "token"];

/// What stays readable in a link's option.
const READABLE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'$');

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// To the item with this index.
    Item(usize),
    /// To what changes after the link was given.
    Changes,
}

/// Makes links and knows its own again.
#[derive(Debug, Clone)]
pub(crate) struct Links(String);

impl Links {
    /// Links of a tenant: a simulator that is started again knows those of before.
    pub(crate) fn of(seed: u64) -> Self {
        Self(format!("links of {seed}"))
    }

    /// The address at which the list that `ask` reads goes on; `option` carries the token.
    pub(crate) fn link(&self, ask: &Ask, option: &str, place: Place) -> String {
        let kept = ask.query.iter().filter(|(name, _)| !TOKENS.contains(&name.as_str()));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let token = self.token(ask, option, place);
        let encoded = |text: &str| utf8_percent_encode(text, READABLE).to_string();
        let query: Vec<String> = kept
            .chain([(option, token.as_str())])
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        format!("{}{}?{}", ask.origin, ask.path, query.join("&"))
    }

    /// Where `option` of a request leads; nothing when the request doesn't have it.
    ///
    /// # Errors
    /// 400 when the link isn't one of ours for this very request.
    pub(crate) fn place(&self, ask: &Ask, option: &str) -> Result<Option<Place>, Problem> {
        let Some(token) = ask.option(option) else {
            return Ok(None);
        };
        let forged = || {
            Problem::bad_request(format!(
                "The {option} is not one that was given for this request."
            ))
        };
        let place = decoded(token).ok_or_else(forged)?;
        if self.token(ask, option, place) == token { Ok(Some(place)) } else { Err(forged()) }
    }

    fn token(&self, ask: &Ask, option: &str, place: Place) -> String {
        let number = match place {
            Place::Item(index) => u64::try_from(index).unwrap_or(u64::MAX - 1),
            Place::Changes => u64::MAX,
        };
        let mut digest = Sha256::new();
        for text in [&self.0, &ask.decoded_path(), option] {
            digest.update(text);
            digest.update([0]);
        }
        for (name, value) in ask.query.iter().filter(|(name, _)| !TOKENS.contains(&name.as_str())) {
            digest.update(format!("{name}={value}\0"));
        }
        digest.update(number.to_be_bytes());
        let mut bytes = number.to_be_bytes().to_vec();
        bytes.extend(digest.finalize().iter().take(16));
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

fn decoded(token: &str) -> Option<Place> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let number = u64::from_be_bytes(bytes.get(..8)?.try_into().ok()?);
    match number {
        u64::MAX => Some(Place::Changes),
        index => usize::try_from(index).ok().map(Place::Item),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Manners;

    fn ask(path: &str, query: &[(&str, &str)]) -> Ask {
        Ask {
            origin: "http://127.0.0.1:1".to_owned(),
            path: path.to_owned(),
            query: query.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect(),
            manners: Manners::default(),
        }
    }

    fn followed(link: &str) -> Ask {
        let url = url::Url::parse(link).unwrap();
        let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        Ask { query, ..ask(url.path(), &[]) }
    }

    #[test]
    fn a_link_leads_where_it_was_made_to() {
        let links = Links::of(1);
        let first = ask("/v1.0/users", &[("$select", "id,mail"), ("$top", "5")]);
        let link = links.link(&first, "$skiptoken", Place::Item(5));
        assert!(
            link.starts_with("http://127.0.0.1:1/v1.0/users?$select=id%2Cmail&$top=5&$skiptoken=")
        );
        assert_eq!(links.place(&followed(&link), "$skiptoken").unwrap(), Some(Place::Item(5)));
        assert_eq!(links.place(&first, "$skiptoken").unwrap(), None);
    }

    #[test]
    fn a_rebuilt_or_foreign_link_is_refused() {
        let links = Links::of(1);
        let link = links.link(&ask("/v1.0/users", &[("$top", "5")]), "$skiptoken", Place::Item(5));
        let token = followed(&link).option("$skiptoken").unwrap().to_owned();
        for (path, query) in [
            ("/v1.0/groups", vec![("$top", "5"), ("$skiptoken", token.as_str())]),
            ("/v1.0/users", vec![("$top", "6"), ("$skiptoken", token.as_str())]),
            ("/v1.0/users", vec![("$skiptoken", token.as_str())]),
            ("/v1.0/users", vec![("$top", "5"), ("$skiptoken", "made-up")]),
        ] {
            assert!(links.place(&ask(path, &query), "$skiptoken").unwrap_err().is_violation);
        }
        assert!(Links::of(2).place(&followed(&link), "$skiptoken").is_err());
    }
}
