import { startRallyProcess } from "../../harness/index.js";
import { postgresOf, urlInside } from "./killable-postgres.js";
import type { Cluster } from "./cluster.js";

/** One whole Rally with the embedded Postgres. */
export async function openOneProcess(): Promise<Cluster> {
  let rally = await startRallyProcess();
  const { dataDirectory, port } = rally;
  const postgres = postgresOf(dataDirectory, () => urlInside(dataDirectory));
  return {
    name: "whole",
    kinds: ["rally", "machine", "postmaster", "backend"],
    postgres,
    apis: () => [rally.url],
    syncs: () => [rally.url],
    async kill(kind, random) {
      if (kind === "postmaster") return postgres.killPostmaster();
      if (kind === "backend") return postgres.killBackend(random);
      const dead = rally.kill();
      // Simulates a power failure; the new Rally starts Postgres again.
      if (kind === "machine") process.kill(await postgres.pid(), "SIGKILL");
      await dead;
      rally = await startRallyProcess({ dataDirectory, port });
    },
    output: () => rally.output(),
    close: async () => void (await rally.stop()),
  };
}
