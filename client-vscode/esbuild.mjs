// Bundles the extension into one file (`vscode` is provided by the editor), what there is of it in a browser into another, and the Session view into a script and a style sheet.
import fs from "node:fs";
import { build } from "esbuild";

const common = { bundle: true, minify: true, sourcemap: false, legalComments: "none", logLevel: "warning" };

await build({ ...common, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", external: ["vscode"], format: "cjs", platform: "node", target: "node20" });
await build({ ...common, entryPoints: ["src/web.ts"], outfile: "dist/web.js", external: ["vscode"], format: "cjs", platform: "browser", target: "es2022" });
await build({
  ...common,
  entryPoints: { sessionView: "src/view/main.ts", sessionViewStyle: "src/view/session.css" },
  outdir: "dist",
  format: "iife",
  platform: "browser",
  target: "chrome130",
});
// The pages that VS Code shows of an extension are the repository's own; a copy that is packaged says where that is.
const repository = process.argv[2] ?? "..";
fs.copyFileSync(`${repository}/server/cotlens/docs/privacy.md`, "dist/privacy.md");
fs.copyFileSync(`${repository}/CHANGELOG.md`, "CHANGELOG.md");
