// Mocha's spec reporter that also leaves its counts in a file for tests/run.js.

const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

class Counting extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { output } = options.reporterOptions;
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      if (output) writeFileSync(output, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
}
module.exports = Counting;
