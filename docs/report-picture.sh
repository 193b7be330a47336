#!/usr/bin/env bash
# Makes docs/report.png from the demo's report.html; needs Chromium.
#   docs/report-picture.sh [FOLDER]   a folder that 'bitwright demo -o FOLDER' wrote; without one the demo is run
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-target/demo-report}
if [ ! -f "$folder/report.html" ]; then ./bitwright demo -o "$folder"; fi
browser=$(command -v chromium || command -v chromium-browser)
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
"$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 --user-data-dir="$profile" \
  --window-size=1180,1010 --virtual-time-budget=3000 --screenshot="$PWD/docs/report.png" "file://$(realpath "$folder/report.html")"
