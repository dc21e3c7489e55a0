"""Accounts that publish code, images and models, and that everybody in the trade knows. A list, and nothing about what they publish."""

from __future__ import annotations

from typing import Final

_PUBLISHERS_LIST: Final = """
    alpine amazon amd64 anchore apache aquasec archlinux argoproj arm64v8 asciidoctor atlassian axllent bitnami bridgecrew browserless
    bufbuild busybox cassandra centos checkmarx cimg circleci cirrusci clang clickhouse cockroachdb confluentinc consul couchbase
    curlimages cypress cytopia dart davidanson dbtlabs debian directus docker drone drupal eclipse-temurin elastic emscripten
    envoyproxy espressif fedora fluxcd forgejo gcc ghost gitea gitlab gitleaks golang golangci google gotenberg gradle grafana
    hadolint hashicorp hasura huggingface hugomods influxdb instrumentisto istio jaegertracing jekyll jenkins jupyter k6 keycloak
    kindest klakegg koalaman library linuxserver loadimpact localstack lycheeverse mailhog mariadb maven mcr microsoft mikefarah minio
    minlag moby mockserver mongo mvdan mysql namely neo4j nextcloud nginx nginxinc node nvidia openapitools openjdk openpolicyagent
    opensearchproject opensuse oracle otel owasp pactfoundation pandoc php plantuml platformio playwright portainer postgis prom
    prometheus puppeteer python pytorch rabbitmq rancher redis redocly returntocorp rhysd rockylinux ruby rust rvolosatovs scylladb
    selenium semgrep silkeh sitespeedio snyk sonarsource sphinxdoc sqlfluff squidfunk stedolan stoplight strapi stripe supabase
    swaggerapi swift tensorflow texlive timescale tonistiigi traefik trufflesecurity ubuntu vault wiremock woodpeckerci wordpress
    zenika zephyrprojectrtos znly zricethezav
"""
_PUBLISHERS: Final = frozenset(_PUBLISHERS_LIST.split())
_OWNERS_LIST: Final = """
    actions ai angular anthropics apple arduino asdf-community asdf-vm astral-sh aws awslabs azure babel bazelbuild bioconductor
    boostorg catchorg cli cloudflare conda conda-forge dart-lang denoland django dmlc dotnet easystats elixir-lang eleutherai
    emscripten-core encode erlang eslint esp-idf evanw expressjs facebook facebookresearch ffmpeg flutter fmtlib freebsd ggerganov
    ggml-org git github gitlab-org gnome go-delve golang golangci google google-deepmind googleapis googlecloudplatform grpc
    hashicorp haskell homebrew
    huggingface intel ipython jetbrains jqlang julialang junegunn juliapackaging kde kubernetes kubernetes-sigs leanprover llvm lua
    madler mapbox meta-llama microsoft mistralai mozilla neovim nixos nlohmann nodejs numpy nvm-sh ocaml ohmyzsh open-telemetry openai
    opencv openssl oven-sh pallets pandas-dev pingcap pnpm postgres prettier protocolbuffers psf pyenv pypa pytest-dev python-poetry
    pytorch qt r-lib rails rbenv reactjs rstudio ropensci ruby rust-lang scikit-learn scipy servo sharkdp spring-projects sqlite
    stanford-crfm stedolan sveltejs swc-project swiftlang tensorflow tidyverse tmux-plugins torvalds tpope tree-sitter twbs
    typescript-eslint vercel vim vitejs vuejs webpack yarnpkg zephyrproject-rtos ziglang
"""
_OWNERS: Final = frozenset(_OWNERS_LIST.split())


def household(owner: str) -> bool:
    """Tell whether an account, as forges and hubs name it in front of what it publishes, is one that everybody knows."""
    low = owner.lower().split("/", 1)[0]
    # The community around a project publishes beside it.
    return low in _OWNERS or low in _PUBLISHERS or low.removesuffix("-community").removesuffix("-charts") in _PUBLISHERS
