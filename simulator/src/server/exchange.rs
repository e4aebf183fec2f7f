//! One request to Graph and its answer.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use super::ask::{Ask, text};
use super::problem::Problem;
use super::record::Exchange;
use super::route::Route;
use super::world::World;
use crate::wire::Object;

/// What is answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
    /// The request's own id.
    request_id: String,
}

/// Any request that isn't for the token endpoint or for the operator.
pub(crate) async fn graph(State(world): State<Arc<World>>, request: Request) -> Response {
    let (parts, _body) = request.into_parts();
    let answer = world.answer(&parts);
    let mut response = (answer.status, Json(answer.body)).into_response();
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&answer.request_id) {
        headers.insert("request-id", id);
    }
    if let Some(id) = parts.headers.get("client-request-id") {
        headers.insert("client-request-id", id.clone());
    }
    response
}

impl World {
    /// The answer to a request, counted and recorded.
    pub(crate) fn answer(&self, parts: &Parts) -> Answer {
        let request_id = self.random.uuid();
        let (status, body) = match self.object(parts) {
            Ok(object) => (StatusCode::OK, Value::Object(object)),
            Err(problem) => (problem.status, self.told(&problem, parts, &request_id)),
        };
        self.record(&Exchange {
            method: parts.method.as_str(),
            path: parts.uri.path(),
            query: parts.uri.query().unwrap_or_default(),
            status: status.as_u16(),
            body: Some(&body),
        });
        Answer { status, body, request_id }
    }

    /// A problem's body; one that is the caller's fault is counted.
    fn told(&self, problem: &Problem, parts: &Parts, request_id: &str) -> Value {
        if problem.is_violation {
            let message = problem.message();
            self.ledger.violation(format!("{} {}: {message}", parts.method, parts.uri));
        }
        let date = self.clock.now().strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let asker = text(&parts.headers, "client-request-id").unwrap_or(request_id);
        problem.body(&date, (request_id, asker))
    }

    fn object(&self, parts: &Parts) -> Result<Object, Problem> {
        let route = Route::parse(parts.uri.path());
        self.ledger.request(route.as_ref().map_or("unknown", Route::class));
        let route =
            route.ok_or_else(|| Problem::bad_request("Resource not found for the segment."))?;
        if parts.method != Method::GET {
            return Err(Problem::method_not_allowed());
        }
        self.admit(parts)?;
        if !self.grants.allow(route.need()) {
            return Err(Problem::forbidden());
        }
        let ask = Ask::of(parts);
        self.note_unknown_options(&route, &ask);
        self.serve(&route, &ask)
    }

    fn admit(&self, parts: &Parts) -> Result<(), Problem> {
        let header = text(&parts.headers, "authorization").unwrap_or_default();
        match header.strip_prefix("Bearer ") {
            None => Err(Problem::unauthenticated("Access token is empty.").counted()),
            Some(bearer) if self.admits(bearer) => Ok(()),
            Some(_) => {
                Err(Problem::unauthenticated("Access token has expired or is not yet valid."))
            }
        }
    }

    /// Graph ignores options that a route doesn't have, in silence. Graph: known-issues.
    fn note_unknown_options(&self, route: &Route, ask: &Ask) {
        for (name, _) in
            ask.query.iter().filter(|(name, _)| !route.options().contains(&name.as_str()))
        {
            self.ledger.violation(format!(
                "GET {}: the option {name} is not known and was ignored",
                ask.path
            ));
        }
    }

    fn serve(&self, route: &Route, ask: &Ask) -> Result<Object, Problem> {
        match route {
            Route::Users => self.users(ask),
            Route::UsersDelta => self.users_delta(ask),
            Route::Groups => self.groups(ask),
            Route::GroupsDelta => self.groups_delta(ask),
            Route::TeamMembers { team } => self.team_members(ask, team),
            Route::Channels { team, which } => self.channels(ask, team, *which),
            Route::ChannelTabs { team, channel } => self.channel_tabs(ask, (team, channel)),
            Route::FilesFolder { team, channel } => self.files_folder(ask, (team, channel)),
            Route::ChannelMessages { team, channel } => self.channel_messages(ask, (team, channel)),
            Route::ChannelMessage { team, channel, message } => {
                self.channel_message(ask, (team, channel), message, None)
            }
            Route::Replies { team, channel, message } => {
                self.replies(ask, (team, channel), message)
            }
            Route::Reply { team, channel, message, reply } => {
                self.channel_message(ask, (team, channel), message, Some(reply))
            }
            Route::UserChats { user } => self.user_chats(ask, user),
            Route::Chat { chat } => self.chat(ask, chat),
            Route::ChatMembers { chat } => self.chat_members(ask, chat),
            Route::ChatTabs { chat } => self.chat_tabs(ask, chat),
            Route::ChatMessages { chat } => self.chat_messages(ask, chat),
            Route::ChatMessage { chat, message } => self.chat_message(ask, chat, message),
            Route::Events { user } => self.events(ask, user),
            Route::DriveDelta { drive } => self.drive_delta(ask, drive),
            Route::DriveItem { drive, item } => self.drive_item(ask, drive, item),
            Route::DriveChildren { drive, item } => self.drive_children(ask, drive, item),
            Route::Share { share } => self.shared_item(ask, share),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::Request;
    use clock::Clock as _;

    use super::super::caller::Caller;

    #[test]
    fn a_request_without_a_token_is_401_and_a_violation_with_a_dead_one_only_401() {
        let caller = Caller::of(1);
        let anonymous = caller.send(Request::get("/v1.0/users"));
        assert_eq!(anonymous.body["error"]["code"], "InvalidAuthenticationToken");
        assert_eq!(caller.violations(), 1);
        let foreign = Request::get("/v1.0/users").header("authorization", "Bearer a.b.c");
        assert_eq!(caller.send(foreign).status.as_u16(), 401);
        caller.clock.advance(Duration::from_hours(1));
        assert_eq!(caller.error("users").0, 401);
        assert_eq!(caller.violations(), 1);
        assert!(caller.clock.now().as_second() > 0);
    }

    #[test]
    fn what_was_not_granted_is_403_with_graphs_body() {
        let caller = Caller::granted(1, Some(&["User.Read.All"]));
        caller.get("users");
        assert_eq!(caller.error("groups"), (403, "Authorization_RequestDenied".to_owned()));
        assert_eq!(caller.violations(), 0);
    }

    #[test]
    fn every_request_is_counted_by_its_class() {
        let caller = Caller::of(1);
        caller.get("users");
        caller.error("users/nobody/chats");
        let accounts = caller.world.ledger.shown();
        assert_eq!(accounts.requests_total, 2);
        assert_eq!(accounts.requests_by_class["identity"], 1);
        assert_eq!(accounts.requests_by_class["chats"], 1);
    }

    #[test]
    fn an_unknown_path_or_method_is_a_violation_and_an_unknown_option_is_ignored() {
        let caller = Caller::of(1);
        assert_eq!(caller.error("users/1/photos").0, 400);
        assert_eq!(caller.send(Request::post("/v1.0/users")).status.as_u16(), 405);
        caller.get("users?$search=x");
        assert_eq!(caller.violations(), 3);
    }

    #[test]
    fn an_errors_body_names_the_request_and_its_caller() {
        let caller = Caller::of(1);
        let answer = caller.send(Request::get("/v1.0/x").header("client-request-id", "mine"));
        let inner = &answer.body["error"]["innerError"];
        assert_eq!(inner["client-request-id"], "mine");
        assert_eq!(inner["request-id"], answer.request_id);
        assert_eq!(inner["date"], "1970-01-01T00:00:00");
    }
}
