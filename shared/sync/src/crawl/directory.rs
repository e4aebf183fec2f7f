//! The directory: its users and teams, and with them every other partition of the tenant.

use std::collections::{BTreeMap, BTreeSet};

use documents::{TeamContext, UserContext};
use graph::resources::directory::Removed;
use graph::resources::{Group, User};
use graph::{Disposition, Listing};
use serde::de::DeserializeOwned;

use crate::crawl::pass::CATCH_UPS_MAX;
use crate::crawl::position::{DirectoryPlace, Mark, PageEnd};
use crate::crawl::{PAGES_MAX, Segment, Step, Stop};
use crate::partition::{Discovered, PartitionId, Scope, Subject};

/// The scope of the teams' own documents.
const TEAMS: &str = "teams";

/// The scope of the list of users, which makes no documents by itself.
const USERS: &str = "users";

/// The directory's reading.
#[derive(Debug)]
pub(crate) struct Reading {
    place: DirectoryPlace,
    /// The page of teams that the place is on.
    page: Option<TeamsPage>,
}

#[derive(Debug)]
struct TeamsPage {
    teams: BTreeMap<String, Group>,
    next_link: Option<String>,
}

impl Reading {
    pub(crate) fn new(place: DirectoryPlace) -> Self {
        Self { place, page: None }
    }

    pub(crate) fn into_place(self) -> DirectoryPlace {
        self.place
    }

    pub(crate) async fn step(&mut self, segment: &mut Segment<'_>) -> Result<Step, Stop> {
        if segment.mark.is_none() {
            segment.mark = Some(open(segment).await?);
            return Ok(Step::Opened);
        }
        self.place = match &mut self.place {
            DirectoryPlace::Users { link } => users(segment, link.as_deref()).await?,
            DirectoryPlace::Teams { link, done, pages, pass, since } => {
                if self.page.is_none() {
                    self.page = Some(teams_page(segment, link.as_deref()).await?);
                }
                let Some(page) = &self.page else {
                    return Ok(Step::More);
                };
                if let Some(group) = page.teams.values().find(|group| !done.contains(&group.id)) {
                    team(segment, group).await?;
                    done.insert(group.id.clone());
                    return Ok(Step::More);
                }
                let (next_link, pages) = (page.next_link.clone(), *pages + 1);
                self.page = None;
                after_teams_page(segment, next_link, pages, *pass, since.take())
            }
            DirectoryPlace::CatchUp { link, pass, changed } => {
                catch_up(segment, link, *pass, *changed).await?
            }
            DirectoryPlace::End => return Ok(Step::Done),
        };
        Ok(Step::More)
    }

    pub(crate) fn skip(&mut self, segment: &mut Segment<'_>, code: &str, reason: String) {
        let (scope, next) = match &self.place {
            DirectoryPlace::Users { .. } => (USERS, first_teams(0, None)),
            DirectoryPlace::Teams { .. } | DirectoryPlace::CatchUp { .. } | DirectoryPlace::End => {
                (TEAMS, DirectoryPlace::End)
            }
        };
        segment.fail(&scope.to_owned(), code, reason);
        self.page = None;
        self.place = next;
    }
}

fn first_teams(pass: u32, since: Option<String>) -> DirectoryPlace {
    DirectoryPlace::Teams { link: None, done: BTreeSet::new(), pages: 0, pass, since }
}

/// Both delta links from now on; a list that may not be read has none.
async fn open(segment: &mut Segment<'_>) -> Result<Mark, Stop> {
    let root = segment.graph.root().clone();
    let users = delta_link(segment, root.users_from_now()).await;
    let users = if_allowed(segment, USERS, users)?;
    let groups = delta_link(segment, root.groups_from_now()).await;
    let groups = if_allowed(segment, TEAMS, groups)?;
    Ok(Mark::Directory { users, groups })
}

/// Nothing, with an issue, for what is out of reach.
fn if_allowed<T>(
    segment: &mut Segment<'_>,
    scope: &str,
    result: Result<T, Stop>,
) -> Result<Option<T>, Stop> {
    match result {
        Ok(result) => Ok(Some(result)),
        Err(Stop::Graph(error)) if error.disposition() == Disposition::Park => {
            segment.note(&scope.to_owned(), error.code(), error.chain());
            Ok(None)
        }
        Err(stop) => Err(stop),
    }
}

