#!/usr/bin/env node
// Starts the `slipway` command. Its TypeScript is compiled once per change of the sources, into a cache folder.
"use strict";
const { compiledRunner } = require("./compile");

const { main } = require(compiledRunner());
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error?.stack ?? String(error));
    process.exitCode = 1;
  },
);
