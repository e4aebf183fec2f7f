//! How fast a whole sync indexes, against plain `_bulk` of the same documents into the same engine.
//!
//! Service, tenant and engine share the machine: what one of them computes, the others wait for. Run it on a machine
//! that does nothing else: `tests/engines/with elasticsearch cargo test --release --package teams-connector --test
//! service -- --ignored "rate"`.

use std::time::Duration;

use clock::{Clock as _, SystemClock};
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::connector::{Connector, moment};
use crate::harness::service::Service;
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::wait::pause;

/// The first one warms the engine up, and doesn't count.
const ROUNDS: usize = 5;

/// Documents of a plain request: what the service sends at most, too.
const AT_ONCE: usize = 500;

/// How long an engine that is too busy is left alone.
const BUSY: Duration = Duration::from_millis(100);

/// What the service promises to stay below.
const MEMORY_MAX: u64 = 150 << 20;

pub(super) async fn against_plain_bulk() {
    let stage = Stage::of(Tenant::medium(2).await).await;
    let (mut syncs, mut plains) = (0.0, 0.0);
    for round in 0..ROUNDS {
        let connector = stage.connector(&format!("rate-{round}")).await;
        let roots = (stage.engine.url.as_str(), &*stage.tenant.simulator.base_url());
        let service = Service::start(roots, &[&connector], &[("service.log_level", "INFO")]);
        stage.connects(&connector).await;
        let job = connector.sync_now().await;
        let job = connector.job_reaches_within(Duration::from_mins(5), &job, "completed").await;
        let memory = service.peak_memory();
        drop(service);
        assert!(memory < MEMORY_MAX, "{memory} bytes");
        let begun = moment(&job, "started_at").unwrap();
        let sync = seconds(begun, moment(&job, "completed_at").unwrap());
        let plain = load(&stage, &connector).await;
        let documents = &job["indexed_document_count"];
        let memory = memory >> 20;
        eprintln!(
            "round {round}: {documents} documents, plain {plain:.1} s, sync {sync:.1} s with {memory} MiB, ratio {:.2}",
            plain / sync
        );
        if round > 0 {
            (syncs, plains) = (syncs + sync, plains + plain);
        }
        stage.engine.delete(&format!("/{}", connector.index)).await;
    }
    eprintln!("ratio {:.2}", plains / syncs);
}

/// Loads what is in the connector's index into another one with the same mapping, as somebody would from a file.
async fn load(stage: &Stage, connector: &Connector) -> f64 {
    let index = format!("plain-{}", connector.id);
    let mapping = stage.engine.get(&format!("/{}/_mapping", connector.index)).await.body;
    let mappings = &mapping[&connector.index]["mappings"];
    stage.engine.tell(Method::PUT, &format!("/{index}"), &json!({"mappings": mappings})).await;
    let documents: Vec<(String, Value)> = stage
        .indexed(connector)
        .await
        .into_iter()
        .map(|(id, document)| (id, Value::Object(document)))
        .collect();
    let line = |(id, document): &(String, Value)| {
        format!("{}\n{document}\n", json!({"index": {"_index": index, "_id": id}}))
    };
    let bodies: Vec<String> =
        documents.chunks(AT_ONCE).map(|documents| documents.iter().map(line).collect()).collect();
    let begun = SystemClock.now();
    for body in bodies {
        while !stage.engine.bulk(body.clone()).await {
            pause(BUSY).await;
        }
    }
    let took = seconds(begun, SystemClock.now());
    stage.engine.delete(&format!("/{index}")).await;
    took
}

fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64()
}
