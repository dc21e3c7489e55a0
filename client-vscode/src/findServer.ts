/** Finds a program that can run the server. Pure: what exists and what runs is asked through `Probe`, so that tests need no editor. */

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

/** Runs a command line with `--version`; gives its output, or undefined when it cannot be run or fails. */
export type Probe = (command: string, args: string[]) => Promise<string | undefined>;

export interface Found {
  server: Command | undefined;
  version: string | undefined;
  /** What was tried, in order, for the error message. */
  tried: string[];
}

function candidates(places: Places): Command[] {
  if (places.serverPath !== "") {
    return [{ command: places.serverPath, args: [] }];
  }
  const module = ["-m", "cotlens"];
  if (places.pythonPath !== "") {
    return [{ command: places.pythonPath, args: module }];
  }
  const inVenv = places.windows ? "\\.venv\\Scripts\\python.exe" : "/.venv/bin/python";
  const pythons = [
    ...(places.interpreter === undefined ? [] : [places.interpreter]),
    ...places.folders.map((folder) => folder + inVenv),
  ];
  return [
    ...pythons.map((command) => ({ command, args: module })),
    { command: "cotlens", args: [] },
    ...["python3", "python", ...(places.windows ? ["py"] : [])].map((command) => ({ command, args: module })),
  ];
}

/** Tries each place in turn; a path that the user set is the only one tried, so that a typo is seen. */
export async function findServer(places: Places, probe: Probe): Promise<Found> {
  const tried: string[] = [];
  for (const candidate of candidates(places)) {
    tried.push([candidate.command, ...candidate.args].join(" "));
    const output = await probe(candidate.command, [...candidate.args, "--version"]);
    const version = output === undefined ? null : /cotlens\D*(\d+\.\d+\.\S+)/i.exec(output);
    if (version?.[1] !== undefined) {
      return { server: { ...candidate, args: [...candidate.args, "serve", "--stdio"] }, version: version[1], tried };
    }
  }
  return { server: undefined, version: undefined, tried };
}
