//! Rows 18–25: what a configuration is worth, and what is said of it.

use serde_json::{Value, json};

use crate::harness::connector::{Connector, merge};
use crate::harness::proxy::{ALWAYS, Act};
use crate::harness::stage::Stage;
use crate::harness::tenant::{Tenant, signs_in};
use crate::harness::text;
use crate::harness::wait::{pass_a_minute, until};
use crate::rows::first_sync::FirstSync;

pub(super) async fn a_valid_one_connects() {
    let first = FirstSync::get().await;
    assert_eq!(first.connected["status"], "connected");
    assert_eq!(first.connected["error"], Value::Null);
}

/// Waits for an error that names all of these.
async fn errs(connector: &Connector, parts: &[&str]) -> String {
    until(&format!("an error that names {parts:?}"), || async {
        let shown = connector.shown().await;
        let error = text(&shown, "error");
        let named = shown["status"] == "error" && parts.iter().all(|part| error.contains(part));
        if named { Ok(error) } else { Err((text(&shown, "status"), error)) }
    })
    .await
}

async fn registered(stage: &Stage, word: &str) -> (Connector, crate::harness::service::Service) {
    let connector = stage.connector(word).await;
    let service = stage.service(&[&connector]);
    connector.reaches("needs_configuration").await;
    (connector, service)
}

pub(super) async fn an_empty_required_field() {
    let stage = Stage::of(Tenant::tiny(14).await).await;
    let (connector, _service) = registered(&stage, "empty").await;
    let mut values = stage.tenant.values();
    merge(&mut values, json!({"client_id": ""}));
    connector.configure(&values).await;
    errs(&connector, &["Client ID"]).await;
    connector.configure(&stage.tenant.values()).await;
    let mended = connector.reaches("connected").await;
    assert_eq!(mended["error"], Value::Null);
}

pub(super) async fn unmet_dependencies() {
    let stage = Stage::of(Tenant::tiny(15).await).await;
    let (connector, _service) = registered(&stage, "dependent").await;
    let mut values = stage.tenant.values();
    let empty =
        json!({"auth_method": "secret", "certificate": "", "private_key": "", "username": ""});
    merge(&mut values, empty);
    connector.configure(&values).await;
    connector.reaches("connected").await;
    connector.configure(&json!({"auth_method": "certificate"})).await;
    errs(&connector, &["Content of certificate file", "Content of private key file"]).await;
}

pub(super) async fn types() {
    let stage = Stage::of(Tenant::tiny(16).await).await;
    let (connector, _service) = stage.connected("typed").await;
    for (value, valid) in [(json!("maybe"), false), (json!("false"), true), (json!([1]), false)] {
        connector.configure(&json!({"fetch_attachment_content": value})).await;
        if valid {
            connector.reaches("connected").await;
        } else {
            errs(&connector, &["Fetch attachment content"]).await;
        }
    }
}

pub(super) async fn left_over_fields() {
    let stage = Stage::of(Tenant::tiny(17).await).await;
    let (connector, _service) = registered(&stage, "leftover").await;
    let empty = json!({"type": "str", "required": true, "label": "Left over", "value": ""});
    connector.merge(&json!({"configuration": {"left_over": empty}})).await;
    connector.configure(&stage.tenant.values()).await;
    let connected = connector.reaches("connected").await;
    assert_eq!(connected["configuration"]["left_over"]["label"], "Left over");
}

pub(super) async fn a_failed_ping() {
    let stage = Stage::of(Tenant::tiny(18).await).await;
    let (connector, _service) = stage.connected("unpinged").await;
    stage.tenant.proxy.stop();
    connector.schedule("full", "0 * * * * ?").await;
    let failed = connector.reaches("error").await;
    assert!(!text(&failed, "error").is_empty());
    pass_a_minute().await;
    assert_eq!(connector.jobs().await.len(), 0, "nothing is scheduled for a source that is away");
    stage.tenant.proxy.start();
    let recovered = connector.reaches("connected").await;
    assert_eq!(recovered["error"], Value::Null);
}

pub(super) async fn no_secret_is_told() {
    let stage = Stage::of(Tenant::tiny(19).await).await;
    let (connector, service) = registered(&stage, "secret").await;
    let mut values = stage.tenant.values();
    merge(
        &mut values,
        json!({"secret_value": "marker-of-the-secret", "password": "marker-of-the-password"}),
    );
    connector.configure(&values).await;
    let refused = connector.reaches("error").await;
    let job_id = connector.sync_now().await;
    let (job, ended) = connector.job_ends(&job_id, "error").await;
    for record in [&refused, &ended] {
        for field in ["error", "last_sync_error"] {
            assert!(!text(record, field).contains("marker-of"), "{record:#}");
        }
    }
    assert!(
        !text(&job, "error").is_empty() && !text(&job, "error").contains("marker-of"),
        "{job:#}"
    );
    let log = service.log();
    assert!(log.len() > 100 && !log.contains("marker-of"), "{log}");
    let right = stage.tenant.values();
    assert!(!log.contains(right["secret_value"].as_str().unwrap()));
}

pub(super) async fn a_long_error_is_cut() {
    let stage = Stage::of(Tenant::tiny(20).await).await;
    let (connector, mut service) = registered(&stage, "long").await;
    let refusal = json!({"error": "invalid_client", "error_description": format!("AADSTS7000215: {}", "é".repeat(50_000))});
    stage.tenant.proxy.rule(signs_in, ALWAYS, Act::Answer(401, refusal));
    connector.configure(&stage.tenant.values()).await;
    let failed = connector.reaches("error").await;
    let error = text(&failed, "error");
    assert!(!error.is_empty() && error.len() < 32_768, "{} bytes", error.len());
    service.assert_runs();
}
