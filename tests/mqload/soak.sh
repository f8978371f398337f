#!/usr/bin/env bash
# Has users come, write, read and leave for a while, and fails when the server does not get back to what it was.
#   tests/mqload/soak.sh [duration, 30m]
set -euo pipefail
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
pids=()
finish() { kill "${pids[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$dir"; }
trap finish EXIT
ulimit -n 20000 2>/dev/null || true

CGO_ENABLED=0 go build -o "$dir/hongyan" ./cmd/hongyan
go build -o "$dir/mqload" ./tests/mqload
"$dir/hongyan" serve --data "$dir/data" --http 127.0.0.1:21890 --mqtt 127.0.0.1:21893 --connect-rate 0 --connect-rate-address 0 --pprof 127.0.0.1:21896 2>"$dir/hongyan.log" &
pids=("$!")
until curl -sf http://127.0.0.1:21890/readyz >/dev/null; do kill -0 "${pids[0]}"; sleep 0.1; done
key=$("$dir/hongyan" key --json --data "$dir/data" | sed -n 's/.*"key": "\(.*\)".*/\1/p')
"$dir/mqload" -mode setup -rest http://127.0.0.1:21890 -key "$key" -n 1000 -groups g=50 -passfile "$dir/tokens"
"$dir/mqload" -mode soak -rest http://127.0.0.1:21890 -url ws://127.0.0.1:21890/mqtt,tcp://127.0.0.1:21893 -pid "${pids[0]}" -n 1000 -d "${1:-30m}" \
  -conc 32 -pprof http://127.0.0.1:21896 -user 'u{i}' -passfile "$dir/tokens" || { tail -20 "$dir/hongyan.log"; exit 1; }
if grep -q panic "$dir/hongyan.log"; then grep -m 3 panic "$dir/hongyan.log"; exit 1; fi
