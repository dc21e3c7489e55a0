// Stands in for VS Code's native logger, which would have to be compiled: takes every message and writes none.
// One `exports.name =` each: VS Code imports this module as ESM, and node finds the names by reading the text.
class Logger {
  getLevel() {
    return 2;
  }
}
for (const name of ["trace", "debug", "info", "warn", "error", "critical", "setLevel", "setPattern", "clearFormatters", "flush", "drop"]) {
  Logger.prototype[name] = () => undefined;
}
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.createRotatingLogger = async () => new Logger();
exports.createAsyncRotatingLogger = async () => new Logger();
