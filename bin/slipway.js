#!/usr/bin/env node
// Starts the `slipway` command. Its TypeScript is compiled once per change of the sources, into a cache folder.

require("./code-cache");
const { join } = require("node:path");
const { compiledRooms } = require("./compile");

// The versions are pinned; the notice that later ones will want Node 22 is for us, not for the user.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const { main } = require(join(compiledRooms(), "runner"));
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error?.stack ?? String(error));
    process.exitCode = 1;
  },
);
