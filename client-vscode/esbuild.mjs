// Bundles the extension into one file (`vscode` is provided by the editor), and the Session view into a script and a style sheet.
import { build } from "esbuild";

const common = { bundle: true, minify: true, sourcemap: false, legalComments: "none", logLevel: "warning" };

await build({ ...common, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", external: ["vscode"], format: "cjs", platform: "node", target: "node20" });
await build({
  ...common,
  entryPoints: { sessionView: "src/view/main.ts", sessionViewStyle: "src/view/session.css" },
  outdir: "dist",
  format: "iife",
  platform: "browser",
  target: "chrome130",
});
