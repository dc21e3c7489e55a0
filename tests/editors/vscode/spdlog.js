// Stands in for VS Code's native logger, which would have to be compiled: writes what is to be read, and leaves out traces.
// One `exports.name =` each: VS Code imports this module as ESM, and node finds the names by reading the text.
const fs = require("node:fs");
const path = require("node:path");

class Logger {
  constructor(file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    this.file = file;
  }
  getLevel() {
    return 2;
  }
}
for (const name of ["trace", "debug", "setLevel", "setPattern", "clearFormatters", "flush", "drop"]) {
  Logger.prototype[name] = () => undefined;
}
for (const name of ["info", "warn", "error", "critical"]) {
  Logger.prototype[name] = function (text) {
    fs.appendFileSync(this.file, `[${name}] ${text}\n`);
  };
}
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.createRotatingLogger = async (_name, file) => new Logger(file);
exports.createAsyncRotatingLogger = async (_name, file) => new Logger(file);
