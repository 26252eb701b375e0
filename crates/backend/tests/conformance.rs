//! One list of cases that every store must pass, run on SQLite and on PostgreSQL.
//!
//! PostgreSQL is a private cluster of the installed server, started once and gone with this process. Where
//! none is installed the PostgreSQL half fails and says so, unless `ITSUMO_NO_POSTGRES` is set.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(missing_docs)]

#[path = "conformance/backups.rs"]
mod backups;
#[path = "conformance/commands.rs"]
mod commands;
#[path = "conformance/notices.rs"]
mod notices;
#[path = "conformance/processes.rs"]
mod processes;
#[path = "conformance/records.rs"]
mod records;
#[path = "conformance/school.rs"]
mod school;
#[path = "conformance/site.rs"]
mod site;
#[path = "conformance/transactions.rs"]
mod transactions;

/// Each case as two tests: `sqlite::<case>` and `postgres::<case>`.
macro_rules! cases {
    ($($module:ident :: $case:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                crate::$module::$case(crate::site::Site::sqlite()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                if let Some(site) = crate::site::Site::postgres() {
                    crate::$module::$case(site).await;
                }
            })*
        }
    };
}

cases![
    records::numbers_are_dense_under_many_writers,
    records::a_revision_replaces_and_takes_a_new_number,
    records::a_recalled_record_reaches_those_who_have_it_and_no_newcomer,
    records::a_batch_of_any_size_is_written_whole,
    records::an_id_twice_in_a_batch_is_two_revisions,
    records::pages_follow_one_another_to_the_end,
    records::a_page_of_long_articles_ends_early,
    records::unknown_kinds_are_stored_and_passed_on,
    records::a_body_that_is_not_json_is_refused,
    records::many_readers_share_one_page,
    records::a_cursor_of_before_a_restore_is_answered_from_the_start,
    transactions::what_is_rolled_back_leaves_no_gap_and_no_hint,
    transactions::a_failing_job_spoils_nobody_elses,
    transactions::a_job_that_panics_spoils_nobody_elses,
    transactions::a_read_sees_one_snapshot,
    transactions::parameters_may_come_in_any_order_and_be_repeated,
    transactions::a_wrong_statement_says_which,
    transactions::restart_keeps_heads,
    transactions::a_newer_schema_is_refused,
    transactions::a_closed_store_says_so,
    commands::a_command_runs_once,
    commands::the_same_command_at_the_same_time_runs_once,
    commands::a_refused_command_blocks_none_behind_it,
    commands::batches_that_overlap_never_lock_each_other_out,
    commands::a_command_of_one_person_is_not_anothers,
    commands::after_an_account_is_deleted_nothing_is_written_for_it,
    commands::what_is_not_mine_is_left,
    commands::nothing_new_is_answered_without_the_tables,
    notices::what_is_due_goes_out_once,
    notices::one_that_cannot_be_sent_holds_up_no_other,
    backups::a_backup_taken_while_writing_restores_whole,
    backups::a_restore_into_a_server_at_work_reaches_every_device,
    backups::a_restore_holds_up_nobody_who_reads_and_loses_nobody_s_write,
    backups::photos_go_beside_the_backup_and_come_back,
    backups::what_is_not_a_backup_is_refused_and_changes_nothing,
    backups::a_backup_never_replaces_a_file,
    school::guardians_who_join_at_once_are_each_one,
    school::a_shield_is_set_while_others_write_and_nothing_is_left_behind,
    school::a_shield_outlives_a_restore_of_a_day_before_it,
];
