#!/usr/bin/env node
"use strict";

// Starts the program of the package for this platform, and ends as it ends.

const { spawn } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
let program;
try {
  program = require.resolve(`@apivet/${platform}/${process.platform === "win32" ? "apivet.exe" : "apivet"}`);
} catch {
  console.error(`error: the package @apivet/${platform} is not installed`);
  console.error(
    "help: install without `--omit=optional` and `--no-optional`; if there is no such package, this platform is not built:" +
      " https://github.com/apivet/apivet has the other ways to install",
  );
  process.exit(2);
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit", windowsHide: true });
child.on("error", (error) => {
  console.error(`error: ${program} cannot be started: ${error.message}`);
  process.exit(2);
});
// A signal to this process is meant for the program; the terminal sends its own to both.
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
process.on("SIGINT", () => {});
child.on("exit", (status, signal) => {
  if (signal === null) process.exit(status);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
