//! The store against the truth, as a table.

use documents::ObjectType;

use super::{lines, table, visible};
use crate::compare::{Comparison, Counts, Difference};
use crate::number::grouped;

/// A table by object type: expected, indexed, differing; then the first differences.
pub fn by_type(comparison: &Comparison) -> String {
    let row = |name: &str, counts: Counts| {
        let numbers = [counts.expected, counts.indexed, counts.differing];
        let mut cells = vec![name.to_owned()];
        cells.extend(numbers.map(grouped));
        cells
    };
    let heading = ["object type", "expected", "indexed", "differing"];
    let mut rows = vec![heading.map(String::from).to_vec()];
    rows.extend(ObjectType::ALL.map(|kind| row(kind.name(), comparison.of_type(kind.name()))));
    rows.push(row("total", comparison.total()));
    let shown = |difference: &Difference| visible(&difference.to_string());
    let differences = comparison.first_differences().iter().map(shown);
    table(1, &rows) + &lines(differences)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_its_row_and_numbers_stand_to_the_right() {
        let mut comparison = Comparison::default();
        for id in 0..1200 {
            comparison.stored("TEAMS", &format!("{id}\u{1b}[2J"));
        }
        let text = by_type(&comparison);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "object type                  expected  indexed  differing");
        assert_eq!(lines[1], "TEAMS                               0    1,200      1,200");
        assert_eq!(lines[2], "TEAM_CHANNEL                        0        0          0");
        assert_eq!(lines[13], "total                               0    1,200      1,200");
        assert_eq!(lines[14], "TEAMS 0[2J: should not be there");
        assert_eq!(lines.len(), 24);
    }
}
