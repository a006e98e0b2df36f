// Preloaded (NODE_OPTIONS) into a server whose memory is measured: SIGUSR2 runs the garbage
// collector, so that garbage is not counted.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
process.on("SIGUSR2", () => collect());
