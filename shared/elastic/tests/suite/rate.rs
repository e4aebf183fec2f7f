//! How fast documents are written, against the same documents in plain `_bulk` bodies on the same engine.
//!
//! Run it with `cargo test --release -p elastic rate -- --ignored --nocapture`.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement takes the real time and tells what it found"
)]

use std::time::{Duration, Instant};

use elasticsearch::http::Method;
use elasticsearch::http::headers::HeaderMap;
use elasticsearch::http::transport::Transport;
use serde_json::{Value, json};
use sync::port::store::{ContentStore as _, Write};

use crate::engine::{Fresh, address};
use crate::write;

const DOCUMENTS: usize = 20_000;

const AT_ONCE: usize = 500;

fn documents() -> Vec<Vec<Write>> {
    let document = |number: usize| {
        let words = (0..60).map(|word| format!("word{}", (number * 31 + word * 17) % 4_999));
        let text = words.collect::<Vec<_>>().join(" ");
        let fields = json!({
            "type": "Channel Message", "object_type": "CHANNEL_MESSAGE", "title": "Plan for June",
            "message": text, "body": text, "sender": format!("Ana {}", number % 90),
            "channel_id": "19:c@thread.tacv2", "_timestamp": "2025-06-23T13:20:00.123Z",
            "reactions": [{"type": "like", "count": 3}], "reaction_count": 3,
            "url": format!("https://teams.example.com/l/message/{number}"),
        });
        write(&format!("19:c@thread.tacv2/{number}"), 5, &fields)
    };
    let all: Vec<Write> = (0..DOCUMENTS).map(document).collect();
    all.chunks(AT_ONCE).map(<[Write]>::to_vec).collect()
}

/// The same documents as somebody would load them from a file.
fn bodies(index: &str, batches: &[Vec<Write>]) -> Vec<String> {
    let line = |write: &Write| {
        let action = json!({"index": {"_index": index, "_id": write.id}});
        format!("{action}\n{}\n", Value::Object(write.source.clone().unwrap()))
    };
    batches.iter().map(|batch| batch.iter().map(line).collect()).collect()
}

async fn plain(fresh: &Fresh, batches: &[Vec<Write>]) -> Duration {
    let transport = Transport::single_node(&address()).unwrap();
    let bodies = bodies(&format!("{}-theirs", fresh.name), batches);
    let begin = Instant::now();
    for body in bodies {
        let headers = HeaderMap::new();
        let send = transport.send(Method::Post, "/_bulk", headers, None::<&()>, Some(body), None);
        let answer: Value = send.await.unwrap().json().await.unwrap();
        assert_eq!(answer["errors"], false);
    }
    begin.elapsed()
}

async fn ours(fresh: &Fresh, batches: Vec<Vec<Write>>) -> Duration {
    let store = fresh.store("ours").await;
    let begin = Instant::now();
    for batch in batches {
        store.write(batch).await.unwrap();
    }
    begin.elapsed()
}

#[tokio::test]
#[ignore = "a measurement, for an engine that does nothing else"]
async fn documents_are_written_at_eight_tenths_of_the_rate_of_plain_bulk_or_faster() {
    let batches = documents();
    let (mut all_plain, mut all_ours) = (Duration::ZERO, Duration::ZERO);
    for round in 0..5 {
        let fresh = Fresh::new();
        // Both indices have the same mapping.
        drop(fresh.store("theirs").await);
        let (plain, ours) = if round % 2 == 0 {
            let plain = plain(&fresh, &batches).await;
            (plain, ours(&fresh, batches.clone()).await)
        } else {
            let ours = ours(&fresh, batches.clone()).await;
            (plain(&fresh, &batches).await, ours)
        };
        println!("round {round}: plain {plain:.2?}, ours {ours:.2?}");
        // The first round warms the engine up.
        if round > 0 {
            (all_plain, all_ours) = (all_plain + plain, all_ours + ours);
        }
    }
    let ratio = all_plain.as_secs_f64() / all_ours.as_secs_f64();
    println!("ratio {ratio:.2}");
    assert!(ratio >= 0.8, "{ratio:.2}");
}
