#!/usr/bin/env bash
# How many signed Revolut webhooks a second the whole app takes in, each durable before its answer. Needs wrk.
# The events are payout links, which need nothing done: the door is measured, and the queue behind it writing receipts, not the work on
# payments. Starts the built app on a data folder of its own and stops it at the end.
# bench/webhooks.sh [seconds=10] [connections=64] [threads=1]
# BIN=folder measures another build than this one, to compare the two by turns.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10} connections=${2:-64} threads=${3:-1}
events=$((seconds * 40000 / threads))
port=${CERNIQ_PORT:-7271}
admin=bench-admin-key
secret=wsk_bench-$RANDOM$RANDOM
data=$(mktemp -d)
bin=${BIN:-Cerniq.Functions/bin/Release/net10.0}
[ -n "${BIN:-}" ] || dotnet build Cerniq.Functions -c Release -v q --nologo >/dev/null

CERNIQ_PORT=$port CERNIQ_SANDBOX_PORT=${CERNIQ_SANDBOX_PORT:-7272} CERNIQ_DATA=$data CERNIQ_ADMIN_KEY=$admin \
  dotnet "$bin/Cerniq.Functions.dll" >"$data/app.log" 2>&1 &
app=$!
trap 'kill $app 2>/dev/null || true; wait $app 2>/dev/null || true; rm -rf "$data"' EXIT
for _ in $(seq 1 100); do
  curl -sf "http://127.0.0.1:$port/api/health" >/dev/null 2>&1 && break
  curl -s -o /dev/null "http://127.0.0.1:$port/api/health" && break
  sleep 0.2
done

curl -sf -o /dev/null -X POST -H "x-functions-key: $admin" "http://127.0.0.1:$port/api/tenants/bench/keys"
curl -sf -o /dev/null -X PUT -H "x-functions-key: $admin" -H 'content-type: application/json' \
  -d "{\"revolut_webhook_secret\":\"$secret\"}" "http://127.0.0.1:$port/api/tenants/bench/settings"

cpu() { awk '{print $14 + $15}' "/proc/$app/stat"; }

run() {
  wrk -t "$threads" -c "$connections" -d "$1" --latency -s bench/webhooks.lua "http://127.0.0.1:$port" -- \
    /api/revolut/webhook/bench "$secret" "$2"
}
run 8s 200000 >/dev/null # until the hot methods are compiled for good
before=$(cpu)
result=$(run "${seconds}s" "$events" | tail -1)
after=$(cpu)
answers=$(sed 's/.*"answers":\([0-9]*\).*/\1/' <<<"$result")
# Processor time of the app alone moves less with what else the machine does than the rate does.
echo "${result%\}},\"cpu_us_each\":$(((after - before) * 1000000 / $(getconf CLK_TCK) / answers))}"