/// The link at the end of a delta round.
pub(super) async fn delta_link<T>(segment: &Segment<'_>, first: Listing<T>) -> Result<String, Stop>
where
    T: DeserializeOwned + Send,
{
    let mut listing = first;
    for _page in 0..PAGES_MAX {
        let page = segment.graph.page(&listing).await?;
        match (page.delta_link, page.next_link) {
            (Some(link), _) => {
                // A link that would be refused later is refused now.
                listing.from_link(segment.graph.root(), &link)?;
                return Ok(link);
            }
            (None, Some(link)) => listing = listing.from_link(segment.graph.root(), &link)?,
            (None, None) => break,
        }
    }
    Err(Stop::Graph(graph::Error::NoDeltaLink { path: listing.path().to_owned() }))
}

/// One page of users: who may have chats or a calendar becomes a partition.
async fn users(segment: &mut Segment<'_>, link: Option<&str>) -> Result<DirectoryPlace, Stop> {
    let first = segment.graph.root().users();
    let listing = match link {
        Some(link) => first.from_link(segment.graph.root(), link)?,
        None => first,
    };
    let page = segment.graph.page(&listing).await?;
    for user in page.items {
        match user {
            Ok(user) => discover_user(segment, &user).await?,
            Err(item) => segment.unreadable(&USERS.to_owned(), item),
        }
    }
    Ok(match page.next_link {
        Some(link) => DirectoryPlace::Users { link: Some(link) },
        None => first_teams(0, None),
    })
}

async fn discover_user(segment: &mut Segment<'_>, user: &User) -> Result<(), Stop> {
    let context = UserContext { id: user.id.clone(), name: user.display_name.clone() };
    if has_plan(user, "TeamspaceAPI") {
        let found = Subject::Chats { user: context.clone() };
        segment
            .batches
            .discover(Discovered { partition: PartitionId::chats(&user.id), subject: found })
            .await?;
    }
    if has_plan(user, "exchange") {
        let found = Subject::Calendar { user: context };
        segment
            .batches
            .discover(Discovered { partition: PartitionId::calendar(&user.id), subject: found })
            .await?;
    }
    Ok(())
}

/// Whether a user is worth asking for: a member of the tenant whose licence has the service.
///
/// Graph: user, `assignedPlans`. Where the plans may not be read, everybody is asked for.
fn has_plan(user: &User, service: &str) -> bool {
    let guest = user.user_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("guest"));
    let Some(plans) = &user.assigned_plans else {
        return !guest;
    };
    // A plan that is in its grace period still answers. Graph: assignedPlan, capabilityStatus.
    let serves = |status: &str| ["Enabled", "Warning"].contains(&status);
    let covers = |plan: &graph::resources::directory::AssignedPlan| {
        plan.service.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(service))
            && plan.capability_status.as_deref().is_none_or(serves)
    };
    !guest && plans.iter().any(covers)
}

async fn teams_page(segment: &mut Segment<'_>, link: Option<&str>) -> Result<TeamsPage, Stop> {
    let first = segment.graph.root().team_groups();
    let listing = match link {
        Some(link) => first.from_link(segment.graph.root(), link)?,
        None => first,
    };
    let page = segment.graph.page(&listing).await?;
    let mut teams = BTreeMap::new();
    for group in page.items {
        match group {
            Ok(group) if is_team(&group) => {
                teams.insert(group.id.clone(), group);
            }
            Ok(_) => {}
            Err(item) => segment.unreadable(&TEAMS.to_owned(), item),
        }
    }
    Ok(TeamsPage { teams, next_link: page.next_link })
}

fn is_team(group: &Group) -> bool {
    group.resource_provisioning_options.iter().any(|option| option == "Team")
}

/// One team: its document, and its partition.
async fn team(segment: &mut Segment<'_>, group: &Group) -> Result<(), Stop> {
    let member_count = member_count(segment, &group.id).await?;
    segment.upsert(&TEAMS.to_owned(), documents::team::document(group, member_count)).await?;
    let found = Subject::Team { team: TeamContext::new(group) };
    segment
        .batches
        .discover(Discovered { partition: PartitionId::team(&group.id), subject: found })
        .await?;
    Ok(())
}

