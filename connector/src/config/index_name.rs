//! What an index can be called.

/// Longest name of an index, in bytes. Elastic: create index API.
const BYTES_MAX: usize = 255;

/// Whether an index or alias can have this name. Elastic: create index API, path parameters.
pub fn is_index_name(name: &str) -> bool {
    let fits = |c: char| !c.is_uppercase() && !c.is_whitespace() && !r#"\/*?"<>|,#:"#.contains(c);
    (1..=BYTES_MAX).contains(&name.len())
        && !matches!(name, "." | "..")
        && !name.starts_with(['-', '_', '+'])
        && name.chars().all(|c| fits(c) && !c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_engine_would_refuse_is_no_name_of_an_index() {
        for name in ["teams", ".elastic-connectors-v1", "a_b-c+d", "größe", &"x".repeat(255)] {
            assert!(is_index_name(name), "{name}");
        }
        for name in ["", ".", "..", "Teams", "a b", "a/b", "a:b", "a*", "-a", "_a", "+a", "a\0"] {
            assert!(!is_index_name(name), "{name}");
        }
        assert!(!is_index_name(&"ä".repeat(128)));
    }
}
