//! A proxy that remembers what goes through it, and disturbs it as it was told.
//!
//! It stands between the service and the engine, and between the service and Graph. It speaks as much of HTTP/1.1 as
//! those do: bodies have a length.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clock::{Clock as _, SystemClock};
use futures::future::BoxFuture;
use jiff::Timestamp;
use reqwest::{Client, Method, redirect};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::wait::pause;

/// A request that came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) at: Timestamp,
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body's lines as JSON, of a bulk for example.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap_or_default()).collect()
    }

    pub(crate) fn is_bulk(&self) -> bool {
        self.path.contains("/_bulk")
    }
}

/// What the proxy says by itself.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Said {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes() }
    }
}

type Play = Arc<dyn Fn(Asked) -> BoxFuture<'static, Said> + Send + Sync>;

/// What is done with a request.
#[derive(Clone)]
pub(crate) enum Act {
    /// It isn't passed on, but answered.
    Answer(u16, Value),
    /// It isn't passed on, but answered by a function.
    Play(Play),
    /// It is passed on after this long, or as soon as the rules are cleared.
    Wait(Duration),
    /// It is passed on, and its answer is changed.
    Edit(Arc<dyn Fn(&mut Value) + Send + Sync>),
}

impl Act {
    pub(crate) fn edit(edit: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Self::Edit(Arc::new(edit))
    }

    pub(crate) fn play<F>(play: impl Fn(Asked) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Said> + Send + 'static,
    {
        Self::Play(Arc::new(move |asked| Box::pin(play(asked))))
    }
}

struct Rule {
    matches: Box<dyn Fn(&Asked) -> bool + Send + Sync>,
    left: usize,
    act: Act,
}

impl fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Rule").field("left", &self.left).finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Shared {
    target: String,
    http: Client,
    asked: Mutex<Vec<Asked>>,
    rules: Mutex<Vec<Rule>>,
    /// Raised when the rules are cleared.
    generation: watch::Sender<u64>,
    up: watch::Sender<bool>,
}

/// The proxy; it ends with the test's runtime.
#[derive(Debug, Clone)]
pub(crate) struct Proxy {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

/// As often as it comes.
pub(crate) const ALWAYS: usize = usize::MAX;

impl Proxy {
    pub(crate) async fn before(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let http = Client::builder().redirect(redirect::Policy::none()).no_gzip();
        let shared = Arc::new(Shared {
            target: target.to_owned(),
            http: http.no_proxy().build().unwrap(),
            asked: Mutex::default(),
            rules: Mutex::default(),
            generation: watch::Sender::new(0),
            up: watch::Sender::new(true),
        });
        tokio::spawn(Arc::clone(&shared).listen(listener, address));
        Self { url: format!("http://{address}"), shared }
    }

    /// Treats the next `times` requests that match as told; the oldest rule that matches is taken.
    pub(crate) fn rule(
        &self,
        matches: impl Fn(&Asked) -> bool + Send + Sync + 'static,
        times: usize,
        act: Act,
    ) {
        let rule = Rule { matches: Box::new(matches), left: times, act };
        self.shared.rules.lock().unwrap().push(rule);
    }

    /// Passes everything on again, also what waits.
    pub(crate) fn clear(&self) {
        self.shared.rules.lock().unwrap().clear();
        self.shared.generation.send_modify(|generation| *generation += 1);
    }

    /// Refuses connections, and ends those that are open, until [`Proxy::start`].
    pub(crate) fn stop(&self) {
        self.shared.up.send_replace(false);
    }

    pub(crate) fn start(&self) {
        self.shared.up.send_replace(true);
    }

    /// Everything that was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }
}

impl Shared {
    async fn listen(self: Arc<Self>, first: TcpListener, address: SocketAddr) {
        let (mut down, mut up) = (self.up.subscribe(), self.up.subscribe());
        let mut listener = first;
        loop {
            tokio::select! {
                accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                    tokio::spawn(Arc::clone(&self).serve_while_up(stream));
                },
                () = becomes(&mut down, false) => {
                    drop(listener);
                    becomes(&mut up, true).await;
                    listener = TcpListener::bind(address).await.unwrap();
                }
            }
        }
    }

