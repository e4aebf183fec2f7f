//! What every store does with the record of a partition: compare-and-set.

use futures::future::join_all;
use jiff::Timestamp;

use super::Adapter;
use super::sample::{create, one_of_each_kind, partitions, record, replace, stored};
use crate::issue::Issue;
use crate::partition::PartitionId;
use crate::port::store::Versioned;
use crate::record::{PartitionRecord, Refused};

/// A record comes back equal, with all that it can hold.
pub async fn a_record_reads_back_as_it_was_written(adapter: &impl Adapter) {
    let store = adapter.store();
    let team = PartitionId::team("19:team/1?x=ä&y=\"會議\"");
    let mut full = record(&team, "job");
    full.revision = 1_760_000_000_000;
    full.owner = Some("attempt".to_owned());
    full.lease_until = Some(Timestamp::UNIX_EPOCH);
    full.retry.insert("c/1".to_owned(), Refused { scope: "c".to_owned(), version: 7 });
    full.issues.push(Issue {
        scope: "c".to_owned(),
        document: None,
        code: "graph_forbidden".to_owned(),
        reason: "«нет» \u{1f512}".to_owned(),
    });
    create(store, vec![full.clone()]).await;
    assert_eq!(stored(store, &team).await.value, full);
}

/// Asking for what isn't there is no fault; what is there comes once.
pub async fn records_that_do_not_exist_are_left_out(adapter: &impl Adapter) {
    let store = adapter.store();
    let [directory, team, ..] = one_of_each_kind();
    create(store, vec![record(&team, "job")]).await;
    let found = store.records(&[directory, team.clone()]).await.unwrap();
    assert_eq!(partitions(&found), [team]);
    assert!(store.records(&[]).await.unwrap().is_empty());
}

/// A second creation tells that it came late, and changes nothing.
pub async fn a_record_that_exists_is_not_created_again(adapter: &impl Adapter) {
    let store = adapter.store();
    let [directory, team, ..] = one_of_each_kind();
    create(store, vec![record(&team, "first")]).await;
    let again = vec![record(&directory, "second"), record(&team, "second")];
    assert_eq!(store.create(again).await.unwrap(), [true, false]);
    assert_eq!(stored(store, &team).await.value.job_id, "first");
    assert_eq!(stored(store, &directory).await.value.job_id, "second");
}

/// Two runs of one batch may have found the same partition.
pub async fn of_two_equal_records_in_one_call_one_is_created(adapter: &impl Adapter) {
    let store = adapter.store();
    let team = PartitionId::team("t");
    let twice = vec![record(&team, "first"), record(&team, "second")];
    let created = store.create(twice).await.unwrap();
    assert_eq!(created.iter().filter(|new| **new).count(), 1);
}

/// Two indexers may find a partition at the same instant.
pub async fn of_many_who_create_a_record_one_succeeds(adapter: &impl Adapter) {
    let store = adapter.store();
    let team = PartitionId::team("t");
    let created = join_all((0..8).map(|_| store.create(vec![record(&team, "job")]))).await;
    let new = created.into_iter().filter(|created| matches!(created, Ok(new) if *new == [true]));
    assert_eq!(new.count(), 1);
}

/// Compare-and-set: who read an older form must read again.
pub async fn a_record_is_replaced_only_by_who_read_its_newest_form(adapter: &impl Adapter) {
    let store = adapter.store();
    let team = PartitionId::team("t");
    create(store, vec![record(&team, "first")]).await;
    let read = stored(store, &team).await;
    assert!(replace(store, read.token, record(&team, "second")).await);
    assert!(!replace(store, read.token, record(&team, "third")).await);
    let newest = stored(store, &team).await;
    assert_eq!(newest.value.job_id, "second");
    assert!(replace(store, newest.token, record(&team, "third")).await);
}

/// Who replaced a record may replace it again without reading it.
pub async fn the_token_of_a_replacement_is_good_for_the_next_one(adapter: &impl Adapter) {
    let store = adapter.store();
    let team = PartitionId::team("t");
    create(store, vec![record(&team, "first")]).await;
    let mut token = stored(store, &team).await.token;
    for job in ["second", "third", "fourth"] {
        let replacement = Versioned { value: record(&team, job), token };
        let replaced = store.replace(vec![replacement]).await.unwrap();
        token = replaced[0].unwrap();
        assert_eq!(stored(store, &team).await, Versioned { value: record(&team, job), token });
    }
}

/// A record that takes on an old form again is still another write.
pub async fn a_token_is_never_given_twice(adapter: &impl Adapter) {
    let store = adapter.store();
    let team = PartitionId::team("t");
    create(store, vec![record(&team, "a")]).await;
    let first = stored(store, &team).await;
    assert!(replace(store, first.token, record(&team, "b")).await);
    let second = stored(store, &team).await;
    assert!(replace(store, second.token, record(&team, "a")).await);
    assert!(!replace(store, first.token, record(&team, "c")).await);
}

/// Of many who read the same form one wins, and what is stored is the winner's.
pub async fn of_many_who_replace_a_record_one_succeeds(adapter: &impl Adapter) {
    let store = adapter.store();
    let team = PartitionId::team("t");
    create(store, vec![record(&team, "job")]).await;
    let token = stored(store, &team).await.token;
    let names: Vec<String> = (0..8).map(|number| format!("job {number}")).collect();
    let replaced =
        join_all(names.iter().map(|name| replace(store, token, record(&team, name)))).await;
    let winners: Vec<&String> =
        names.iter().zip(replaced).filter_map(|(name, won)| won.then_some(name)).collect();
    assert_eq!(winners, [&stored(store, &team).await.value.job_id]);
}

/// A replacement never creates.
pub async fn a_record_that_does_not_exist_is_not_replaced(adapter: &impl Adapter) {
    let store = adapter.store();
    let [directory, team, ..] = one_of_each_kind();
    create(store, vec![record(&directory, "job")]).await;
    let token = stored(store, &directory).await.token;
    assert!(!replace(store, token, record(&team, "job")).await);
    assert!(store.records(&[team]).await.unwrap().is_empty());
}

/// One that lost its race doesn't stop its neighbours.
pub async fn each_record_of_a_call_is_judged_alone(adapter: &impl Adapter) {
    let store = adapter.store();
    let ids = one_of_each_kind();
    create(store, ids.iter().map(|id| record(id, "first")).collect()).await;
    let read = store.records(&ids).await.unwrap();
    let lost = stored(store, &ids[1]).await;
    assert!(replace(store, lost.token, record(&ids[1], "winner")).await);
    let again = |old: &Versioned<PartitionRecord>| Versioned {
        value: record(&old.value.partition, "second"),
        token: old.token,
    };
    let replaced = store.replace(read.iter().map(again).collect()).await.unwrap();
    for (old, replaced) in read.iter().zip(replaced) {
        assert_eq!(replaced.is_some(), old.value.partition != ids[1], "{}", old.value.partition);
    }
}

/// A drive's folders or a thousand refused documents fit in a record.
pub async fn a_large_record_is_kept_whole(adapter: &impl Adapter) {
    let store = adapter.store();
    let drive = PartitionId::drive("d");
    let mut large = record(&drive, "job");
    let refused = Refused { scope: "s".repeat(200), version: u64::from(u32::MAX) };
    large.retry =
        (0..1_000).map(|n| (format!("{n}{}", "i".repeat(500)), refused.clone())).collect();
    create(store, vec![large.clone()]).await;
    assert_eq!(stored(store, &drive).await.value, large);
}
