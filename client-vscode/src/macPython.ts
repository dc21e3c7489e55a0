/** macOS' own `python3`, which is a Python only where developer tools are installed: elsewhere it opens a window that offers them. Pure. */

const STUB = "/usr/bin/python3";
const TOOLS = ["/Library/Developer/CommandLineTools/usr/bin/python3", "/Applications/Xcode.app"];

/** Whether running `command` would only open that window. */
export function isOffer(command: string, path: string, exists: (file: string) => boolean): boolean {
  const file = command.includes("/") ? command : path.split(":").map((folder) => `${folder}/${command}`).find(exists);
  return file === STUB && !TOOLS.some(exists);
}
