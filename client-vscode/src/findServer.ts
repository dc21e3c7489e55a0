/**
 * Finds a program that can run the server: one that has cotlens, or any Python if the extension brings cotlens along. Pure: what exists and
 * what runs is asked through `Ways`, so that tests need no editor.
 */

export interface Command {
  command: string;
  args: string[];
}

export interface Places {
  /** `cotlens.server.path`; empty when not set. */
  serverPath: string;
  /** `cotlens.python.path`; empty when not set. */
  pythonPath: string;
  /** The Python extension's interpreter for the workspace, if there is one. */
  interpreter: string | undefined;
  /** Workspace folders whose `.venv` may be used: none in an untrusted workspace. */
  folders: string[];
  windows: boolean;
}

/** Runs a command; gives its output, or undefined when it cannot be run or fails. */
export type Probe = (command: string, args: string[]) => Promise<string | undefined>;

/** As `vscode.l10n.t`. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** What came of making the private environment, or of seeing that it is whole. */
export type Prepared = { folder: string; stamp: string; python: string } | { reason: string };

export interface Ways {
  probe: Probe;
  /** Makes the private environment for a Python; undefined where the extension carries no wheels. */
  prepare: ((python: Command) => Promise<Prepared>) | undefined;
  /** The version of the extension: with wheels at hand, an installed cotlens of another version is second choice. */
  version: string;
  t: Translate;
}

export interface Found {
  server: Command | undefined;
  version: string | undefined;
  /** Tells the build of the private environment that is run from others; undefined when another cotlens is. */
  stamp?: string | undefined;
  /** What was tried, in order, and why it was left, for the error message. */
  tried: string[];
}

/** What a Python says of itself. */
export interface Python {
  command: Command;
  executable: string;
  version: string;
  usable: boolean;
  /** The version of cotlens that it has installed. */
  cotlens: string | undefined;
}

const OLDEST = 10;

/** Any Python understands it, back to 2.7. It imports what it asks about: an installation without its dependencies is none. */
const ABOUT = `
import json, sys
about = {"python": "%d.%d.%d" % sys.version_info[:3], "executable": sys.executable}
try:
    import cotlens, cotlens.cli.main
    about["cotlens"] = cotlens.__version__
except Exception:
    pass
print(json.dumps(about))
`;

/** Asks a command what Python it is; undefined if it is none. */
export async function askPython(command: Command, probe: Probe): Promise<Python | undefined> {
  const output = await probe(command.command, [...command.args, "-c", ABOUT]);
  const line = output?.split(/\r?\n/).filter((text) => text.startsWith('{"')).at(-1) ?? "";
  try {
    const about = JSON.parse(line) as { python: string; executable: string | null; cotlens?: string };
    const [major = 0, minor = 0] = about.python.split(".").map(Number);
    return {
      command,
      executable: about.executable ?? command.command,
      version: about.python,
      usable: major === 3 && minor >= OLDEST,
      cotlens: about.cotlens,
    };
  } catch {
    return undefined;
  }
}

/** Where a Python may be, best first. A path that the user set is the only one, so that a typo is seen. */
export function pythonCandidates(places: Places): { own: Command[]; onPath: Command[] } {
  const plain = (command: string): Command => ({ command, args: [] });
  if (places.pythonPath !== "") {
    return { own: [plain(places.pythonPath)], onPath: [] };
  }
  const inVenv = places.windows ? "\\.venv\\Scripts\\python.exe" : "/.venv/bin/python";
  const versions = [14, 13, 12, 11, OLDEST].map((minor) => `python3.${String(minor)}`);
  return {
    own: [...(places.interpreter === undefined ? [] : [places.interpreter]), ...places.folders.map((folder) => folder + inVenv)].map(plain),
    onPath: [...["python3", "python", ...versions].map(plain), ...(places.windows ? [{ command: "py", args: ["-3"] }] : [])],
  };
}

/** Tries each place in turn. */
export async function findServer(places: Places, ways: Ways): Promise<Found> {
  const search = new Search(ways);
  if (places.serverPath !== "") {
    return (await search.program(places.serverPath, true)) ?? search.end();
  }
  const { own, onPath } = pythonCandidates(places);
  for (const python of own) {
    const found = await search.python(python);
    if (found !== undefined) {
      return found;
    }
  }
  const program = onPath.length === 0 ? undefined : await search.program("cotlens", false);
  if (program !== undefined) {
    return program;
  }
  for (const python of onPath) {
    const found = await search.python(python);
    if (found !== undefined) {
      return found;
    }
  }
  return search.end();
}

/** One search: what was tried so far, and what would do if nothing better comes. */
class Search {
  private readonly tried: string[] = [];
  private readonly seen = new Set<string>();
  private secondChoice: Found | undefined;

  constructor(private readonly ways: Ways) {}

  /** The `cotlens` command. */
  async program(command: string, chosen: boolean): Promise<Found | undefined> {
    const output = await this.ways.probe(command, ["--version"]);
    const version = output === undefined ? undefined : /cotlens\D*(\d+\.\d+\.\S+)/i.exec(output)?.[1];
    if (version === undefined) {
      this.tried.push(command);
      return undefined;
    }
    return this.installed({ command, args: ["serve", "--stdio"] }, command, version, chosen);
  }

  async python(candidate: Command): Promise<Found | undefined> {
    const { t, prepare } = this.ways;
    const python = await askPython(candidate, this.ways.probe);
    if (python === undefined) {
      this.tried.push([candidate.command, ...candidate.args].join(" "));
      return undefined;
    }
    if (this.seen.has(python.executable)) {
      return undefined;
    }
    this.seen.add(python.executable);
    if (!python.usable) {
      this.tried.push(t("{0} (Python {1} is too old)", python.executable, python.version));
      return undefined;
    }
    if (python.cotlens !== undefined) {
      const server = { command: candidate.command, args: [...candidate.args, "-m", "cotlens", "serve", "--stdio"] };
      const found = this.installed(server, python.executable, python.cotlens, false);
      if (found !== undefined) {
        return found;
      }
    }
    if (prepare === undefined) {
      this.tried.push(t("{0} (Python {1} without cotlens)", python.executable, python.version));
      return undefined;
    }
    const made = await prepare(candidate);
    if ("reason" in made) {
      this.tried.push(`${python.executable} (${made.reason})`);
      return undefined;
    }
    this.tried.push(python.executable);
    // Apart from all that this Python has installed: see ARCHITECTURE.md.
    const server = { command: made.python, args: ["-I", "-S", made.folder, "serve", "--stdio"] };
    return { server, version: this.ways.version, stamp: made.stamp, tried: this.tried };
  }

  /** A cotlens that somebody installed: taken as it is where it fits, kept in mind where it is of another version. */
  private installed(server: Command, where: string, version: string, chosen: boolean): Found | undefined {
    const found = { server, version, tried: this.tried };
    if (chosen || this.ways.prepare === undefined || version === this.ways.version) {
      this.tried.push(where);
      return found;
    }
    this.secondChoice ??= found;
    this.tried.push(this.ways.t("{0} (has cotlens {1})", where, version));
    return undefined;
  }

  end(): Found {
    return this.secondChoice ?? { server: undefined, version: undefined, tried: this.tried };
  }
}
