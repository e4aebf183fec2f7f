//! A stand-in for an engine: a small HTTP server that answers as it was told, and remembers what it was asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with one request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// Answers with this status and body.
    Json(u16, Value),
    /// Answers a bulk with one status for each item, by its id; what isn't named is created.
    Items(Vec<(&'static str, u16, &'static str)>),
    /// Ends the connection without a word.
    Reset,
    /// Never answers.
    Silence,
}

/// A request that came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

impl Asked {
    /// The ids of a bulk's operations.
    pub(crate) fn ids(&self) -> Vec<String> {
        let actions = self.body.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let metas = actions.filter_map(|action| {
            let object = action.as_object()?;
            object.values().next()?.get("_id")?.as_str().map(str::to_owned)
        });
        metas.collect()
    }
}

#[derive(Debug, Default)]
struct Script {
    /// Each for the next request whose first line contains the text.
    answers: Vec<(&'static str, Answer)>,
    asked: Vec<Asked>,
}

/// The server; it ends with the test's runtime.
#[derive(Debug, Clone)]
pub(crate) struct Scripted {
    pub(crate) url: String,
    script: Arc<Mutex<Script>>,
}

impl Scripted {
    /// A server that answers from the script, and what isn't in it as an engine in which all indices are there and
    /// every bulk succeeds.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Self { url, script: Arc::default() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        server
    }

    /// Puts answers to the next bulks into the script.
    pub(crate) fn answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.tell("/_bulk", answers);
    }

    /// Puts answers into the script, to the next requests whose first lines contain this text.
    pub(crate) fn tell(&self, line: &'static str, answers: impl IntoIterator<Item = Answer>) {
        let answers = answers.into_iter().map(|answer| (line, answer));
        self.script.lock().unwrap().answers.extend(answers);
    }

    /// The bulks that came.
    pub(crate) fn bulks(&self) -> Vec<Asked> {
        self.asked_of("/_bulk")
    }

    /// The requests that came whose first lines contain this text.
    pub(crate) fn asked_of(&self, line: &str) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.line.contains(line)).collect()
    }

    /// All requests that came.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.script.lock().unwrap().asked.clone()
    }

    async fn serve(self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        while let Some(asked) = read(&mut stream).await {
            let answer = self.answer(&asked);
            self.script.lock().unwrap().asked.push(asked.clone());
            let (status, body) = match answer {
                Answer::Json(status, body) => (status, body),
                Answer::Items(items) => (200, items_of(&asked, &items)),
                Answer::Reset => return,
                Answer::Silence => std::future::pending().await,
            };
            let body = body.to_string();
            let sent = if asked.line.starts_with("HEAD") { "" } else { &body };
            let head = format!(
                "HTTP/1.1 {status} Answer\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            if stream.write_all(format!("{head}{sent}").as_bytes()).await.is_err() {
                return;
            }
        }
    }

    fn answer(&self, asked: &Asked) -> Answer {
        let line = asked.line.as_str();
        let answers = &mut self.script.lock().unwrap().answers;
        if let Some(at) = answers.iter().position(|(text, _)| line.contains(text)) {
            return answers.remove(at).1;
        }
        if line.contains("/_bulk") {
            return Answer::Items(Vec::new());
        }
        if line.starts_with("HEAD") {
            return Answer::Json(200, Value::Null);
        }
        if line.starts_with("GET / ") {
            return Answer::Json(200, json!({"version": {"number": "9.5.3"}}));
        }
        if line.contains("/_mapping") {
            let sync = json!({"id": {"type": "keyword"}, "partition": {"type": "keyword"}, "version": {"type": "long"}});
            let mapped = json!({"properties": {"_sync": {"properties": sync}}});
            return Answer::Json(200, json!({"teams": {"mappings": mapped}}));
        }
        let exists = json!({"type": "resource_already_exists_exception", "reason": "there"});
        Answer::Json(400, json!({"error": exists, "status": 400}))
    }
}

fn items_of(asked: &Asked, told: &[(&str, u16, &str)]) -> Value {
    let item = |id: String| {
        let told = told.iter().find(|(named, ..)| *named == id);
        match told {
            None => json!({"index": {"status": 201}}),
            Some((_, status, kind)) => {
                json!({"index": {"status": status, "error": {"type": kind, "reason": "because"}}})
            }
        }
    };
    json!({"items": asked.ids().into_iter().map(item).collect::<Vec<_>>()})
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        head.push(line);
    }
    let length = head.iter().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await.ok()?;
    let headers = head.split_off(1);
    Some(Asked { line: head.remove(0), headers, body: String::from_utf8(body).unwrap() })
}

/// Long enough for any answer of the server, short enough for a test.
pub(crate) const TIMEOUT: Duration = Duration::from_millis(500);
