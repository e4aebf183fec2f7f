//! What is found, and how it is shown.

use embedded::SqliteStore;
use embedded::sqlite::{Filter, Hit, Piece};
use proptest::prelude::*;
use serde_json::{Value, json};
use sync::port::store::{ContentStore as _, Write};
use tempfile::TempDir;

use crate::write;

const ALL: Filter = Filter { object_type: None, limit: 10 };

struct Searched {
    store: SqliteStore,
    _folder: TempDir,
}

/// A store with these documents, whose ids are their places in the list: `0`, `1`, ….
async fn searched<const N: usize>(documents: [Value; N]) -> Searched {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("store.sqlite"), "c").unwrap();
    let writes = documents.iter().enumerate().map(|(n, fields)| write(&n.to_string(), 1, fields));
    store.write(writes.collect()).await.unwrap();
    Searched { store, _folder: folder }
}

impl Searched {
    async fn hits(&self, query: &str) -> Vec<Hit> {
        self.store.search(query, &ALL).await.unwrap()
    }

    /// The ids that a query finds, sorted.
    async fn ids(&self, query: &str) -> Vec<String> {
        let mut ids: Vec<String> = self.hits(query).await.into_iter().map(|hit| hit.id).collect();
        ids.sort();
        ids
    }

    async fn write(&self, write: Write) {
        self.store.write(vec![write]).await.unwrap();
    }
}

/// A snippet with its matches in brackets.
fn shown(hit: &Hit) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Plain(text) => text.clone(),
        Piece::Match(text) => format!("[{text}]"),
    };
    hit.snippet.iter().map(piece).collect()
}

#[tokio::test]
async fn every_word_must_be_there_and_the_last_may_go_on() {
    let searched = searched([
        json!({"body": "The budget report is ready"}),
        json!({"body": "A report without money"}),
        json!({"body": "budgets and reports"}),
    ])
    .await;
    assert_eq!(searched.ids("budget repo").await, ["0"]);
    assert_eq!(searched.ids("report").await, ["0", "1", "2"]);
    assert!(searched.ids("report missing").await.is_empty());
}

#[tokio::test]
async fn words_in_quotes_stand_together() {
    let searched = searched([
        json!({"body": "launch in June, plan later"}),
        json!({"body": "the launch plan"}),
    ])
    .await;
    assert_eq!(searched.ids("\"launch plan\"").await, ["1"]);
    assert_eq!(searched.ids("“launch plan”").await, ["1"]);
    assert!(searched.ids("\"launch pla\"").await.is_empty());
}

#[tokio::test]
async fn case_and_the_accents_of_latin_letters_do_not_count() {
    let searched =
        searched([json!({"body": "Über Café ÅNGSTRÖM ПРИВЕТ Ελλάδα cafe\u{301} déjà"})]).await;
    for query in ["uber", "CAFÉ", "angstrom", "привет", "ΕΛΛΆΔΑ", "deja", "de\u{301}ja\u{300}"]
    {
        assert_eq!(searched.ids(query).await, ["0"], "{query}");
    }
}

#[tokio::test]
async fn two_characters_of_a_script_without_spaces_find_their_places() {
    let searched = searched([
        json!({"body": "明日の会議の資料を共有します"}),
        json!({"body": "会計の議事録"}),
        json!({"body": "我们下周讨论预算报告"}),
        json!({"body": "การประชุมวันพรุ่งนี้"}),
        json!({"body": "내일 회의에서 보고합니다"}),
    ])
    .await;
    for (query, found) in [
        ("会議", vec!["0"]),
        ("資料", vec!["0"]),
        ("会", vec!["0", "1"]),
        ("预算", vec!["2"]),
        ("预算 讨论", vec!["2"]),
        ("算预", vec![]),
        ("ประชุม", vec!["3"]),
        ("회의", vec!["4"]),
    ] {
        assert_eq!(searched.ids(query).await, found, "{query}");
    }
}

#[tokio::test]
async fn vowel_signs_belong_to_their_word() {
    let searched = searched([json!({"body": "हिन्दी में बैठक"}), json!({"body": "שָׁלוֹם עולם"})]).await;
    assert_eq!(searched.ids("हिन्दी").await, ["0"]);
    assert_eq!(searched.ids("बैठक").await, ["0"]);
    assert!(searched.ids("हन्द").await.is_empty());
    assert_eq!(searched.ids("עולם").await, ["1"]);
}

#[tokio::test]
async fn names_and_titles_are_found_and_titles_come_first() {
    let searched = searched([
        json!({"body": "quarterly numbers by somebody", "title": "quarterly numbers by somebody"}),
        json!({"title": "Quarterly", "body": "…"}),
        json!({"body": "hello", "sender": "Ana Ruiz", "attachments": [{"name": "quarterly.xlsx"}]}),
    ])
    .await;
    let ids: Vec<String> = searched.hits("quarterly").await.into_iter().map(|hit| hit.id).collect();
    assert_eq!(ids.first().map(String::as_str), Some("1"));
    assert_eq!(ids.len(), 3);
    assert_eq!(searched.ids("ruiz hello").await, ["2"]);
}

