//! A walk over a whole tenant, as a crawler makes it: what it finds must be the truth, and nothing it asks wrong.

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::Value;

    use super::super::caller::Caller;

    /// What was found so far, by document id.
    #[derive(Default)]
    struct Found(BTreeSet<String>);

    fn text<'a>(object: &'a Value, name: &str) -> &'a str {
        object[name].as_str().unwrap_or_default()
    }

    /// Whether somebody said something that is still there.
    fn says_something(message: &Value) -> bool {
        let written = text(&message["body"], "content");
        let visible =
            written.replace("<p>&nbsp;</p>", "").replace("<div>", "").replace("</div>", "");
        let carries = message["attachments"].as_array().is_some_and(|list| !list.is_empty());
        let lives = message["eventDetail"].is_null() && message["deletedDateTime"].is_null();
        let blocked = !message["policyViolation"].is_null();
        lives
            && (!visible.trim().is_empty() || carries || blocked || message["subject"].is_string())
    }

    impl Found {
        fn add(&mut self, path: &[&str]) {
            assert!(self.0.insert(path.join("/")), "{path:?} twice");
        }

        fn team(&mut self, caller: &Caller, team: &str) {
            self.add(&[team]);
            for channel in caller.list(&format!("teams/{team}/channels")).0 {
                let id = text(&channel, "id");
                let path = format!("teams/{team}/channels/{id}");
                self.add(&[id]);
                for tab in caller.list(&format!("{path}/tabs?$expand=teamsApp")).0 {
                    self.add(&[id, "tabs", text(&tab, "id")]);
                }
                self.chains(caller, &path, id);
                self.files(caller, &path);
            }
        }

        fn chains(&mut self, caller: &Caller, path: &str, channel: &str) {
            let mut calls = BTreeSet::new();
            for root in caller.list(&format!("{path}/messages?$top=50&$expand=replies")).0 {
                let mut replies = root["replies"].as_array().unwrap().clone();
                if let Some(link) = root["replies@odata.nextLink"].as_str() {
                    replies.extend(caller.list(link).0);
                }
                for reply in replies.iter().filter(|reply| says_something(reply)) {
                    self.add(&[channel, text(&root, "id"), text(reply, "id")]);
                }
                if says_something(&root) {
                    self.add(&[channel, text(&root, "id")]);
                }
                let messages = replies.iter().chain([&root]);
                calls.extend(
                    messages.map(|message| text(&message["eventDetail"], "callId").to_owned()),
                );
            }
            for call in calls.iter().filter(|call| !call.is_empty()) {
                self.add(&[channel, "meetings", call]);
            }
        }

        fn files(&mut self, caller: &Caller, path: &str) {
            let answer = caller.ask(&format!("{path}/filesFolder"));
            if answer.status.as_u16() != 200 {
                return;
            }
            let drive = text(&answer.body["parentReference"], "driveId");
            let mut folders = vec![text(&answer.body, "id").to_owned()];
            while let Some(folder) = folders.pop() {
                for item in caller.list(&format!("drives/{drive}/items/{folder}/children")).0 {
                    if item["folder"].is_object() {
                        folders.push(text(&item, "id").to_owned());
                    } else {
                        self.add(&[drive, text(&item, "id")]);
                    }
                }
            }
        }

        fn chat(&mut self, caller: &Caller, chat: &str) {
            for tab in caller.list(&format!("chats/{chat}/tabs")).0 {
                self.add(&[chat, "tabs", text(&tab, "id")]);
            }
            let mut files = BTreeSet::new();
            for message in caller.list(&format!("chats/{chat}/messages?$top=50")).0 {
                let id = text(&message, "id");
                if text(&message["eventDetail"], "callRecordingStatus") == "success" {
                    self.add(&[chat, "recordings", id]);
                }
                if says_something(&message) {
                    self.add(&[chat, id]);
                    files.extend(addresses(&message));
                }
            }
            let found: BTreeSet<String> =
                files.iter().filter_map(|address| file(caller, address)).collect();
            for file in found {
                self.add(&[chat, "files", &file]);
            }
        }

        fn calendar(&mut self, caller: &Caller, user: &str) {
            let answer = caller.ask(&format!("users/{user}/events?$top=1000"));
            for event in answer.body["value"].as_array().into_iter().flatten() {
                if event["isCancelled"] == false {
                    self.add(&[user, "events", text(event, "id")]);
                }
            }
        }
    }

    fn addresses(message: &Value) -> Vec<String> {
        let attachments = message["attachments"].as_array().unwrap().iter();
        let files = attachments.filter(|attachment| attachment["contentType"] == "reference");
        files.map(|file| text(file, "contentUrl").to_owned()).collect()
    }

    fn file(caller: &Caller, address: &str) -> Option<String> {
        let answer = caller.ask(&format!("shares/u!{}/driveItem", URL_SAFE_NO_PAD.encode(address)));
        let drive = answer.body["parentReference"]["driveId"].as_str()?;
        Some(format!("{drive}/{}", text(&answer.body, "id")))
    }

    fn has_plan(user: &Value, service: &str) -> bool {
        let enabled =
            |plan: &Value| plan["service"] == service && plan["capabilityStatus"] == "Enabled";
        user["userType"] == "Member"
            && user["assignedPlans"].as_array().unwrap().iter().any(enabled)
    }

    fn walked(caller: &Caller) -> BTreeSet<String> {
        let mut found = Found::default();
        for group in caller.list("groups?$filter=resourceProvisioningOptions/Any(x:x eq 'Team')").0
        {
            found.team(caller, text(&group, "id"));
        }
        let mut chats = BTreeSet::new();
        for user in caller.list("users?$select=id,userType,assignedPlans").0 {
            let id = text(&user, "id");
            if has_plan(&user, "TeamspaceAPI") {
                let of_user = caller.list(&format!("users/{id}/chats?$expand=members")).0;
                chats.extend(of_user.iter().map(|chat| text(chat, "id").to_owned()));
            }
            if has_plan(&user, "exchange") {
                found.calendar(caller, id);
            }
        }
        for chat in chats {
            found.chat(caller, &chat);
        }
        found.0
    }

    #[test]
    fn a_walk_finds_the_truth_and_asks_nothing_wrong() {
        for seed in [1, 2] {
            let mut caller = Caller::of(seed);
            caller.prefer = "include-unknown-enum-members, IdType=\"ImmutableId\"";
            let truth: BTreeSet<String> = caller
                .world
                .truth()
                .objects()
                .map(|object| object["id"].as_str().unwrap().to_owned())
                .collect();
            let found = walked(&caller);
            assert_eq!(
                found.symmetric_difference(&truth).collect::<Vec<_>>(),
                Vec::<&String>::new()
            );
            assert_eq!(
                caller.violations(),
                0,
                "{:?}",
                caller.world.ledger.shown().violation_details
            );
        }
    }
}
