import { expect, test } from "vitest";
import { isOffer } from "../../src/macPython";
const PATH = "/opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin";
const stub = "/usr/bin/python3";

for (const [name, command, files, offer] of [
  ["the stub without developer tools is no Python", "python3", [stub], true],
  ["also by its path", stub, [stub], true],
  ["with the tools it is one", "python3", [stub, "/Library/Developer/CommandLineTools/usr/bin/python3"], false],
  ["with Xcode, too", "python3", [stub, "/Applications/Xcode.app"], false],
  ["one that comes first on the PATH is another", "python3", [stub, "/opt/homebrew/bin/python3"], false],
  ["other names are others", "python3.12", [stub], false],
]) {
  test(name, () => {
    expect(isOffer(command, PATH, (file) => files.includes(file))).toBe(offer);
  });
}
