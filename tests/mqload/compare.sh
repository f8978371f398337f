#!/usr/bin/env bash
# Measures Hongyan beside Debian's mosquitto (WebSocket, QoS 1 both ways, persistence off), turn by turn, on loopback.
#   tests/mqload/compare.sh pair|fanout|fanout500|devices|storm|words|group|room|idle [rounds]
# words (1:1 without and with 100,000 filtered words), group (1,000 of 10,000 members online, 100 senders, beside a group
# of 500), room and idle measure Hongyan alone.
set -euo pipefail
mode=${1:-pair}
rounds=${2:-3}
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
pids=()
finish() { kill "${pids[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$dir"; }
trap finish EXIT
ulimit -n 20000 2>/dev/null || true

CGO_ENABLED=0 go build -o "$dir/hongyan" ./cmd/hongyan
go build -o "$dir/mqload" ./tests/mqload
cat >"$dir/mosquitto.conf" <<CONF
allow_anonymous true
persistence false
max_queued_messages 100000
set_tcp_nodelay true
listener 21883 127.0.0.1
listener 21884 127.0.0.1
protocol websockets
CONF
"$(command -v mosquitto || echo /usr/sbin/mosquitto)" -c "$dir/mosquitto.conf" 2>"$dir/mosquitto.log" &
mosquitto=$!
"$dir/hongyan" serve --data "$dir/data" --http 127.0.0.1:21880 --mqtt 127.0.0.1:21882 2>"$dir/hongyan.log" &
hongyan=$!
pids=("$mosquitto" "$hongyan")
until curl -sf http://127.0.0.1:21880/readyz >/dev/null; do kill -0 "$hongyan"; sleep 0.1; done
key=$("$dir/hongyan" key --json --data "$dir/data" | sed -n 's/.*"key": "\(.*\)".*/\1/p')
size=1001
[ "$mode" = fanout500 ] && size=501
"$dir/mqload" -mode setup -rest http://127.0.0.1:21880 -key "$key" -n 10002 -groups "g=$size,g500=501,g10000=10000" -passfile "$dir/tokens"

theirs=(-url ws://127.0.0.1:21884/ -pid "$mosquitto")
ours=(-url ws://127.0.0.1:21880/mqtt -pid "$hongyan" -user 'u{i}' -passfile "$dir/tokens")
load() { echo -n "$1 "; shift; "$dir/mqload" "$@"; }
pair() { load "$1" -mode pair -n 50 -window 16 -d 8s "${@:2}"; }
chats=(-pub 'im/default/user/u{p}' -sub 'im/default/user/u{i}/#')
for _ in $(seq "$rounds"); do
  case $mode in
    pair)
      pair "mosquitto" "${theirs[@]}"
      pair "hongyan  " "${ours[@]}" "${chats[@]}" ;;
    fanout | fanout500)
      load "mosquitto" -mode fanout -n $((size - 1)) -window 4 -d 8s "${theirs[@]}" -pub g/1 -sub g/+
      load "hongyan  " -mode fanout -n $((size - 1)) -window 4 -d 8s "${ours[@]}" -pub im/default/group/g -sub im/default/group/+ ;;
    devices) # device topics, by WebSocket and TCP, QoS 0 and 1
      rules='{"settings":{"topic_rules":[{"effect":"allow","action":"publish","filter":"#"},{"effect":"allow","action":"subscribe","filter":"#"}]}}'
      curl -sf -X PATCH http://127.0.0.1:21880/v1/app -H "Authorization: Bearer $key" -H 'Content-Type: application/json' -d "$rules" -o "$dir/answer"
      for load in "ws 21884/ 21880/mqtt 0" "ws 21884/ 21880/mqtt 1" "tcp 21883 21882 0" "tcp 21883 21882 1"; do
        read -r by at here qos <<<"$load"
        pair "mosquitto $by" -qos "$qos" -url "$by://127.0.0.1:$at" -pid "$mosquitto"
        pair "hongyan   $by" -qos "$qos" -url "$by://127.0.0.1:$here" -pid "$hongyan" -user 'u{i}' -passfile "$dir/tokens"
      done ;;
    storm) # by WebSocket and TCP
      for way in "ws 21884/ 21880/mqtt" "tcp 21883 21882"; do
        read -r by at here <<<"$way"
        load "mosquitto $by" -mode storm -n 10000 -d 10s -url "$by://127.0.0.1:$at" -pid "$mosquitto" -sub 'dev/u{i}/#'
        load "hongyan   $by" -mode storm -n 10000 -d 10s -url "$by://127.0.0.1:$here" -pid "$hongyan" -user 'u{i}' -passfile "$dir/tokens" -sub 'dev/u{i}/#'
      done ;;
    words)
      pair "without  " "${ours[@]}" "${chats[@]}"
      words=http://127.0.0.1:21880/v1/words/many
      seq -f 'forbidden%06.0f' 100000 | curl -sf -X PUT "$words/text?action=refuse" -H "Authorization: Bearer $key" -H 'Content-Type: text/plain' --data-binary @- -o "$dir/answer"
      pair "with     " "${ours[@]}" "${chats[@]}"
      curl -sf -X DELETE "$words" -H "Authorization: Bearer $key" ;;
    group)
      for load in "500 1 g500" "1000 100 g10000"; do
        read -r online senders group <<<"$load"
        load "hongyan  " -mode fanout -n "$online" -senders "$senders" -window 4 -d 8s "${ours[@]}" -pub "im/default/group/$group" -sub 'im/default/group/+'
      done ;;
    room)
      load "hongyan  " -mode room -n "${ONLINE:-10000}" -rate "${RATE:-80}" -d 10s -subqos 0 "${ours[@]}" -pub im/default/room/r -sub im/default/room/r ;;
    idle)
      load "hongyan  " -mode idle -n 10000 -d 20s "${ours[@]}" -sub 'im/default/user/u{i}/#'; break ;;
  esac
done
