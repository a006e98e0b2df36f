// Installs the packages beside this file where they are missing, or others than the lock file says.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { plainEnvironment, run } from "../../../scripts/run.mjs";

const folder = import.meta.dirname;
const stamp = `${folder}/node_modules/.installed`;
const lock = createHash("sha256")
  .update(readFileSync(`${folder}/package-lock.json`))
  .digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
  console.log("Installing the servers that Rally is measured beside (once) …");
  const npm = process.env.npm_execpath ?? "";
  // y-websocket's optional LevelDB is not used, and would be compiled.
  const parameters = ["ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"];
  const options = { cwd: folder, env: plainEnvironment() };
  const code = npm.endsWith("npm-cli.js")
    ? await run(process.execPath, [npm, ...parameters], options)
    : await run(process.platform === "win32" ? "npm.cmd" : "npm", parameters, options);
  if (code !== 0) {
    console.error("The peers could not be installed: npm's message is above.");
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}
process.exit(0);
