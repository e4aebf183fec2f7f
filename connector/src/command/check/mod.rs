//! `check`: looks at the cluster, signs in, and says what is missing.

mod cluster;

use std::io::Write;

use graph::permissions::{Missing, missing};

use self::cluster::Seen;
use super::client::client;
use super::output::tell;
use super::{CheckArguments, Ending, Failure, choose};
use crate::config::{ConnectorConfig, GraphConfig, Target};

/// Checks one connector of the file, first the cluster that its documents go to, then Graph.
///
/// # Errors
/// When the configuration cannot be used, the cluster lacks something, or Entra gives no token.
pub(super) async fn run(
    arguments: &CheckArguments,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure> {
    let config = choose::load(&arguments.file.config_file)?;
    let connector = choose::one(&config, &arguments.file)?;
    match &config.target {
        Target::Sqlite(_) => {
            tell(out, &sign_in(&config.graph, connector).await?)?;
            Ok(Ending::Completed)
        }
        Target::Elasticsearch(cluster) => {
            let seen = Seen::look(cluster, connector).await?;
            tell(out, &seen.text())?;
            match seen.settings(connector) {
                Ok(settings) => {
                    let connector =
                        ConnectorConfig { settings: Some(settings), ..connector.clone() };
                    tell(out, &sign_in(&config.graph, &connector).await?)?;
                }
                Err(why) => tell(out, &format!("sign-in is not checked: {why}\n"))?,
            }
            seen.verdict()
        }
    }
}

async fn sign_in(graph: &GraphConfig, connector: &ConnectorConfig) -> Result<String, Failure> {
    let client = client(graph, connector)?;
    let token = client.token().await.map_err(|source| Failure::SignIn {
        connector_id: connector.connector_id.clone(),
        source,
    })?;
    let permissions = match token.roles() {
        Some(roles) => lacking(&missing(&roles)),
        None => "its token does not show which permissions it has\n".to_owned(),
    };
    let id = &connector.connector_id;
    Ok(format!("connector `{id}` signs in\n{permissions}"))
}

/// What is missing, what that costs, and what to do.
fn lacking(missing: &[Missing]) -> String {
    if missing.is_empty() {
        return "no permission is missing\n".to_owned();
    }
    let line = |one: &Missing| match one.left_out.as_slice() {
        [] => format!("missing: {}; nothing is left out without it\n", one.permission),
        left_out => format!("missing: {}; left out: {}\n", one.permission, left_out.join(", ")),
    };
    let lines: Vec<String> = missing.iter().map(line).collect();
    lines.concat()
        + "to grant them: app registration, API permissions, Microsoft Graph, Application permissions; then grant \
           admin consent\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_permission_is_named_with_what_it_costs_and_where_to_grant_it() {
        let text = lacking(&[
            Missing {
                permission: "Calendars.Read",
                left_out: vec!["USER_MEETING", "CALENDAR_EVENTS"],
            },
            Missing { permission: "Team.ReadBasic.All", left_out: Vec::new() },
        ]);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "missing: Calendars.Read; left out: USER_MEETING, CALENDAR_EVENTS");
        assert_eq!(lines[1], "missing: Team.ReadBasic.All; nothing is left out without it");
        assert!(lines[2].starts_with("to grant them: app registration, API permissions"));
        assert_eq!(lacking(&[]), "no permission is missing\n");
    }
}
