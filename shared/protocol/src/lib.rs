//! The connector protocol: what Kibana and the connector agree on, as pure functions over two kinds of record.
