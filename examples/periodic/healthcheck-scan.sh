#!/bin/sh
# One periodic scan: saved in the history, figures for Prometheus, a workbook to work with.
set -u
: "${HEALTHCHECK_TARGET:?}" "${HEALTHCHECK_HISTORY:?}"
reports=${HEALTHCHECK_REPORTS:-/var/lib/healthcheck/reports}
metrics=${HEALTHCHECK_METRICS:-/var/lib/node_exporter/textfile}
day=$(date -u +%Y-%m-%d)
mkdir -p "$reports"
healthcheck scan "$HEALTHCHECK_TARGET" --profile periodic --save --history "$HEALTHCHECK_HISTORY" --system erp \
    -o "$reports/erp-$day.html" -o "$reports/erp-$day.xlsx" -o "$metrics/healthcheck-erp.prom" >"$reports/erp-$day.txt"
code=$?
# 1 means findings: the scan itself did its work. 2, 3 and 4 are for whoever runs this.
[ "$code" -le 1 ] || exit "$code"
