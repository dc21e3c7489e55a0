// Loads a TypeScript module of ../../src that does not import `vscode`.
import { build } from "esbuild";

export async function load(name) {
  const entry = new URL(`../../src/${name}.ts`, import.meta.url).pathname;
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: "esm", platform: "node", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}
