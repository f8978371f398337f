#!/usr/bin/env bash
# Has most members of a group stop reading while one writes to it, and measures what two others see who chat.
#   tests/mqload/stalled.sh [members, 1000]
set -euo pipefail
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
pids=()
finish() { kill "${pids[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$dir"; }
trap finish EXIT
ulimit -n 20000 2>/dev/null || true
n=${1:-1000}

CGO_ENABLED=0 go build -o "$dir/hongyan" ./cmd/hongyan
go build -o "$dir/mqload" ./tests/mqload
"$dir/hongyan" serve --data "$dir/data" --http 127.0.0.1:21880 --mqtt 127.0.0.1:21883 --connect-rate-address 0 2>"$dir/hongyan.log" &
pids=("$!")
until curl -sf http://127.0.0.1:21880/readyz >/dev/null; do kill -0 "${pids[0]}"; sleep 0.1; done
key=$("$dir/hongyan" key --json --data "$dir/data" | sed -n 's/.*"key": "\(.*\)".*/\1/p')
"$dir/mqload" -mode setup -rest http://127.0.0.1:21880 -key "$key" -n $((n + 3)) -groups "g=$((n + 3))" -passfile "$dir/tokens"
"$dir/mqload" -mode stalled -n "$n" -window 16 -d 40s -url tcp://127.0.0.1:21883 -pid "${pids[0]}" -user 'u{i}' -passfile "$dir/tokens" \
  -pub im/default/group/g -sub im/default/group/g
curl -s http://127.0.0.1:21880/metrics | grep -E 'reason="slow_(time|bytes)"'
