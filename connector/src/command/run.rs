//! `run`: the connector service, until somebody wants it to end.

use std::io::{self, IsTerminal as _};
use std::sync::Arc;

use clock::{Clock, Random, SystemClock};
use elastic::{Engine, Support};
use lifecycle::owner::Owner;
use lifecycle::source::Cloud;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{Ending, Failure, RunArguments, choose};
use crate::config::{Config, LogConfig, LogLevel, MonitoringConfig};
use crate::service::{Cluster, Service, Shutdown, Switch};
use crate::telemetry::logs::{self, Form, Logs};
use crate::telemetry::{self, Telemetry};

/// Runs the service; its jobs are suspended at its end, and go on with the next start.
///
/// # Errors
/// When the configuration or the cluster cannot be used, or the service does nothing but fail.
pub(super) async fn run(arguments: &RunArguments) -> Result<Ending, Failure> {
    let config = choose::load(&arguments.config_file)?;
    log(arguments, config.logging)?;
    let shutdown = on_signals()?;
    let telemetry = Arc::new(Telemetry::new(Arc::new(SystemClock)));
    let listener = listen(&config.monitoring, &telemetry, &shutdown).await?;
    let service = service(config, telemetry).await?;
    tokio::select! {
        ended = service.run(shutdown.clone()) => ended?,
        failed = listener => failed?,
    }
    tracing::info!("the service has ended");
    Ok(Ending::Completed)
}

/// Log lines to stderr, as the command line says, else the config file.
fn log(arguments: &RunArguments, config: LogConfig) -> Result<(), Failure> {
    let level = arguments.log_level.or(config.level).unwrap_or(LogLevel::Info);
    let level = if arguments.debug { LogLevel::Debug } else { level };
    let form = if arguments.filebeat || config.ecs {
        Form::Ecs { clock: Arc::new(SystemClock) }
    } else {
        Form::Text { ansi: io::stderr().is_terminal() }
    };
    let logs = Logs { filter: level.filter().to_owned(), form, writer: io::stderr };
    Ok(logs::init(logs)?)
}

/// Answers `/health` and `/metrics`, if the config file wants it; ends only by failing.
async fn listen(
    monitoring: &MonitoringConfig,
    telemetry: &Arc<Telemetry>,
    shutdown: &Shutdown,
) -> Result<impl Future<Output = Result<(), Failure>> + use<>, Failure> {
    let listener = match monitoring.listen {
        Some(address) => {
            let bound = TcpListener::bind(address).await;
            Some(bound.map_err(|source| Failure::Listener { address, source })?)
        }
        None => None,
    };
    let (telemetry, shutdown) = (Arc::clone(telemetry), shutdown.clone());
    Ok(async move {
        if let Some(listener) = listener {
            let ended = async move { shutdown.requested().await };
            telemetry::listener::serve(listener, telemetry, ended).await?;
        }
        // Jobs are being suspended; the service says when it has ended.
        std::future::pending().await
    })
}

/// The service over the cluster of a config file, once that answers.
///
/// # Errors
/// When documents go to a database file, or the cluster cannot be used.
pub(super) async fn service(config: Config, telemetry: Arc<Telemetry>) -> Result<Service, Failure> {
    let cluster = choose::cluster(&config)?.clone();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random = Arc::new(Random::from_system());
    let cluster =
        Cluster { config: cluster, clock: Arc::clone(&clock), random: Arc::clone(&random) };
    let records = cluster.records().await?;
    support(records.engine())?;
    Ok(Service {
        settings: config.service,
        listed: config.connectors,
        cluster,
        cloud: Cloud { root: config.graph.root, login_root: config.graph.login_root },
        records,
        owner: Owner::this(random.id()),
        telemetry,
        clock,
        random,
    })
}

/// Whether the cluster is one that this version works with.
fn support(engine: &Engine) -> Result<(), Failure> {
    tracing::info!(version = engine.version, "connected to {}", engine.flavour.name());
    match engine.support() {
        Support::Full => Ok(()),
        Support::Doubtful(text) => {
            tracing::warn!("{text}");
            Ok(())
        }
        Support::None(text) => Err(Failure::Missing(text)),
    }
}

/// Hears the first SIGTERM or SIGINT; further ones change nothing.
pub(super) fn on_signals() -> Result<Shutdown, Failure> {
    let refused = |error: io::Error| Failure::Machine(error.into());
    let mut interrupt = signal(SignalKind::interrupt()).map_err(refused)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(refused)?;
    let (switch, shutdown) = Switch::new();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("ending: sync jobs are suspended");
        switch.request();
        // Whoever hears of it holds no switch: it must outlive them.
        std::future::pending::<()>().await;
    });
    Ok(shutdown)
}
