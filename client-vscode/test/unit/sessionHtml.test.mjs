import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { pageOf } = await load("sessionHtml");

const page = pageOf({ script: "https://here/view.js", style: "https://here/view.css", source: "https://here", nonce: "n0nce", session: `"><script>alert(1)</script>` });

test("nothing is let in but the view's own style sheet and script", () => {
  const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(page);
  assert.equal(policy.replaceAll("&#39;", "'"), "default-src 'none'; style-src https://here; script-src 'nonce-n0nce'; base-uri 'none'; form-action 'none'");
});

test("a session's id cannot leave its place", () => {
  assert.equal([...page.matchAll(/<script/g)].length, 1);
  assert.ok(page.includes("&quot;&gt;&lt;script&gt;"));
});
