import { startRallyProcess } from "../../harness/index.js";
import { postgresOf, urlInside } from "./postgres-of.js";
import type { Town } from "./town.js";

/** One whole Rally on the Postgres that it brings. */
export async function openWholeTown(): Promise<Town> {
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
      // As when the power fails; the new Rally starts it again.
      if (kind === "machine") process.kill(await postgres.pid(), "SIGKILL");
      await dead;
      rally = await startRallyProcess({ dataDirectory, port });
    },
    output: () => rally.output(),
    close: async () => void (await rally.stop()),
  };
}
