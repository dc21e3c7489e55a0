/** The page that the Session view starts from: a style sheet and a script of the extension's own, and nothing else is let in. Pure. */

export interface Resources {
  script: string;
  style: string;
  /** Where the view's own resources come from, as a source of the content security policy. */
  source: string;
  nonce: string;
  session: string;
  /** The editor's language, and the translations of it as JSON; both undefined where the view is to be in English. */
  language?: string | undefined;
  words?: string | undefined;
  title: string;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

export function pageOf({ script, style, source, nonce, session, language, words, title }: Resources): string {
  const policy = `default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="${escaped(language ?? "en")}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body data-session="${escaped(session)}"${words === undefined ? "" : ` data-words="${escaped(words)}"`}>
<script nonce="${escaped(nonce)}" src="${escaped(script)}"></script>
</body>
</html>`;
}
