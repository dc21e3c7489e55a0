// Finds the strings of the extension that a person reads: those of the sources in `l10n.t(...)` (in the view and in pure modules `t(...)`), those of
// package.json. Run, it writes them down for whoever translates: l10n/bundle.l10n.json. A unit test compares both with the translations.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";

const root = import.meta.dirname;
export const bundleFile = path.join(root, "l10n/bundle.l10n.json");

/** Whether a call asks for a translation: `vscode.l10n.t`, `l10n.t` or a plain `t`. */
function translates({ expression }) {
  return ts.isIdentifier(expression) ? expression.text === "t" : ts.isPropertyAccessExpression(expression) && expression.name.text === "t" && /(^|\.)l10n$/.test(expression.expression.getText());
}

/** Names of properties, and of calls, whose strings a person reads. */
const shown = new Set(["title", "placeHolder", "placeholder", "tooltip", "label", "description", "aria-label", "text", "openLabel"]);
const says = /^(show(Information|Warning|Error)Message|setStatusBarMessage)$/;

/** The words that stand in an expression itself; icons, names and what is put in are none. */
function words(node) {
  if (ts.isConditionalExpression(node)) {
    return [...words(node.whenTrue), ...words(node.whenFalse)];
  }
  if (ts.isBinaryExpression(node)) {
    return [...words(node.left), ...words(node.right)];
  }
  const parts = ts.isStringLiteralLike(node) ? [node.text] : ts.isTemplateExpression(node) ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)] : [];
  return parts.map((text) => text.replace(/\$\([^)]*\)|CoTLens|Python/g, "")).filter((text) => /\p{L}{2}/u.test(text));
}

/** The strings of a node that are shown without being translated. */
function bareOf(node) {
  if (ts.isPropertyAssignment(node) && shown.has(node.name.text)) {
    return words(node.initializer);
  }
  const called = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : "";
  const set = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isPropertyAccessExpression(node.left) ? node.left.name.text : "";
  return says.test(called) ? words(node.arguments[0]) : shown.has(set) ? words(node.right) : [];
}

/** The strings of the sources, sorted; the calls that have none that can be read off; what is shown and not translated. */
export function ofSources(folder = path.join(root, "src")) {
  const [found, unreadable, bare] = [new Set(), [], []];
  const names = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".ts"));
  for (const name of names) {
    const source = ts.createSourceFile(name, fs.readFileSync(path.join(folder, name), "utf8"), ts.ScriptTarget.ES2022, true);
    const visit = (node) => {
      if (ts.isCallExpression(node) && translates(node)) {
        const [text] = node.arguments;
        if (text !== undefined && ts.isStringLiteralLike(text)) {
          found.add(text.text);
        } else {
          unreadable.push(`${name}: ${node.getText()}`);
        }
      }
      bare.push(...bareOf(node).map((text) => `${name}: ${text}`));
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { found: [...found].sort(), unreadable, bare };
}

/** Keys of package.json whose values a person reads. */
const read = new Set(["title", "shortTitle", "description", "markdownDescription", "name", "label", "altText", "contents", "enumDescriptions", "markdownEnumDescriptions", "deprecationMessage"]);
/** What is the same in every language. */
const names = new Set(["CoTLens"]);

/** The keys of package.nls.json that package.json names, and the texts in it that stand there themselves. */
export function ofManifest(manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"))) {
  const [keys, bare] = [new Set(), []];
  const visit = (value, key) => {
    if (typeof value === "string") {
      const reference = /^%(.+)%$/.exec(value);
      if (reference !== null) {
        keys.add(reference[1]);
      } else if (read.has(key) && !names.has(value)) {
        bare.push(`${key}: ${value}`);
      }
    } else if (Array.isArray(value)) {
      value.forEach((one) => visit(one, key));
    } else if (value !== null && typeof value === "object") {
      Object.entries(value).forEach(([name, one]) => visit(one, name));
    }
  };
  const { description, capabilities, contributes } = manifest;
  visit({ description, capabilities, contributes });
  return { keys: [...keys].sort(), bare };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { found } = ofSources();
  fs.mkdirSync(path.dirname(bundleFile), { recursive: true });
  fs.writeFileSync(bundleFile, `${JSON.stringify(Object.fromEntries(found.map((text) => [text, text])), null, 2)}\n`);
}
