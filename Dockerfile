# syntax=docker/dockerfile:1

# Tags are pinned here. Whoever publishes the image pins digests, too (`FROM name:tag@sha256:…`).
# The Rust version is that of rust-toolchain.toml, which is left out of the build: the image has no other.
FROM rust:1.95.0-slim-bookworm AS build
# A C compiler, for SQLite and ring, is in the image; the allocator is made with make.
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --package teams-connector --bin teams-connector \
    && install -D target/release/teams-connector /image/usr/local/bin/teams-connector

# The C library and libgcc of the same Debian, a user without rights (65532), no shell.
FROM gcr.io/distroless/cc-debian12:nonroot
LABEL org.opencontainers.image.title="teams-connector" \
      org.opencontainers.image.description="Brings a Microsoft Teams tenant into Elasticsearch" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /image /
COPY LICENSE /licenses/teams-connector/LICENSE
ENTRYPOINT ["teams-connector"]
CMD ["run", "-c", "/config/config.yml"]
