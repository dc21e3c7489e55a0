// Stands in for the editor in the tests of pure modules: its words alone, which the same library looks up in the editor.
export * as l10n from "@vscode/l10n";
