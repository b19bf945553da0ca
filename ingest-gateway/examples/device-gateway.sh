#!/bin/sh
# Sends a batch of readings until the gateway has taken it:
#   KEY=... device-gateway.sh http://127.0.0.1:17080 batch.json
# Sending again is always safe: nothing counts twice.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
while :; do
  : >"$folder/headers"
  # The key goes through standard input: command lines can be seen by everybody on the machine.
  status=$(printf 'header = "Authorization: Bearer %s"\n' "$KEY" |
    curl --config - --silent --max-time 60 --output "$folder/answer" --dump-header "$folder/headers" \
      --write-out '%{http_code}' --header 'Content-Type: application/json' \
      --data-binary "@$2" "$1/v1/readings")
  case $status in
    429 | 503 | 000) ;; # 000: the connection broke, nobody knows whether the batch was taken
    2??) cat "$folder/answer"; exit 0 ;; # a verdict for each reading
    *) cat "$folder/answer"; exit 1 ;; # a problem, and how to mend it
  esac
  wait=$(tr -d '\r' <"$folder/headers" | sed -n 's/^[Rr]etry-[Aa]fter: *//p')
  echo "status $status, again in ${wait:-5} s" >&2
  sleep "${wait:-5}"
done
