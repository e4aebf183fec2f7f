//! The service dies in the middle, and the next one goes on.

use serde_json::Value;

use crate::harness::connector::Connector;
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::rows::in_the_middle;

async fn goes_on(stage: &Stage, connector: &Connector, job: &str) {
    stage.tenant.fast();
    let _service = stage.service(&[connector]);
    let (ended, shown) = connector.job_ends(job, "completed").await;
    assert_eq!(ended["error"], Value::Null);
    assert_eq!(shown["status"], "connected");
    let jobs = connector.jobs().await;
    assert_eq!(jobs.len(), 1, "no second job: {jobs:#?}");
    stage.assert_truth(connector, &[]).await;
}

pub(super) async fn killed() {
    let stage = Stage::of(Tenant::small(65).await).await;
    let (connector, service) = stage.connected("killed").await;
    let job = in_the_middle(&stage, &connector).await;
    service.kill();
    assert_eq!(connector.job(&job).await["status"], "in_progress");
    goes_on(&stage, &connector, &job).await;
}

pub(super) async fn stopped() {
    let stage = Stage::of(Tenant::small(66).await).await;
    let (connector, service) = stage.connected("halted").await;
    let job = in_the_middle(&stage, &connector).await;
    service.terminate().await;
    goes_on(&stage, &connector, &job).await;
}
