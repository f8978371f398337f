#!/usr/bin/env bash
# Has members of a group stop reading while one writes to it, and measures what two others see who chat; before, the same
# with members that read, and with one member alone.
#   tests/mqload/stalled.sh [members, 1000] [messages a second to the group, 10; 0: as fast as they are acknowledged]
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
for load in "1 -reads=true" "$n -reads=true" "$n -reads=false"; do
  read -r members reads <<<"$load"
  "$dir/mqload" -mode stalled -n "$members" "$reads" -rate "${2:-10}" -window 16 -d 40s -url tcp://127.0.0.1:21883 -pid "${pids[0]}" \
    -user 'u{i}' -passfile "$dir/tokens" -pub im/default/group/g -sub im/default/group/g
done
curl -s http://127.0.0.1:21880/metrics | grep -E 'reason="slow_(time|bytes)"'
