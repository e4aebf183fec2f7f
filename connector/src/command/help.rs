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
Finds stored documents that hold all words of the query, best first. Words in quotes must stand together; the last word may be the beginning of one. It works on `store.sqlite` only, while a sync runs, too; before the first it fails.

    teams-connector search -c config.yml "quarterly report"
    teams-connector search -c config.yml invoice --type CHANNEL_ATTACHMENT --limit 3"#;

pub(super) const EXPORT: &str = "
Prints the stored documents as NDJSON, one JSON object a line, with `id` and `object_type` in each. It works on `store.sqlite` only, while a sync runs, too; before the first it fails.

    teams-connector export -c config.yml > documents.ndjson
    teams-connector export -c config.yml --type TEAMS | jq -r .title";

pub(super) const EXTRACT: &str = "
Prints the text of a file, read within limits and in a process of its own. It needs no config file and writes nothing. A text that lost its end to a limit is printed all the same, and `truncated` is told on stderr.

    teams-connector extract report.docx
    teams-connector extract --json report.docx | jq .metadata

Exit status, beside 0, 1 and 2 (the file can't be read from this machine):
    10   the file is empty, or has no text
    11   its format is not supported
    12   it is encrypted
    13   it is malformed
    14   it goes over a limit
    15   it is too large
    20   its reading was ended: it took too long or too much memory, or its reader crashed";

pub(super) const STATUS: &str = "
Shows the last sync jobs, how far the partitions of the newest are, how many documents are stored, and the issues: what could not be read or indexed, and why. Where documents go to a cluster, it shows first what the connector's record says there. It writes and makes nothing, and works while a sync runs; what isn't there yet it says so, with status 0.

The JSON form has `connector_id`, `connector` (of the record: `status`, `error`, `last_seen`, `index_name`, `last_sync_status`), `jobs` (newest first), `partitions` (by kind, then by how far they are), `documents` (by object type), `document_count`, `counters`, `issue_count` and `issues` (`partition`, `scope`, `document`, `code`, `reason`).

    teams-connector status -c config.yml
    teams-connector status -c config.yml --json | jq .issues";

pub(super) const CHECK: &str = "
Signs in, reads which permissions the app registration was granted, and says which are missing and what is left out without them. It reads nothing of the tenant and writes nothing.

Where documents go to a cluster, it looks at that first: engine and version, the connector's record, and each privilege of the API key. For what is missing it prints the request for Kibana's Dev Tools that mends it, and exits with status 1.

    teams-connector check -c config.yml

A config.yml for one SQLite file (config.yml.example has every setting):

    store.sqlite: teams.db            # a new file; a relative path starts at the current folder
    connectors:
      - connector_id: teams           # a name of your choice
        service_type: microsoft_teams
        configuration:                # from the app registration in the Azure portal
          tenant_id: 123a1b23-12a3-45b6-7c8d-fc931cfb448d
          client_id: ab123453-12a2-100a-1123-93fd09d67394
          secret_value: eyav1~12aBadIg6SL-STDfg102eBfCGkbKBq_Ddyu";

pub(super) const RUN: &str = "
Works as the connector service behind Kibana's connectors of the type microsoft_teams: registers their configuration, tells that it is alive, creates the sync jobs that are due, and runs the jobs that are waiting. It takes the config.yml of Elastic's connector service as it is.

SIGTERM or Ctrl-C ends it; a sync that is running is suspended, and the next start goes on with it.

    teams-connector run -c config.yml
    teams-connector run -c /config/config.yml --log-level DEBUG --filebeat";

pub(super) const CONNECTOR: &str = "
Creates, lists, shows and deletes connectors in the cluster of the config file, as Kibana's connectors page does.

    teams-connector connector create -c admin.yml --connector my-teams --index teams > config.yml
    teams-connector connector list -c config.yml
    teams-connector connector show -c config.yml --connector my-teams --json
    teams-connector connector delete -c admin.yml --connector my-teams --yes";

pub(super) const CONNECTOR_CREATE: &str = "
Creates a self-managed connector of the type microsoft_teams and, where the cluster has security, an API key for it; then prints a config.yml with both. The key is shown here and never again.

The config file needs credentials of a user that may manage connectors and make API keys; an API key can't make another.

    teams-connector connector create -c admin.yml --connector my-teams --index teams > config.yml
    teams-connector connector create -c admin.yml --connector my-teams --index teams --name 'Company chat' --language en";
