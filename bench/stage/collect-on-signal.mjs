// Preloaded into a server whose memory is measured (NODE_OPTIONS): garbage goes on SIGUSR2, so that it is not counted.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
process.on("SIGUSR2", () => collect());
