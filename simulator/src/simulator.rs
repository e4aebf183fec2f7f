//! A running simulator.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::serve::ListenerExt as _;
use clock::{Clock, SystemClock};
use serde_json::{Map, Value};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::grants::Grants;
use crate::options::Options;
use crate::server::accounts::Accounts;
use crate::server::record::Recorder;
use crate::server::router;
use crate::server::world::{Credentials, World};
use crate::tenant::Tenant;

/// Why a simulator doesn't start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The port is taken, or may not be used.
    #[error("cannot listen on 127.0.0.1:{port}; use another port, or 0 for any: {source}")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The record cannot be written.
    #[error("cannot write the record {}: {source}", path.display())]
    Record {
        /// The file that was named.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A simulator that answers on this machine; it stops when it is dropped.
#[derive(Debug)]
pub struct Simulator {
    world: Arc<World>,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

impl Simulator {
    /// Makes the tenant and begins to answer on a port of 127.0.0.1; 0 takes any free one.
    ///
    /// # Errors
    /// When the port cannot be used or the record cannot be written.
    pub async fn start(port: u16, options: Options) -> Result<Self, Error> {
        Self::start_at(port, options, Arc::new(SystemClock)).await
    }

    /// The same with a clock of the caller's, which tokens live by.
    ///
    /// # Errors
    /// As for [`Simulator::start`].
    pub async fn start_at(
        port: u16,
        options: Options,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let recorder = options.record.map(recorder).transpose()?;
        let tenant = Tenant::new(options.seed, options.size);
        let world = Arc::new(World::new(tenant, Grants::new(options.granted), recorder, clock));
        let refused = |source| Error::Listen { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let (stop, stopped) = oneshot::channel();
        let listener =
            listener.tap_io(|stream: &mut TcpStream| stream.set_nodelay(true).unwrap_or_default());
        let serving =
            axum::serve(listener, router(Arc::clone(&world))).with_graceful_shutdown(async {
                stopped.await.unwrap_or_default();
            });
        let server = tokio::spawn(serving.into_future());
        Ok(Self { world, address, stop, server })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:8080`: the root of Graph and of the sign-in service alike.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What an application signs in with.
    pub fn credentials(&self) -> Credentials {
        self.world.credentials.clone()
    }

    /// Every object that a correct crawler must have indexed, as parts of the documents; made as it goes on.
    pub fn truth(&self) -> impl Iterator<Item = Map<String, Value>> + Send + use<> {
        self.world.truth().objects()
    }

    /// What was asked so far.
    pub fn accounts(&self) -> Accounts {
        self.world.ledger.shown()
    }

    /// Answers what is being asked, then stops.
    pub async fn stop(self) {
        self.stop.send(()).unwrap_or_default();
        self.server.await.unwrap_or(Ok(())).unwrap_or_default();
    }
}

fn recorder(path: PathBuf) -> Result<Recorder, Error> {
    Recorder::create(&path).map_err(|source| Error::Record { path, source })
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    async fn body(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    #[tokio::test]
    async fn it_tells_its_operator_all_and_counts_none_of_it() {
        let simulator = Simulator::start(0, Options::default()).await.unwrap();
        let credentials = body(simulator.address(), "/_simulator/credentials").await;
        assert_eq!(credentials, serde_json::to_string(&simulator.credentials()).unwrap());
        let truth = body(simulator.address(), "/_simulator/truth").await;
        let first = Value::Object(simulator.truth().next().unwrap()).to_string();
        assert!(truth.contains(&first));
        let accounts = body(simulator.address(), "/_simulator/accounts").await;
        assert_eq!(accounts, serde_json::to_string(&Accounts::default()).unwrap());
        simulator.stop().await;
    }

    #[tokio::test]
    async fn two_simulators_of_one_seed_have_the_same_credentials_and_another_has_not() {
        let options = |seed| Options { seed, ..Options::default() };
        let first = Simulator::start(0, options(5)).await.unwrap();
        let second = Simulator::start(0, options(5)).await.unwrap();
        let other = Simulator::start(0, options(6)).await.unwrap();
        assert_eq!(first.credentials(), second.credentials());
        assert_ne!(first.credentials(), other.credentials());
        assert_ne!(first.base_url(), second.base_url());
    }

    #[tokio::test]
    async fn a_port_that_is_taken_is_told() {
        let first = Simulator::start(0, Options::default()).await.unwrap();
        let again = Simulator::start(first.address().port(), Options::default()).await;
        assert!(again.unwrap_err().to_string().contains("use another port"));
    }
}
