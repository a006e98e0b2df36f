// Devices that all lose their server at the same moment and reconnect.
import { answer } from "./answer.mjs";
import { eachOf, join } from "./rooms.mjs";

/** Handshakes in flight at once: far more than a server can answer immediately. */
const AT_ONCE = 500;

answer(async ({ system, connections }, tell) => {
  const first = await eachOf(connections, AT_ONCE, (place) => join(system, place));
  const { port, places } = await tell({ moment: "open" });
  for (const socket of first) socket.close();
  await tell({ moment: "begin" });
  const began = performance.now();
  const sockets = await eachOf(places ?? connections, AT_ONCE, (place) =>
    join({ ...system, port: port ?? system.port }, place),
  );
  const milliseconds = performance.now() - began;
  await tell({ moment: "back" });
  const lost = sockets.filter(({ problem }) => problem);
  for (const socket of sockets) socket.close();
  return { milliseconds, problems: lost.length > 0 ? [`${lost.length}: ${lost[0].problem}`] : [] };
});
