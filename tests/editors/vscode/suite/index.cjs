// The tests that run in the extension host, in mocha. VS Code loads this file (`extensionTestsPath`) and ends when `run` does.
const path = require("node:path");
const Mocha = require(process.env.MOCHA);

const parts = ["contributions", "inTheCode", "views", "verdicts", "server"];

exports.run = () =>
  new Promise((done, failed) => {
    const mocha = new Mocha({ ui: "bdd", color: false, timeout: 60_000, reporter: "json", reporterOptions: { output: process.env.REPORT } });
    for (const part of parts) {
      mocha.addFile(path.join(__dirname, `${part}.cjs`));
    }
    mocha.run((failures) => {
      if (failures > 0) {
        failed(new Error(`${failures} failed`));
      } else {
        done();
      }
    });
  });
