import { expect, test } from "vitest";
import { pageOf } from "../../src/sessionHtml";

const resources = { script: "https://here/view.js", style: "https://here/view.css", source: "https://here", nonce: "n0nce", session: `"><script>alert(1)</script>`, title: "Session" };
const page = pageOf(resources);

test("nothing is let in but the view's own style sheet and script", () => {
  const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(page);
  expect(policy.replaceAll("&#39;", "'")).toBe("default-src 'none'; style-src https://here; script-src 'nonce-n0nce'; base-uri 'none'; form-action 'none'");
});

test("a session's id cannot leave its place", () => {
  expect([...page.matchAll(/<script/g)].length).toBe(1);
  expect(page).toContain("&quot;&gt;&lt;script&gt;");
});

test("without a translation the page is English; with one it carries it, as data that cannot leave its place", () => {
  expect(page).toContain('<html lang="en">');
  expect(page).not.toContain("data-words");
  const words = JSON.stringify({ You: `"><script>alert(1)</script>` });
  const german = pageOf({ ...resources, language: "de", words });
  expect(german).toContain('<html lang="de">');
  expect([...german.matchAll(/<script/g)].length).toBe(1);
  const [, held] = /data-words="([^"]*)"/.exec(german);
  expect(held.replaceAll("&quot;", '"').replaceAll("&gt;", ">").replaceAll("&lt;", "<")).toBe(words);
});
