//! `TEAMS`: a team, from its group.

use graph::resources::Group;

use crate::document::Document;
use crate::id;
use crate::object_type::ObjectType;

/// The document of the team of `group`; `member_count` if its members were listed.
pub fn document(group: &Group, member_count: Option<u64>) -> Document {
    let description = group.description.as_deref();
    Document::new(id::team(&group.id), ObjectType::Teams)
        .dates(group.created_date_time, group.created_date_time)
        .always_text("title", group.display_name.as_deref())
        .always_text("description", description)
        .given_text("body", description)
        .given_text("visibility", group.visibility.as_deref())
        .given("member_count", member_count)
}
