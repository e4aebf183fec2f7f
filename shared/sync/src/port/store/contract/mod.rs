//! What every store does, as one function for each behaviour: an adapter's tests run them all by [`store_contract!`].
//!
//! The suite knows a store by its port only, and asks for a refresh before each listing. To see what a document holds
//! it needs the [`Adapter`], because the port never reads documents back.
//!
//! [`store_contract!`]: crate::store_contract
#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a contract fails by panicking"
)]

mod sample;
pub mod state;
pub mod listing;
pub mod content;
pub mod sweep;
pub mod jobs;

use async_trait::async_trait;
use serde_json::{Map, Value};

use super::Store;

/// A store under test.
#[async_trait]
pub trait Adapter: Send + Sync {
    /// An empty store of one connector.
    fn store(&self) -> &dyn Store;

    /// An empty store of another connector beside it.
    fn neighbour(&self) -> &dyn Store;

    /// What is stored under this id in [`Adapter::store`], `_sync` included; none if it isn't there or was deleted.
    async fn source(&self, id: &str) -> Option<Map<String, Value>>;
}

/// Makes one test of each behaviour; `$adapter` is evaluated anew in each and gives a future of an [`Adapter`].
#[macro_export]
macro_rules! store_contract {
    ($adapter:expr) => {
        $crate::store_contract! { $adapter => state:
            a_record_reads_back_as_it_was_written
            records_that_do_not_exist_are_left_out
            a_record_that_exists_is_not_created_again
            of_two_equal_records_in_one_call_one_is_created
            of_many_who_create_a_record_one_succeeds
            a_record_is_replaced_only_by_who_read_its_newest_form
            the_token_of_a_replacement_is_good_for_the_next_one
            a_token_is_never_given_twice
            of_many_who_replace_a_record_one_succeeds
            a_record_that_does_not_exist_is_not_replaced
            each_record_of_a_call_is_judged_alone
            a_large_record_is_kept_whole
        }
        $crate::store_contract! { $adapter => listing:
            the_other_jobs_records_are_listed_by_kind_and_not_by_text
            a_listed_record_can_be_replaced
            unfinished_records_are_those_of_the_job_that_are_not_at_rest
            a_listing_gives_no_more_than_its_limit
            all_records_are_listed_page_by_page
            records_of_another_connector_are_not_seen
        }
        $crate::store_contract! { $adapter => content:
            a_document_reads_back_as_it_was_written
            a_write_with_a_lower_version_changes_nothing
            a_write_with_an_equal_version_overwrites
            a_late_write_does_not_bring_back_a_deleted_document
            a_late_deletion_does_not_delete_a_newer_document
            a_deletion_of_what_is_not_there_is_done_and_remembered
            a_newer_write_brings_a_deleted_document_back
            writes_can_be_made_again
            each_write_of_a_call_is_judged_alone
            no_writes_are_no_fault
            many_writes_are_answered_in_their_order
            versions_may_be_clocks_in_milliseconds
            ids_of_every_script_and_of_full_length_are_told_apart
            a_refused_document_can_be_kept_twice
            documents_of_another_connector_are_not_seen
            documents_are_counted
        }
        $crate::store_contract! { $adapter => sweep:
            stale_documents_are_those_below_the_version
            a_document_that_is_written_again_is_not_stale
            a_deleted_document_is_not_stale
            a_document_that_moves_is_stale_in_its_new_partition_only
            stale_documents_are_listed_page_by_page
            stale_documents_of_every_scope_bear_its_name
        }
        $crate::store_contract! { $adapter => jobs:
            a_job_reads_back_as_it_was_written
            a_job_that_exists_is_not_created_again
            a_job_that_does_not_exist_is_none
            a_job_is_replaced_only_by_who_read_its_newest_form
            of_many_who_replace_a_job_one_succeeds
            jobs_are_listed_newest_first
            jobs_of_another_connector_are_not_seen
        }
    };
    ($adapter:expr => $part:ident: $($behaviour:ident)+) => {
        $(
            #[tokio::test]
            async fn $behaviour() {
                let adapter = $adapter.await;
                $crate::port::store::contract::$part::$behaviour(&adapter).await;
            }
        )+
    };
}
