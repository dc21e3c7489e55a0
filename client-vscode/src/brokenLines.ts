/** Breaks long lines at blanks, for frames that break none. Pure. */

/** The lines, each at most so many characters long; a word that is longer stays whole. */
export function broken(lines: readonly string[], columns: number): string[] {
  return lines.flatMap((line) => {
    const rows: string[] = [];
    let rest = line.trimEnd();
    while (rest.length > columns) {
      const blank = rest.lastIndexOf(" ", columns);
      const next = blank > 0 && rest.slice(0, blank).trim() !== "" ? blank : rest.indexOf(" ", columns);
      if (next === -1) {
        break;
      }
      rows.push(rest.slice(0, next).trimEnd());
      rest = rest.slice(next + 1);
    }
    return [...rows, rest];
  });
}