/// How many members a team has; none, with an issue, where they may not be read: the team is a document all the same.
async fn member_count(segment: &mut Segment<'_>, team: &str) -> Result<Option<u64>, Stop> {
    let scope: Scope = format!("{team}/members");
    let root = segment.graph.root().clone();
    let members = segment.whole_list(|| root.team_members(team), &scope).await;
    let Some(members) = if_allowed(segment, &scope, members)? else { return Ok(None) };
    let ids: BTreeSet<_> = members.iter().map(|member| &member.id).collect();
    Ok(u64::try_from(ids.len()).ok())
}

/// The next page of teams; after the last of several, a look at what changed meanwhile (R8).
fn after_teams_page(
    segment: &mut Segment<'_>,
    next_link: Option<String>,
    pages: u32,
    pass: u32,
    since: Option<String>,
) -> DirectoryPlace {
    if let Some(link) = next_link {
        return DirectoryPlace::Teams {
            link: Some(link),
            done: BTreeSet::new(),
            pages,
            pass,
            since,
        };
    }
    let since = since.or_else(|| match &segment.mark {
        Some(Mark::Directory { groups, .. }) => groups.clone(),
        Some(Mark::Time { .. } | Mark::Drive { .. }) | None => None,
    });
    match since {
        Some(link) if pages > 1 => DirectoryPlace::CatchUp { link, pass, changed: false },
        Some(_) | None => {
            segment.complete(&TEAMS.to_owned());
            DirectoryPlace::End
        }
    }
}

/// One page of the delta round: what is gone is deleted, and anything else lists all teams once more, because a
/// delta tells only the properties that changed (Graph: delta-query-overview).
async fn catch_up(
    segment: &mut Segment<'_>,
    link: &str,
    pass: u32,
    changed: bool,
) -> Result<DirectoryPlace, Stop> {
    let listing = segment.graph.root().groups_from_now().from_link(segment.graph.root(), link)?;
    let page = segment.graph.page(&listing).await?;
    let changed = changed || !page.items.is_empty();
    for group in page.items {
        match group {
            Ok(Group { id, removed: Some(Removed { .. }), .. }) => {
                segment.batches.delete(documents::id::team(&id)).await?;
            }
            Ok(_) => {}
            Err(item) => segment.unreadable(&TEAMS.to_owned(), item),
        }
    }
    if let Some(link) = page.next_link {
        return Ok(DirectoryPlace::CatchUp { link, pass, changed });
    }
    let pass = pass + 1;
    if changed && pass <= CATCH_UPS_MAX {
        return Ok(first_teams(pass, page.delta_link));
    }
    segment.end(&TEAMS.to_owned(), if changed { PageEnd::Busy } else { PageEnd::Complete });
    Ok(DirectoryPlace::End)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(json: &str) -> User {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn only_members_with_a_licence_are_asked_for_their_chats() {
        let licensed = r#"{"id":"a","userType":"Member","assignedPlans":[
            {"service":"TeamspaceAPI","capabilityStatus":"Enabled"},{"service":"exchange","capabilityStatus":"Deleted"}]}"#;
        assert!(has_plan(&user(licensed), "TeamspaceAPI"));
        assert!(!has_plan(&user(licensed), "exchange"));
        assert!(!has_plan(
            &user(r#"{"id":"a","userType":"Member","assignedPlans":[]}"#),
            "TeamspaceAPI"
        ));
        let guest = r#"{"id":"a","userType":"Guest","assignedPlans":[{"service":"TeamspaceAPI"}]}"#;
        assert!(!has_plan(&user(guest), "TeamspaceAPI"));
    }

    #[test]
    fn where_plans_may_not_be_read_everybody_is_asked_for() {
        assert!(has_plan(&user(r#"{"id":"a","userType":"Member"}"#), "TeamspaceAPI"));
        assert!(!has_plan(&user(r#"{"id":"a","userType":"Guest"}"#), "TeamspaceAPI"));
    }
}
