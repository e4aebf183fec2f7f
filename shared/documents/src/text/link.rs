//! The addresses that a body links to, freed from safe-link wrappers and tracking parameters.

use url::Url;

use crate::text::folded;

/// So many links of one body are kept.
const LINKS_MAX: usize = 1_000;

/// A safe link may wrap another, so often.
const WRAPPERS_MAX: usize = 3;

/// Parameters that tell where a click came from and nothing of where it leads; `utm_…` too.
const TRACKING: [&str; 16] = [
    "dclid", "fbclid", "gbraid", "gclid", "gclsrc", "igshid", "mc_cid", "mc_eid", "mkt_tok",
    "msclkid", "ttclid", "twclid", "wbraid", "yclid", "_hsenc", "_hsmi",
];

/// An `<a href>` of a body.
#[derive(Debug, PartialEq)]
pub(crate) struct Link {
    pub(crate) url: String,
    pub(crate) host: String,
    pub(crate) text: String,
}

/// The links of a body while it is read, each address once.
#[derive(Debug, Default)]
pub(super) struct Links {
    closed: Vec<Link>,
    open: Option<Link>,
    cut: bool,
}

impl Links {
    /// An `a` begins; as in HTML, it ends one that is still open.
    pub(super) fn begin(&mut self, href: Option<&str>) {
        self.end();
        self.open = href.and_then(address).and_then(|url| {
            let host = url.host_str()?.to_owned();
            Some(Link { url: url.into(), host, text: String::new() })
        });
    }

    /// Text goes by, which is the open link's.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(link) = &mut self.open {
            link.text.push_str(text);
        }
    }

    /// The open link ends, if there is one.
    pub(super) fn end(&mut self) {
        let Some(link) = self.open.take() else {
            return;
        };
        if self.closed.iter().any(|known| known.url == link.url) {
            return;
        }
        if self.closed.len() >= LINKS_MAX {
            self.cut = true;
            return;
        }
        self.closed.push(Link { text: folded(&link.text), ..link });
    }

    pub(super) fn finish(self) -> (Vec<Link>, bool) {
        (self.closed, self.cut)
    }
}

/// Where `href` leads in the end, if that is a page of the web.
fn address(href: &str) -> Option<Url> {
    let mut url = Url::parse(href).ok()?;
    for _ in 0..WRAPPERS_MAX {
        match wrapped(&url) {
            Some(inner) => url = inner,
            None => break,
        }
    }
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    drop_tracking(&mut url);
    Some(url)
}

/// The address inside a safe link: `https://eur01.safelinks.protection.outlook.com/?url=…`.
fn wrapped(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    if !host.ends_with(".safelinks.protection.outlook.com") {
        return None;
    }
    let (_, inner) = url.query_pairs().find(|(name, _)| name == "url")?;
    Url::parse(&inner).ok()
}

fn drop_tracking(url: &mut Url) {
    let Some(query) = url.query() else {
        return;
    };
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracking(pair)).collect();
    let kept = kept.join("&");
    if kept.len() != query.len() {
        url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
    }
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split_once('=').map_or(pair, |(name, _)| name);
    name.starts_with("utm_") || TRACKING.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_freed_from_wrappers_and_tracking() {
        for (href, expected) in [
            ("https://example.com/plan?id=7#top", Some("https://example.com/plan?id=7#top")),
            ("https://example.com/?utm_source=mail&gclid=1", Some("https://example.com/")),
            (
                "https://example.com/?a=%C3%A9&utm_medium=x&b=1+2",
                Some("https://example.com/?a=%C3%A9&b=1+2"),
            ),
            (
                "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Fa%3Ffbclid%3Dx&data=05",
                Some("https://example.com/a"),
            ),
            (
                "https://eur01.safelinks.protection.outlook.com/?url=mailto%3Aana%40example.com",
                None,
            ),
            (
                "https://eur01.safelinks.protection.outlook.com/?data=05",
                Some("https://eur01.safelinks.protection.outlook.com/?data=05"),
            ),
            ("mailto:ana@example.com", None),
            ("javascript:alert(1)", None),
            ("/relative", None),
            ("https://", None),
        ] {
            assert_eq!(address(href).as_ref().map(Url::as_str), expected, "{href}");
        }
    }
}
