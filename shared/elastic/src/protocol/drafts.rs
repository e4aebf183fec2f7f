//! Drafts of sync rules that were looked at: what was found, and the rules themselves if they are good.

use elasticsearch::http::Method;
use serde_json::{Value, json};
use sync::port::store::{StoreError, Token};

use super::Records;
use crate::client::Request;
use crate::names::segment;
use crate::update::Updated;

impl Records {
    /// Stores what was found in a connector's draft, and makes a valid one its active filter: by API from `validation`
    /// (`state` and `errors`), else directly from `filtering`, the whole field as it is to be.
    ///
    /// # Errors
    /// When the cluster can't be written.
    pub async fn validated_draft(
        &self,
        id: &str,
        validation: &Value,
        filtering: &Value,
        guard: Token,
    ) -> Result<Updated, StoreError> {
        // The API asks for no token: a draft that was edited meanwhile would be judged by what it was.
        match self.connector(id).await? {
            None => return Ok(Updated::Missing),
            Some(record) if record.token != guard => return Ok(Updated::Conflict),
            Some(_) => {}
        }
        let valid = validation.get("state").and_then(Value::as_str) == Some("valid");
        let api = format!("/_connector/{}/_filtering", segment(id)?);
        let request = Request::json(
            "storing what was found in a draft",
            Method::Put,
            format!("{api}/_validation"),
            &json!({"validation": validation}),
        );
        let judged = self.by_api(&request).await?;
        let activate = Request::bare("activating a draft", Method::Put, format!("{api}/_activate"));
        match judged {
            Some(Updated::Done) if valid => {
                if let Some(activated) = self.by_api(&activate).await? {
                    return Ok(activated);
                }
            }
            Some(updated) => return Ok(updated),
            None => {}
        }
        let patch = [("filtering".to_owned(), filtering.clone())].into_iter().collect();
        self.update_connector(id, &patch, Some(guard)).await
    }
}
