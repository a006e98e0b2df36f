// Installs the packages beside this file when they are missing or differ from the lock file.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { plainEnvironment, run } from "../../../scripts/run.mjs";

const folder = import.meta.dirname;
const stamp = `${folder}/node_modules/.installed`;
const lock = createHash("sha256")
  .update(readFileSync(`${folder}/package-lock.json`))
  .digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
  console.log("Installing the servers that Rally is compared with (once) …");
  const npm = process.env.npm_execpath ?? "";
  // Skips y-websocket's optional LevelDB, which is unused here and would have to be compiled.
  const parameters = ["ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"];
  const options = { cwd: folder, env: plainEnvironment() };
  const code = npm.endsWith("npm-cli.js")
    ? await run(process.execPath, [npm, ...parameters], options)
    : await run(process.platform === "win32" ? "npm.cmd" : "npm", parameters, options);
  if (code !== 0) {
    console.error("Failed to install the peers: see npm's message above.");
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}
process.exit(0);
