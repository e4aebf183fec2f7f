//! The long help texts: what a command does, and a line to try. Paragraphs are single lines; clap wraps them.

pub(super) const PROGRAM: &str = r#"
Syncs Microsoft Teams into a searchable store: teams, channels, chats, their messages and files, and calendars.

Without a tenant at hand, start with the demo; it needs nothing but this program:

    teams-connector demo

With a tenant, write a config.yml (`teams-connector help check` shows one), see whether its permissions suffice, sync, and search:

    teams-connector check -c config.yml
    teams-connector sync -c config.yml
    teams-connector search -c config.yml "quarterly report""#;

pub(super) const EXIT_STATUS: &str = "\
Exit status:
    0    completed, even with issues
    1    failed
    2    configuration or usage
    4    completed with issues, and --strict was given
    130  stopped by Ctrl-C";

pub(super) const DEMO: &str = "
Starts a simulated Microsoft Graph inside this program, syncs its tenant into an SQLite file, compares what is stored with what must be there, tells what the sync cost, and searches.

It leaves store.sqlite and config.yml in the data folder, for `search`, `export` and `status`; the next demo in that folder starts afresh. It exits with status 1 if the store is not exactly what it must be.

    teams-connector demo --size small --data demo
    teams-connector search -c demo/config.yml budget";

pub(super) const SYNC: &str = "
Reads the tenants of the config file and brings the store up to them. A sync that was stopped, by whatever, goes on where it stopped. What cannot be read is skipped, deletes nothing, and is shown by `status`.

At its end it prints what was indexed and deleted, the first issues, and what it cost. The connectors of the file come one after the other; one that fails does not keep the next from its turn. One process at a time may sync into a store; others may search it meanwhile.

    teams-connector sync -c config.yml
    teams-connector sync -c config.yml --connector teams --strict";

pub(super) const SEARCH: &str = r#"
Finds stored documents that hold all words of the query, best first. Words in quotes must stand together; the last word may be the beginning of one. It works while a sync runs; before the first it fails.

    teams-connector search -c config.yml "quarterly report"
    teams-connector search -c config.yml invoice --type CHANNEL_ATTACHMENT --limit 3"#;

pub(super) const EXPORT: &str = "
Prints the stored documents as NDJSON, one JSON object a line, with `id` and `object_type` in each. It works while a sync runs; before the first it fails.

    teams-connector export -c config.yml > documents.ndjson
    teams-connector export -c config.yml --type TEAMS | jq -r .title";

pub(super) const STATUS: &str = "
Shows the last sync jobs, how far the partitions of the newest are, how many documents are stored, and the issues: what could not be read or indexed, and why. Before the first sync it says so, with status 0.

The JSON form has `connector_id`, `jobs` (newest first), `partitions` (by kind, then by how far they are), `documents` (by object type), `issue_count` and `issues` (`partition`, `scope`, `document`, `code`, `reason`).

    teams-connector status -c config.yml
    teams-connector status -c config.yml --json | jq .issues";

pub(super) const CHECK: &str = "
Signs in, reads which permissions the app registration was granted, and says which are missing and what is left out without them. It reads nothing of the tenant and writes nothing.

    teams-connector check -c config.yml

A config.yml:

    store.sqlite: teams.db            # a new file; a relative path starts at the current folder
    connectors:
      - connector_id: teams           # a name of your choice
        service_type: microsoft_teams
        configuration:                # from the app registration in the Azure portal
          tenant_id: 123a1b23-12a3-45b6-7c8d-fc931cfb448d
          client_id: ab123453-12a2-100a-1123-93fd09d67394
          secret_value: eyav1~12aBadIg6SL-STDfg102eBfCGkbKBq_Ddyu";
