// The unit tests of the client's logic: without an editor, and without the extension host (those are in ../tests/editors).
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/unit/**/*.test.mjs"],
    alias: { vscode: new URL("test/unit/vscode.mjs", import.meta.url).pathname },
    watch: false,
  },
});
