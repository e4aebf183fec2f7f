//! A list is a chain of pages; a page that fails is not the last page.

use std::marker::PhantomData;

use futures::stream::{self, Stream};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::client::Client;
use crate::error::Error;
use crate::lenient;
use crate::request::Request;
use crate::root::{AddressError, GraphRoot};

/// A list of `T` and where its reading begins, or goes on.
#[derive(Debug)]
pub struct Listing<T> {
    pub(crate) request: Request,
    item: PhantomData<fn() -> T>,
}

impl<T> Listing<T> {
    pub(crate) fn new(request: Request) -> Self {
        Self { request, item: PhantomData }
    }

    /// The path that is asked, without its query.
    pub fn path(&self) -> &str {
        self.request.url.path()
    }

    /// The same list from a nextLink or deltaLink that an earlier page gave.
    ///
    /// # Errors
    /// When the link leads away from the configured root.
    pub fn from_link(&self, root: &GraphRoot, link: &str) -> Result<Self, AddressError> {
        let url = root.accept(link)?;
        Ok(Self::new(Request { url, class: self.request.class, prefer: self.request.prefer }))
    }
}

/// One page of a list; it may be empty and yet not the last.
#[derive(Debug)]
pub struct Page<T> {
    /// The items in Graph's order; one that cannot be read stands for itself and spoils no other.
    pub items: Vec<Result<T, Unreadable>>,
    /// Where the next page is, word for word; none on the last page.
    pub next_link: Option<String>,
    /// Where the next round begins, on the last page of a delta.
    pub delta_link: Option<String>,
}

/// An item of a page that isn't what Graph promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Its id, if that much can be read.
    pub id: Option<String>,
    /// What is wrong with it, and where; never the text that stands there.
    pub reason: String,
}

#[derive(Deserialize)]
struct RawPage<'a> {
    #[serde(borrow)]
    value: Vec<&'a RawValue>,
    #[serde(default, rename = "@odata.nextLink")]
    next_link: Option<String>,
    #[serde(default, rename = "@odata.deltaLink")]
    delta_link: Option<String>,
}

#[derive(Deserialize)]
struct WithId {
    id: String,
}

impl<T: DeserializeOwned> Page<T> {
    /// Reads a page's body.
    ///
    /// # Errors
    /// When the body is no page; an item that cannot be read is no error of the page.
    pub fn parse(body: &[u8]) -> Result<Self, serde_json::Error> {
        let page: RawPage<'_> = serde_json::from_slice(body)?;
        let items = page.value.into_iter().map(|item| parse_item(item.get())).collect();
        // An empty link is no link.
        let present = |link: Option<String>| link.filter(|link| !link.is_empty());
        Ok(Self { items, next_link: present(page.next_link), delta_link: present(page.delta_link) })
    }
}

/// One object in `json`.
///
/// # Errors
/// When it isn't what Graph promises.
pub(crate) fn parse_item<T: DeserializeOwned>(json: &str) -> Result<T, Unreadable> {
    serde_json::from_str(json).map_err(|error| Unreadable {
        id: serde_json::from_str(json).ok().map(|WithId { id }| id),
        reason: lenient::reason(&error),
    })
}

impl Client {
    /// One page of a list.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn page<T: DeserializeOwned + Send>(
        &self,
        listing: &Listing<T>,
    ) -> Result<Page<T>, Error> {
        self.get(&listing.request, Page::parse).await
    }

    /// All pages of a list from where the listing stands.
    ///
    /// The stream ends after the last page, or with the first error.
    pub fn pages<T>(&self, listing: Listing<T>) -> impl Stream<Item = Result<Page<T>, Error>> + Send
    where
        T: DeserializeOwned + Send,
    {
        stream::try_unfold(Some(listing), move |next| async move {
            let Some(listing) = next else { return Ok(None) };
            let page = self.page(&listing).await?;
            let link = page.next_link.as_deref();
            let next = link.map(|link| listing.from_link(self.root(), link)).transpose()?;
            Ok(Some((page, next)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::{ChatMessage, User};

    #[test]
    fn one_item_that_cannot_be_read_spoils_no_other() {
        let page: Page<User> = Page::parse(
            br#"{"value":[{"id":"a"},{"id":"b","displayName":7},{"displayName":"no id"},{"id":"c"}],
                "@odata.nextLink":"https://graph.microsoft.com/v1.0/users?$skiptoken=x"}"#,
        )
        .unwrap();
        let ids: Vec<_> =
            page.items.iter().map(|item| item.as_ref().map(|user| user.id.as_str())).collect();
        assert_eq!(ids[0], Ok("a"));
        assert_eq!(ids[1].unwrap_err().id.as_deref(), Some("b"));
        assert_eq!(ids[2].unwrap_err().id, None);
        assert_eq!(ids[3], Ok("c"));
        assert!(page.next_link.is_some());
    }

    /// `[[[…]]]`, deeper than any parser that recurses would survive.
    fn deep() -> String {
        format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))
    }

    #[test]
    fn an_item_that_is_too_deep_or_half_a_character_spoils_no_other() {
        let broken = [
            format!(r#"{{"id":"1","attachments":[{{"content":{}}}]}}"#, deep()),
            r#"{"id":"1","subject":"half of an emoji: \ud83d"}"#.to_owned(),
        ];
        for item in broken {
            let body = format!(r#"{{"value":[{item},{{"id":"2"}},null,{{"id":"3"}}]}}"#);
            let page: Page<ChatMessage> = Page::parse(body.as_bytes()).unwrap();
            let ids: Vec<_> = page
                .items
                .iter()
                .map(|item| item.as_ref().map(|message| message.id.as_str()))
                .collect();
            assert_eq!(ids[0].unwrap_err().id.as_deref(), Some("1"), "{:?}", ids[0]);
            assert_eq!((ids[1], ids[3]), (Ok("2"), Ok("3")));
            assert!(ids[2].is_err());
        }
    }

    #[test]
    fn a_property_that_we_do_not_know_may_be_as_deep_as_it_likes() {
        let body = format!(r#"{{"unknown":{0},"value":[{{"id":"1","unknown":{0}}}]}}"#, deep());
        let page: Page<ChatMessage> = Page::parse(body.as_bytes()).unwrap();
        assert_eq!(page.items[0].as_ref().unwrap().id, "1");
    }

    #[test]
    fn a_body_without_a_list_is_no_page() {
        assert!(Page::<User>::parse(b"{}").is_err());
        assert!(Page::<User>::parse(b"<html>").is_err());
        let empty = Page::<User>::parse(br#"{"value":[],"@odata.nextLink":"https://x"}"#).unwrap();
        assert!(
            empty.items.is_empty() && empty.next_link.is_some(),
            "an empty page isn't the last"
        );
    }
}
