import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { ofManifest, ofSources } from "../../l10n.mjs";

const here = new URL("../../", import.meta.url);
const json = (name) => JSON.parse(fs.readFileSync(new URL(name, here), "utf8"));
const languages = fs.readdirSync(new URL("l10n/", here)).flatMap((name) => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1] ?? []);
const placeholders = (text) => [...text.matchAll(/\{\d+\}/g)].map(([one]) => one).sort();
/** What must stand in a translation as it stands in the text: links to commands and settings, code. */
const fixed = (text) => [...text.matchAll(/\(command:[^)]*\)|`[^`]*`|\$\([a-z-]+\)/g)].map(([one]) => one).sort();

test("every string of the sources can be read off them, and is in the bundle; nothing else is", () => {
  const { found, unreadable, bare } = ofSources();
  expect(unreadable).toStrictEqual([]);
  expect(bare).toStrictEqual([]);
  expect(found.length).toBeGreaterThan(100);
  // Mend with: npm run l10n
  expect(json("l10n/bundle.l10n.json")).toStrictEqual(Object.fromEntries(found.map((text) => [text, text])));
});

test("a string that is shown without being translated is found, and one that cannot be read off", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "l10n-"));
  fs.writeFileSync(
    path.join(folder, "a.ts"),
    'item.tooltip = "Bare"; pick({ title: `$(eye) ${x} left`, label: "$(eye) CoTLens", kind: "kept", text: l10n.t("Told {0}", 1) });\nwindow.showErrorMessage(x ? "Also bare" : t("told")); t(name);',
  );
  const { found, unreadable, bare } = ofSources(folder);
  fs.rmSync(folder, { recursive: true });
  expect(found).toStrictEqual(["Told {0}", "told"]);
  expect(unreadable).toStrictEqual(["a.ts: t(name)"]);
  expect(bare).toStrictEqual(["a.ts: Bare", "a.ts:  left", "a.ts: Also bare"]);
});

test("package.json has none of its texts itself, and names each that package.nls.json has", () => {
  const { keys, bare } = ofManifest();
  expect(bare).toStrictEqual([]);
  expect(keys).toStrictEqual(Object.keys(json("package.nls.json")).sort());
});

test("a text that stands in a manifest itself is found, and a name is none", () => {
  const manifest = { contributes: { commands: [{ title: "%a%", category: "CoTLens" }, { title: "Bare" }], configuration: [{ title: "CoTLens", properties: { x: { enumDescriptions: ["%b%", "no"] } } }] } };
  expect(ofManifest(manifest)).toStrictEqual({ keys: ["a", "b"], bare: ["title: Bare", "enumDescriptions: no"] });
});

test("there is a translation", () => {
  expect(languages).toContain("de");
});

for (const language of languages) {
  for (const [kind, english, translated] of [
    ["the sources", "l10n/bundle.l10n.json", `l10n/bundle.l10n.${language}.json`],
    ["package.json", "package.nls.json", `package.nls.${language}.json`],
  ]) {
    test(`${language}: every string of ${kind} is translated, with its placeholders, links and code; none is left over`, () => {
      const [from, to] = [json(english), json(translated)];
      expect(Object.keys(to).sort()).toStrictEqual(Object.keys(from).sort());
      for (const [key, text] of Object.entries(from)) {
        expect(to[key].trim(), key).not.toBe("");
        expect(placeholders(to[key]), key).toStrictEqual(placeholders(text));
        expect(fixed(to[key]), key).toStrictEqual(fixed(text));
      }
    });
  }
}
