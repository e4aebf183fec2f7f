//! Pairs of files: what Graph sends (`*.graph.json`) and the document that it becomes (`*.document.json`).
//!
//! `tests/cases/containers.json` holds the team, channel, chat and user around a case, unless it brings its own.

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use documents::channel_meeting::Calls;
    use documents::{ChannelContext, ChatContext, Document, TeamContext, UserContext};
    use graph::resources::{
        Channel, Chat, ChatMessage, ConversationMember, DriveItem, Event, Group, TeamsTab,
    };
    use serde::de::DeserializeOwned;
    use serde_json::Value;

    /// One case and the containers around it.
    struct Case {
        own: Value,
        containers: Value,
    }

    impl Case {
        fn read<T: DeserializeOwned>(&self, name: &str) -> T {
            let value = self.own.get(name).or(self.containers.get(name)).unwrap_or(&Value::Null);
            serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{name}: {error}"))
        }

        fn channel(&self) -> ChannelContext {
            let team = TeamContext::new(&self.read::<Group>("team"));
            ChannelContext::new(&team, &self.read::<Channel>("channel"))
        }

        fn chat(&self) -> ChatContext {
            let members: Vec<ConversationMember> = self.read("members");
            ChatContext::new(&self.read::<Chat>("chat"), &members)
        }

        fn user(&self) -> UserContext {
            self.read("user")
        }

        /// The calls of a channel, from its events, each with the id of its chain's root.
        fn calls(&self) -> Calls {
            let mut calls = Calls::default();
            for (root_id, event) in self.read::<Vec<(String, ChatMessage)>>("events") {
                calls.fold(&root_id, &event);
            }
            calls
        }

        fn documents(&self, kind: &str) -> Vec<Document> {
            use documents as make;
            let root_id: Option<String> = self.read("root_id");
            let tab = || self.read::<TeamsTab>("tab");
            let message = || self.read::<ChatMessage>("message");
            let item = || self.read::<DriveItem>("item");
            let made = match kind {
                "team" => Some(make::team::document(&self.read("team"), self.read("member_count"))),
                "team_channel" => {
                    Some(make::team_channel::document(&self.channel(), &self.read("channel")))
                }
                "channel_tab" => Some(make::channel_tab::document(&self.channel(), &tab())),
                "channel_message" => {
                    make::channel_message::document(&self.channel(), root_id.as_deref(), &message())
                }
                "channel_meeting" => {
                    return make::channel_meeting::documents(&self.channel(), &self.calls());
                }
                "channel_attachment" => {
                    let path: String = self.read("path");
                    make::channel_attachment::document(&self.channel(), &path, &item())
                }
                "chat_message" => make::chat_message::document(&self.chat(), &message()),
                "chat_tab" => Some(make::chat_tab::document(&self.chat(), &tab())),
                "chat_attachment" => {
                    make::chat_attachment::document(&self.chat(), self.read("parents"), &item())
                }
                "chat_recording" => make::chat_recording::document(&self.chat(), &message()),
                "calendar_event" => {
                    make::calendar_event::document(&self.user(), &self.read::<Event>("event"))
                }
                other => panic!("no such kind of case: {other}"),
            };
            made.into_iter().collect()
        }
    }

    fn json(path: &Path) -> Value {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
    }

    fn sorted(folder: &Path) -> Vec<PathBuf> {
        let mut paths: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    }

    #[test]
    fn every_case_becomes_its_document() {
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
        let containers = json(&cases.join("containers.json"));
        let mut wrong = Vec::new();
        for folder in sorted(&cases).into_iter().filter(|path| path.is_dir()) {
            let kind = folder.file_name().unwrap().to_str().unwrap();
            for path in sorted(&folder) {
                let name = path.to_str().unwrap();
                let Some(stem) = name.strip_suffix(".graph.json") else {
                    continue;
                };
                let case = Case { own: json(&path), containers: containers.clone() };
                let fields = |document: Document| Value::Object(document.fields);
                let made: Value = case.documents(kind).into_iter().map(fields).collect();
                let expected = json(Path::new(&format!("{stem}.document.json")));
                if made != expected {
                    wrong.push(format!("{stem}: {made:#}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
