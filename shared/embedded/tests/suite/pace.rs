//! How fast the store is. For people who change it: `cargo test --release -p embedded -- --ignored pace`.

use clock::{Clock as _, SystemClock};
use embedded::SqliteStore;
use futures::future::join_all;
use serde_json::json;
use sync::port::store::{ContentStore as _, Write};

use crate::write;

const CALLS: u64 = 200;
const WRITES_PER_CALL: u64 = 500;

/// A message of a length as people write them, with its own words.
fn message(number: u64, version: u64) -> Write {
    const WORDS: [&str; 16] = [
        "budget",
        "release",
        "Montag",
        "plan",
        "customer",
        "会議",
        "review",
        "the",
        "and",
        "we",
        "shall",
        "отчёт",
        "deploy",
        "thanks",
        "tomorrow",
        "risk",
    ];
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut words = Vec::new();
    for _ in 0..30 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let word = WORDS[usize::try_from(state % 16).unwrap()];
        words.push(if state.is_multiple_of(5) {
            format!("{word}{}", state % 5_000)
        } else {
            word.to_owned()
        });
    }
    let body = words.join(" ");
    let fields = json!({
        "type": "Channel Message", "title": body.chars().take(80).collect::<String>(),
        "message": body, "body": body, "sender": format!("Person {}", number % 500),
        "sender_id": format!("0f8fad5b-d9cb-469f-a165-{:012}", number % 500), "sender_kind": "user",
        "team_id": "02bd9fd6-8f93-4758-87c3-1fb73740a315", "team_name": "Sales EMEA",
        "channel": "General", "channel_name": "General", "channel_id": "19:c@thread.tacv2",
        "url": format!("https://teams.microsoft.com/l/message/19%3Ac%40thread.tacv2/{number}"),
        "_timestamp": "2025-06-23T13:20:00.123Z", "creation_time": "2025-06-23T13:20:00.123Z",
        "thread_id": number.to_string(), "attached_documents": "",
    });
    write(&format!("19:c@thread.tacv2/{number:013}"), version, &fields)
}

/// Documents a second over all calls, four of which are under way at any time, as with four indexers.
async fn pace(store: &SqliteStore, version: u64) -> f64 {
    let start = SystemClock.now();
    for calls in (0..CALLS).collect::<Vec<_>>().chunks(4) {
        let writes = calls.iter().map(|call| {
            let numbers = call * WRITES_PER_CALL..(call + 1) * WRITES_PER_CALL;
            store.write(numbers.map(|number| message(number, version)).collect())
        });
        assert!(join_all(writes).await.iter().all(Result::is_ok));
    }
    let documents = u32::try_from(CALLS * WRITES_PER_CALL).unwrap();
    f64::from(documents) / SystemClock.now().duration_since(start).as_secs_f64()
}

#[tokio::test]
#[ignore = "measures: needs a release build and a quiet machine"]
async fn eight_thousand_messages_are_written_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("store.sqlite"), "c").unwrap();
    let (new, unchanged) = (pace(&store, 1).await, pace(&store, 2).await);
    assert!(new >= 8_000.0 && unchanged > new, "new {new:.0}/s, unchanged {unchanged:.0}/s");
}