#[tokio::test]
async fn a_hit_tells_what_a_result_list_shows() {
    let searched = searched([json!({
        "title": "Plan", "body": "We meet at noon.", "url": "https://teams.microsoft.com/l/1",
        "_timestamp": "2025-06-23T13:20:00.123Z",
    })])
    .await;
    let hit = searched.hits("noon").await.remove(0);
    assert_eq!((hit.id.as_str(), hit.object_type.as_str()), ("0", "CHANNEL_MESSAGE"));
    assert_eq!((hit.title.as_str(), shown(&hit).as_str()), ("Plan", "We meet at [noon]."));
    assert_eq!(hit.url.as_deref(), Some("https://teams.microsoft.com/l/1"));
    assert_eq!(hit.timestamp.as_deref(), Some("2025-06-23T13:20:00.123Z"));
    assert!(hit.score > 0.0);
}

#[tokio::test]
async fn a_snippet_marks_words_as_the_document_writes_them() {
    let long = "word ".repeat(500);
    let searched = searched([
        json!({"body": format!("{long}\nthe CAFÉ is\nopen {long}")}),
        json!({"body": "明日の会議の資料"}),
        json!({"body": "nothing of it", "sender": "Zoë Quast"}),
        json!({"title": "Only-the-title", "body": "nothing of it"}),
    ])
    .await;
    let first = |hits: Vec<Hit>| shown(&hits[0]);
    let cafe = first(searched.hits("cafe").await);
    assert!(cafe.contains("the [CAFÉ] is open") && cafe.len() < 400, "{cafe}");
    assert_eq!(first(searched.hits("会議").await), "明日の[会議]の資料");
    assert_eq!(first(searched.hits("quast").await), "Zoë [Quast]");
    assert_eq!(first(searched.hits("only").await), "nothing of it");
}

#[tokio::test]
async fn a_filter_chooses_the_type_and_the_number() {
    let searched = searched([
        json!({"body": "same", "object_type": "TEAMS"}),
        json!({"body": "same"}),
        json!({"body": "same"}),
    ])
    .await;
    let teams = Filter { object_type: Some("TEAMS".to_owned()), limit: 10 };
    assert_eq!(searched.store.search("same", &teams).await.unwrap().len(), 1);
    let one = Filter { object_type: None, limit: 1 };
    assert_eq!(searched.store.search("same", &one).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_changed_or_deleted_is_found_as_it_is_now() {
    let searched = searched([json!({"body": "before"}), json!({"body": "goes"})]).await;
    searched.write(write("0", 2, &json!({"body": "after"}))).await;
    searched.write(Write { id: "1".to_owned(), version: 2, source: None }).await;
    assert_eq!(searched.ids("after").await, ["0"]);
    assert!(searched.ids("before").await.is_empty());
    assert!(searched.ids("goes").await.is_empty());
    searched.write(write("1", 3, &json!({"body": "goes on"}))).await;
    searched.write(write("0", 1, &json!({"body": "late"}))).await;
    assert_eq!(searched.ids("goes").await, ["1"]);
    assert!(searched.ids("late").await.is_empty());
}

#[tokio::test]
async fn a_search_leaves_nothing_behind_for_the_next() {
    let searched = searched([json!({"body": "one word"}), json!({"body": "another word"})]).await;
    for _ in 0..3 {
        assert_eq!(searched.hits("word").await.len(), 2);
        assert_eq!(shown(&searched.hits("another").await[0]), "[another] word");
    }
}

#[tokio::test]
async fn operators_mean_nothing_and_signs_do_no_harm() {
    let searched = searched([json!({"body": "a NOT b OR title: NEAR(c) C++ e-mail"})]).await;
    for query in [
        "a NOT b",
        "NOT",
        "OR",
        "title:",
        "NEAR(c",
        "c++",
        "e-mail",
        "a !!! b",
        "*",
        "\"",
        "\"\"\"",
        "a\0b",
        "^a",
        "{a} : b",
        "a AND",
        "-a",
        "'; DROP TABLE texts; --",
        "a\u{1}\u{2}b",
    ] {
        searched.store.search(query, &ALL).await.unwrap();
    }
    assert_eq!(searched.ids("a !!! b").await, ["0"]);
    assert_eq!(searched.ids("not a").await, ["0"]);
    assert_eq!(searched.ids("title: near(c)").await, ["0"]);
}

#[test]
fn no_query_and_no_text_make_search_fail() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let searched = runtime.block_on(searched([json!({"body": "text"})]));
    let config = ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() };
    proptest!(config, |(query in any::<String>(), text in any::<String>(), cut in 0..20_usize)| {
        runtime.block_on(async {
            searched.write(write("p", 1, &json!({"body": text, "sender": query}))).await;
            searched.store.search(&query, &ALL).await.unwrap();
            let part: String = text.chars().skip(cut).take(20).collect();
            searched.store.search(&part, &ALL).await.unwrap();
            searched.store.search(&format!("\"{part}"), &ALL).await.unwrap();
        });
    });
}