    async fn serve_while_up(self: Arc<Self>, stream: TcpStream) {
        let mut up = self.up.subscribe();
        let serving = Arc::clone(&self);
        tokio::select! {
            () = serving.serve(stream) => {}
            () = becomes(&mut up, false) => {}
        }
    }

    async fn serve(self: Arc<Self>, stream: TcpStream) {
        stream.set_nodelay(true).unwrap_or_default();
        let mut stream = BufReader::new(stream);
        while let Some(asked) = read(&mut stream).await {
            self.asked.lock().unwrap().push(asked.clone());
            let head_only = asked.method == "HEAD";
            let Some(said) = self.answer(asked).await else {
                return;
            };
            if stream.write_all(&written(&said, head_only)).await.is_err() {
                return;
            }
        }
    }

    /// None ends the connection.
    async fn answer(&self, asked: Asked) -> Option<Said> {
        match self.act(&asked) {
            None => self.pass_on(&asked).await,
            Some(Act::Answer(status, body)) => Some(Said::json(status, &body)),
            Some(Act::Play(play)) => Some(play(asked).await),
            Some(Act::Wait(duration)) => {
                let mut generation = self.generation.subscribe();
                tokio::select! {
                    () = pause(duration) => {}
                    _ = generation.changed() => {}
                }
                self.pass_on(&asked).await
            }
            Some(Act::Edit(edit)) => {
                let mut said = self.pass_on(&asked).await?;
                let mut body: Value = serde_json::from_slice(&said.body).unwrap_or_default();
                edit(&mut body);
                said.body = body.to_string().into_bytes();
                Some(said)
            }
        }
    }

    fn act(&self, asked: &Asked) -> Option<Act> {
        let mut rules = self.rules.lock().unwrap();
        let rule = rules.iter_mut().find(|rule| rule.left > 0 && (rule.matches)(asked))?;
        rule.left -= 1;
        Some(rule.act.clone())
    }

    async fn pass_on(&self, asked: &Asked) -> Option<Said> {
        let method = Method::from_bytes(asked.method.as_bytes()).ok()?;
        let mut request = self.http.request(method, format!("{}{}", self.target, asked.path));
        for (name, value) in &asked.headers {
            if !["connection", "content-length", "accept-encoding"].contains(&name.as_str()) {
                request = request.header(name, value); // the host too: links are made of it
            }
        }
        let mut answer = request.body(asked.body.clone()).send().await.ok()?;
        let status = answer.status().as_u16();
        let kept =
            |name: &str| !["connection", "content-length", "transfer-encoding"].contains(&name);
        let headers = answer.headers().iter().filter(|(name, _)| kept(name.as_str()));
        let headers = headers
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.ok()? {
            body.extend_from_slice(&chunk);
        }
        Some(Said { status, headers, body })
    }
}

async fn becomes(up: &mut watch::Receiver<bool>, wanted: bool) {
    drop(up.wait_for(|up| *up == wanted).await);
}

fn written(said: &Said, head_only: bool) -> Vec<u8> {
    let mut lines = vec![format!("HTTP/1.1 {} Answer", said.status)];
    lines.extend(said.headers.iter().map(|(name, value)| format!("{name}: {value}")));
    if said.status != 204 {
        lines.push(format!("content-length: {}", said.body.len()));
    }
    let mut bytes = (lines.join("\r\n") + "\r\n\r\n").into_bytes();
    if !head_only {
        bytes.extend_from_slice(&said.body);
    }
    bytes
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
    let mut first = head.first()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = head
        .iter()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let mut asked = Asked { at: SystemClock.now(), method, path, headers, body: Vec::new() };
    let length = asked.header("content-length").map_or(0, |length| length.parse().unwrap());
    asked.body = vec![0; length];
    stream.read_exact(&mut asked.body).await.ok()?;
    Some(asked)
}
