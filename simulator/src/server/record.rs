//! Exchanges, written down one JSON object a line.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

/// A file that takes exchanges.
#[derive(Debug)]
pub(crate) struct Recorder(Mutex<BufWriter<File>>);

/// A request and its answer.
#[derive(Debug)]
pub(crate) struct Exchange<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) status: u16,
    /// None for what must not be written down, such as tokens.
    pub(crate) body: Option<&'a Value>,
}

impl Recorder {
    /// Begins the file anew.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self(Mutex::new(BufWriter::new(File::create(path)?))))
    }

    /// Writes an exchange, all of it before the answer leaves.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn write(&self, exchange: &Exchange<'_>) -> io::Result<()> {
        let mut line = json!({
            "method": exchange.method,
            "path": exchange.path,
            "query": exchange.query,
            "status": exchange.status,
        });
        if let (Some(line), Some(body)) = (line.as_object_mut(), exchange.body) {
            line.insert("body".to_owned(), body.clone());
        }
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{line}")?;
        file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exchange_is_one_line_and_a_secret_body_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("exchanges.ndjson");
        let recorder = Recorder::create(&path).unwrap();
        let body = json!({"value": ["a\nb"]});
        for body in [Some(&body), None] {
            let exchange =
                Exchange { method: "GET", path: "/v1.0/users", query: "$top=5", status: 200, body };
            recorder.write(&exchange).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap();
        let lines: Vec<Value> =
            written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["body"], body);
        assert_eq!(lines[0]["query"], "$top=5");
        assert!(lines[1].get("body").is_none());
        assert_eq!(lines.len(), 2);
    }
}
