//! Graph and Entra in one: a server on a port of its own that answers what a test tells it to.
//!
//! It speaks HTTP by hand, because no framework would break off in the middle of an answer.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use clock::{Clock, Random, TestClock};
use graph::{Client, Connection, Credentials, GraphRoot, LoginRoot, Patience};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The secret with which the client signs in.
pub(crate) const SECRET: &str = "s3cret-value";

/// What the server was asked: a request's head and body as they came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Asked {
    /// `GET`'s path and query.
    pub(crate) fn target(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    fn is_sign_in(&self) -> bool {
        self.head.starts_with("POST ")
    }
}

/// What the server answers: a status, headers, a body, and the length that it promises for it.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    status: u16,
    headers: String,
    body: Vec<u8>,
    /// None: it ends with the connection.
    promised: Option<usize>,
}

impl Answer {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        Self { status, headers: String::new(), promised: Some(body.len()), body }
    }

    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body)
    }

    /// Promises a body and breaks off after a few bytes of it.
    pub(crate) fn cut() -> Self {
        Self { promised: Some(1_000), ..Self::ok(r#"{"value":["#) }
    }

    /// Promises a body and breaks off after so many bytes of it.
    pub(crate) fn broken(body: &str, after: usize) -> Self {
        Self { promised: Some(body.len()), ..Self::ok(body.get(..after).unwrap()) }
    }

    /// Doesn't say how long its body is.
    pub(crate) fn endless(body: &str) -> Self {
        Self { promised: None, ..Self::ok(body) }
    }

    /// Hangs up without a word.
    pub(crate) fn none() -> Self {
        Self::new(0, "")
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers = format!("{}{name}: {value}\r\n", self.headers);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        if self.status == 0 {
            return Vec::new();
        }
        let Self { status, headers, promised, .. } = self;
        let length =
            promised.map_or_else(String::new, |bytes| format!("content-length: {bytes}\r\n"));
        let head = format!("HTTP/1.1 {status} Told\r\nconnection: close\r\n{length}{headers}\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}

/// An empty last page.
pub(crate) fn empty_page() -> Answer {
    Answer::ok(r#"{"value":[]}"#)
}

/// A token that lives for an hour, unlike any other of this server.
pub(crate) fn numbered_token(nth: usize) -> Answer {
    Answer::ok(format!(r#"{{"access_token":"token-{nth}","expires_in":3599}}"#))
}

/// Answers a request, given how many of its kind came before.
type Told = dyn Fn(&Asked, usize) -> Answer + Send + Sync;

/// A running server; it ends with the test's runtime.
#[derive(Clone)]
pub(crate) struct StandIn {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    told: Arc<Told>,
}

impl StandIn {
    /// Graph answers as told; Entra gives a new token each time.
    pub(crate) async fn start(
        graph: impl Fn(&Asked, usize) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::with_entra(graph, numbered_token).await
    }

    /// Graph and Entra answer as told.
    pub(crate) async fn with_entra(
        graph: impl Fn(&Asked, usize) -> Answer + Send + Sync + 'static,
        entra: impl Fn(usize) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let told = move |asked: &Asked, nth| {
            if asked.is_sign_in() { entra(nth) } else { graph(asked, nth) }
        };
        let server = Self {
            address: listener.local_addr().unwrap(),
            asked: Arc::default(),
            told: Arc::new(told),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let serving = serving.clone();
                tokio::spawn(async move { serving.serve(stream).await });
            }
        });
        server
    }

    async fn serve(&self, mut stream: TcpStream) {
        let Some(asked) = read(&mut stream).await else {
            return;
        };
        let nth = {
            let mut all = self.asked.lock().unwrap();
            let nth = all.iter().filter(|one| one.is_sign_in() == asked.is_sign_in()).count();
            all.push(asked.clone());
            nth
        };
        let answer = (self.told)(&asked, nth).bytes();
        // The client may hang up on an answer that is too long for it.
        drop(stream.write_all(&answer).await);
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What Graph was asked.
    pub(crate) fn graph_asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().iter().filter(|asked| !asked.is_sign_in()).cloned().collect()
    }

    /// What Entra was asked.
    pub(crate) fn entra_asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().iter().filter(|asked| asked.is_sign_in()).cloned().collect()
    }

    /// How the client of the tests reaches this server.
    pub(crate) fn connection(&self) -> Connection {
        Connection {
            root: GraphRoot::parse(&self.origin()).unwrap(),
            login_root: LoginRoot::parse(&self.origin()).unwrap(),
            credentials: Credentials {
                tenant_id: "tenant".to_owned(),
                client_id: "client".to_owned(),
                secret_value: SECRET.into(),
            },
            patience: Patience::default(),
        }
    }

    /// A client of this server, and the clock that it waits by.
    pub(crate) fn client(&self) -> (Client, Arc<TestClock>) {
        let clock = Arc::new(TestClock::at(jiff::Timestamp::UNIX_EPOCH));
        let time: Arc<dyn Clock> = Arc::<TestClock>::clone(&clock);
        let client = Client::new(self.connection(), time, Arc::new(Random::seeded(1))).unwrap();
        (client, clock)
    }
}

/// One request: its head, and as much body as it promises.
async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let asked = Asked { head: head.to_owned(), body: body.to_owned() };
            let promised = asked.header("content-length").map_or(0, |text| text.parse().unwrap());
            if body.len() >= promised {
                return Some(asked);
            }
        }
        let mut chunk = [0; 4096];
        let length = stream.read(&mut chunk).await.ok().filter(|length| *length > 0)?;
        bytes.extend_from_slice(&chunk[..length]);
    }
}
