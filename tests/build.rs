//! Tells the suites whether they run over a store in a real engine: `cfg(engine)`.
#![allow(clippy::print_stdout, reason = "a build script speaks to Cargo on its standard output")]

/// The variable with the engine's address, such as `http://127.0.0.1:9200`.
const ENGINE: &str = "TEAMS_CONNECTOR_ENGINE";

fn main() {
    println!("cargo::rustc-check-cfg=cfg(engine)");
    println!("cargo::rerun-if-env-changed={ENGINE}");
    if std::env::var_os(ENGINE).is_some() {
        println!("cargo::rustc-cfg=engine");
    }
}
