// Hocuspocus as its documentation starts it: documents in memory, updates of one event-loop turn
// sent as one frame. With `store`, each update is committed to Postgres before it is applied and
// broadcast, without debounce.
import pg from "pg";
import { Server } from "./servers/hocuspocus.mjs";

const { store } = JSON.parse(process.env.PEER_SETTINGS ?? "{}");
const pool = store && new pg.Pool({ ...store, max: 12 });
const [STEP_1] = [0];

const server = new Server({
  quiet: true,
  stopOnSignals: false,
  address: "127.0.0.1",
  port: 0,
  timeout: 600_000, // keeps silent readers connected
  ...(pool && {
    async beforeSync({ type, payload }) {
      if (type === STEP_1) return;
      await pool.query({
        name: "store",
        text: "insert into updates (bytes) values ($1)",
        values: [Buffer.from(payload)],
      });
    },
  }),
});
await server.listen();
process.send?.({ port: server.address.port });
process.once("disconnect", () => process.exit(0));
