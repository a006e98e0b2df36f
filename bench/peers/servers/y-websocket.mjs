// y-websocket's own server, as `npx y-websocket` runs it. It reports the port that it was
// configured with, not the one it listens on, so a free port is looked up first.
import { connect, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const probe = createServer();
await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
const { port } = probe.address();
await new Promise((resolve) => probe.close(resolve));
process.env.HOST = "127.0.0.1";
process.env.PORT = String(port);
delete process.env.YPERSISTENCE;
await import("./node_modules/y-websocket/bin/server.cjs");

const answers = () =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket.destroy() && true));
    socket.once("error", () => resolve(false));
  });
while (!(await answers())) await pause(20);
process.send?.({ port });
process.once("disconnect", () => process.exit(0));
