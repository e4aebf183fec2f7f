//! Every key that a config file may hold: what it wants, and an example.
//!
//! Elastic's own keys are known too, so that an existing config.yml can be brought along: each is named once
//! as not used, and is no noise beyond that.

/// One setting of ours.
pub(super) struct Key {
    /// The dotted name.
    pub(super) name: &'static str,
    /// What it wants.
    pub(super) wants: &'static str,
    /// A line as it stands in the file.
    pub(super) example: &'static str,
}

impl Key {
    /// `graph.root` + what is wrong + what is right.
    pub(super) fn wanted(&self, wrong: &str, owner: &str) -> String {
        format!(
            "`{}`{owner} {wrong}; it wants {}, for example `{}`",
            self.name, self.wants, self.example
        )
    }
}

/// The keys that a group may hold.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    ours: &'static [&'static Key],
    /// Elastic's keys or whole groups, and what becomes of them here.
    elastics: &'static [(&'static str, &'static str)],
}

pub(super) const GRAPH_ROOT: Key = Key {
    name: "graph.root",
    wants: "the address of Microsoft Graph",
    example: "graph.root: https://graph.microsoft.com",
};
pub(super) const GRAPH_LOGIN_ROOT: Key = Key {
    name: "graph.login_root",
    wants: "the address of the sign-in service",
    example: "graph.login_root: https://login.microsoftonline.com",
};
pub(super) const STORE_SQLITE: Key = Key {
    name: "store.sqlite",
    wants: "the file that holds the documents, from the current folder",
    example: "store.sqlite: teams.db",
};
pub(super) const CONNECTORS: Key = Key {
    name: "connectors",
    wants: "a list with one item for each tenant",
    example: "connectors: [{connector_id: teams, service_type: microsoft_teams, configuration: {..}}]",
};

pub(super) const CONNECTOR_ID: Key =
    Key { name: "connector_id", wants: "a name of your choice", example: "connector_id: teams" };
pub(super) const SERVICE_TYPE: Key = Key {
    name: "service_type",
    wants: "`microsoft_teams`",
    example: "service_type: microsoft_teams",
};
pub(super) const CLIENT_ID: Key = Key {
    name: "configuration.client_id",
    wants: "the application (client) id from the app registration's overview page",
    example: "client_id: ab123453-12a2-100a-1123-93fd09d67394",
};
pub(super) const SECRET_VALUE: Key = Key {
    name: "configuration.secret_value",
    wants: "the value (not the id) of a client secret from the app registration's \"Certificates & secrets\" page",
    example: "secret_value: eyav1~12aBadIg6SL-STDfg102eBfCGkbKBq_Ddyu",
};
pub(super) const TENANT_ID: Key = Key {
    name: "configuration.tenant_id",
    wants: "the directory (tenant) id from the app registration's overview page",
    example: "tenant_id: 123a1b23-12a3-45b6-7c8d-fc931cfb448d",
};
pub(super) const USERNAME: Key = Key {
    name: "configuration.username",
    wants: "a user of the tenant",
    example: "username: dummy@example.onmicrosoft.com",
};
pub(super) const PASSWORD: Key = Key {
    name: "configuration.password",
    wants: "that user's password",
    example: "password: changeme",
};

/// The keys of the whole file.
pub(super) const FILE: Keys = Keys {
    ours: &[&GRAPH_ROOT, &GRAPH_LOGIN_ROOT, &STORE_SQLITE, &CONNECTORS],
    elastics: &[
        ("elasticsearch", "is not used: documents go to `store.sqlite`"),
        ("service", "is not used: a sync runs when it is called"),
        ("extraction_service", "is not used: file contents are not read"),
        ("sources", "is not used: Microsoft Teams is the one source"),
        ("log_level", "is not used; give --log LEVEL"),
        ("native_service_types", "is not used"),
        ("_force_allow_native", "is not used"),
        ("connector_id", "is not used here; it belongs into an item of `connectors`"),
        ("service_type", "is not used here; it belongs into an item of `connectors`"),
    ],
};

/// The keys of one item of `connectors`.
pub(super) const CONNECTOR: Keys = Keys {
    ours: &[
        &CONNECTOR_ID,
        &SERVICE_TYPE,
        &CLIENT_ID,
        &SECRET_VALUE,
        &TENANT_ID,
        &USERNAME,
        &PASSWORD,
    ],
    elastics: &[
        ("api_key", "is not used: documents go to `store.sqlite`"),
        ("configuration.use_text_extraction_service", "is not used: file contents are not read"),
    ],
};

impl Keys {
    pub(super) fn know(&self, name: &str) -> bool {
        self.ours.iter().any(|key| key.name == name)
    }

    /// The key or group of Elastic's that `name` is or lies in, and what becomes of it here.
    pub(super) fn elastics(&self, name: &str) -> Option<(&'static str, &'static str)> {
        let holds = |group: &str| {
            name.strip_prefix(group).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.elastics.iter().copied().find(|(group, _)| holds(group))
    }

    /// A key of ours that lies in the group `name`.
    pub(super) fn first_below(&self, name: &str) -> Option<&'static str> {
        let lies_in =
            |key: &&&Key| key.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        self.ours.iter().find(lies_in).map(|key| key.name)
    }

    /// The known key that `name` was most likely meant to be.
    pub(super) fn nearest(&self, name: &str) -> Option<&'static str> {
        let elastics = self.elastics.iter().map(|(key, _)| *key);
        nearest(name, self.ours.iter().map(|key| key.name).chain(elastics))
    }

    /// What to say of a key that nobody knows.
    pub(super) fn unknown(&self, name: &str, owner: &str) -> String {
        if let Some(near) = self.nearest(name) {
            return format!("unknown key `{name}`{owner}; did you mean `{near}`?");
        }
        let known: Vec<_> = self.ours.iter().map(|key| key.name).collect();
        format!("unknown key `{name}`{owner}; known are {}", known.join(", "))
    }
}

/// The candidate that differs from `word` by few enough slips of the pen, at most one in three characters.
pub(super) fn nearest<'c>(
    word: &str,
    candidates: impl Iterator<Item = &'c str>,
) -> Option<&'c str> {
    // A longer word is no slip of the pen; the distance costs the product of both lengths.
    let word: String = word.chars().take(64).collect();
    candidates
        .map(|candidate| (strsim::osa_distance(&word.to_lowercase(), candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len() / 3)
        .min()
        .map(|(_, candidate)| candidate)
}
