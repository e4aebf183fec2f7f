//! One first sync, from an empty record to a full index, recorded once and looked at by many rows.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::harness::connector::moment;
use crate::harness::engine::Documents;
use crate::harness::proxy::Asked;
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::wait::until;

/// What was seen on the way.
#[derive(Debug)]
pub(super) struct FirstSync {
    pub(super) connector_id: String,
    pub(super) index: String,
    /// The connector's record as soon as the schema is in it.
    pub(super) registered: Value,
    pub(super) connected: Value,
    /// Both records while the sync runs, the job's first right after its claim.
    pub(super) running: Vec<(Value, Value)>,
    /// The job's record at its end.
    pub(super) job: Value,
    /// The connector's record at the job's end.
    pub(super) ended: Value,
    pub(super) documents: Documents,
    pub(super) truth: Documents,
    /// The engine's own count.
    pub(super) count: u64,
    /// The content index's mapping.
    pub(super) mapping: Value,
    /// Every request to the engine.
    pub(super) asked: Vec<Asked>,
}

static FIRST: OnceCell<FirstSync> = OnceCell::const_new();

impl FirstSync {
    pub(super) async fn get() -> &'static Self {
        FIRST.get_or_init(Self::observe).await
    }

    /// Slow at first, so that a running job can be seen; then as quick as it is.
    async fn observe() -> Self {
        let stage = Stage::of(Tenant::small(101).await).await;
        let connector = stage.connector("first").await;
        let _service = stage.service(&[&connector]);
        let registered = connector.reaches("needs_configuration").await;
        connector.configure(&stage.tenant.values()).await;
        let connected = connector.reaches("connected").await;
        stage.tenant.slow(Duration::from_millis(500));
        let job_id = connector.sync_now().await;
        let claimed = connector.job_reaches(&job_id, "in_progress").await;
        let locked = connector.shown().await;
        let mut running = vec![(claimed, locked)];
        let refreshed = until("a running job is refreshed twice with documents in it", || {
            let (connector, job_id) = (&connector, &job_id);
            let last = running.last().unwrap().0.clone();
            async move {
                let job = connector.job(job_id).await;
                let newer = moment(&job, "last_seen") > moment(&last, "last_seen");
                let counted = job["indexed_document_count"].as_u64() > Some(0);
                let seen = (job, connector.shown().await);
                if newer && counted { Ok(seen) } else { Err(seen) }
            }
        })
        .await;
        running.push(refreshed);
        stage.tenant.fast();
        let (job, ended) = connector.job_ends(&job_id, "completed").await;
        let mapping = stage.engine.get(&format!("/{}/_mapping", connector.index)).await.body;
        Self {
            registered,
            connected,
            running,
            job,
            ended,
            documents: stage.indexed(&connector).await,
            truth: stage.tenant.truth(),
            count: stage.engine.count(&connector.index).await,
            mapping: mapping[&connector.index]["mappings"].clone(),
            asked: stage.proxy.asked(),
            connector_id: connector.id,
            index: connector.index,
        }
    }

    /// Bodies of updates of the connector's record.
    pub(super) fn updates(&self) -> Vec<Value> {
        let path = format!("/_update/{}", self.connector_id);
        let updates = self.asked.iter().filter(|asked| asked.path.contains(&path));
        updates.map(|asked| serde_json::from_slice(&asked.body).unwrap_or(json!(null))).collect()
    }

    /// Bulks that have documents in them.
    pub(super) fn content_bulks(&self) -> Vec<&Asked> {
        content_bulks(&self.asked, &self.index)
    }
}

pub(super) fn content_bulks<'a>(asked: &'a [Asked], index: &str) -> Vec<&'a Asked> {
    let action = format!("\"_index\":\"{index}\"");
    let path = format!("/{index}/_bulk");
    asked
        .iter()
        .filter(|asked| asked.is_bulk())
        .filter(|asked| asked.path.starts_with(&path) || asked.text().contains(&action))
        .filter(|asked| asked.text().contains("\"object_type\":"))
        .collect()
}
