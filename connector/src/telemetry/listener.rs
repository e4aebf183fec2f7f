//! The listener: what `/health` and `/metrics` answer.
//!
//! It speaks plain HTTP and asks nobody who they are, so it belongs on this machine or in a network of its own.

use std::io;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use tokio::net::TcpListener;

use crate::telemetry::Telemetry;

/// `OpenMetrics`: content type of the text format.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Answers `GET /health` (200, or 503 with the reason) and `GET /metrics` until `shutdown` is done.
///
/// # Errors
/// When connections can be accepted no more.
pub async fn serve(
    listener: TcpListener,
    telemetry: Arc<Telemetry>,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let router = Router::new()
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .with_state(telemetry);
    // A scraper that is still connected is not waited for.
    tokio::select! {
        served = async { axum::serve(listener, router).await } => served,
        () = shutdown => Ok(()),
    }
}

async fn health(State(telemetry): State<Arc<Telemetry>>) -> impl IntoResponse {
    let health = telemetry.health();
    let status = if health.is_ok() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(health.to_json()))
}

async fn metrics(State(telemetry): State<Arc<Telemetry>>) -> impl IntoResponse {
    ([(CONTENT_TYPE, OPEN_METRICS)], telemetry.metrics())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clock::TestClock;
    use jiff::Timestamp;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;
    use tokio::sync::oneshot;

    use super::*;

    /// The answer to one request, head and body.
    async fn answer(to: std::net::SocketAddr, request: &str) -> String {
        let mut stream = TcpStream::connect(to).await.unwrap();
        let head = format!("{request} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        text
    }

    #[tokio::test]
    async fn health_turns_bad_metrics_are_served_and_a_shutdown_waits_for_nobody() {
        let clock = Arc::new(TestClock::at(Timestamp::UNIX_EPOCH));
        let telemetry = Arc::new(Telemetry::new(Arc::<TestClock>::clone(&clock)));
        telemetry.watch("schedule", Duration::from_mins(1));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async { stopped.await.unwrap() };
        let server = tokio::spawn(serve(listener, telemetry, shutdown));

        let healthy = answer(address, "GET /health").await;
        assert!(healthy.starts_with("HTTP/1.1 200 "), "{healthy}");
        assert!(healthy.contains(r#""status":"ok""#), "{healthy}");

        clock.advance(Duration::from_secs(61));
        let failing = answer(address, "GET /health").await;
        assert!(failing.starts_with("HTTP/1.1 503 "), "{failing}");
        assert!(failing.contains("no pass succeeded for 61 s"), "{failing}");

        let metrics = answer(address, "GET /metrics").await;
        assert!(metrics.contains("content-type: application/openmetrics-text"), "{metrics}");
        assert!(metrics.contains("# TYPE teams_connector_build info\n"), "{metrics}");
        assert!(metrics.contains("# EOF\n"), "{metrics}");

        assert!(answer(address, "GET /").await.starts_with("HTTP/1.1 404 "));
        assert!(answer(address, "POST /health").await.starts_with("HTTP/1.1 405 "));

        let _open = TcpStream::connect(address).await.unwrap();
        stop.send(()).unwrap();
        server.await.unwrap().unwrap();
    }
}
