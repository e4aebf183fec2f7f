//! What could not be read or indexed.

use sync::summary::PartitionIssue;

use super::{lines, visible};
use crate::number::grouped;

/// How many there were, and the first of them: partition, scope, document, reason and code.
pub(super) fn issues(count: u64, kept: &[PartitionIssue], shown_max: usize) -> String {
    if count == 0 {
        return "issues: none\n".to_owned();
    }
    let shown = kept.iter().take(shown_max);
    let more = count.saturating_sub(u64::try_from(shown.len()).unwrap_or_default());
    let mut text = vec![format!("issues: {}", grouped(count))];
    text.extend(shown.map(|issue| format!("  {}", visible(&line(issue)))));
    if more > 0 {
        text.push(format!("  and {} more", grouped(more)));
    }
    lines(text.into_iter())
}

fn line(issue: &PartitionIssue) -> String {
    let mut place = issue.partition.to_string();
    if !issue.scope.is_empty() {
        place = format!("{place}, {}", issue.scope);
    }
    if let Some(document) = &issue.document {
        place = format!("{place}, document {document}");
    }
    format!("{place}: {} ({})", issue.reason, issue.code)
}

#[cfg(test)]
mod tests {
    use sync::partition::PartitionId;

    use super::*;

    fn issue(scope: &str, document: Option<&str>) -> PartitionIssue {
        PartitionIssue {
            partition: PartitionId::team("t"),
            scope: scope.to_owned(),
            document: document.map(str::to_owned),
            code: "graph_forbidden".to_owned(),
            reason: "no access\u{1b}".to_owned(),
        }
    }

    #[test]
    fn the_first_are_shown_and_the_rest_is_counted() {
        let kept = [issue("", None), issue("19:c", Some("19:c/1")), issue("", None)];
        assert_eq!(
            issues(1200, &kept, 2),
            "issues: 1,200\n  team:t: no access (graph_forbidden)\n  \
             team:t, 19:c, document 19:c/1: no access (graph_forbidden)\n  and 1,198 more\n"
        );
        assert_eq!(issues(0, &[], 2), "issues: none\n");
    }
}
