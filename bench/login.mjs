import { createRequire } from "node:module";
import { limits } from "@rally/shared/limits";
import { quantile } from "./report.mjs";
import { HttpConnection } from "./load/http-connection.mjs";
import { pin, pinning } from "./setup/cores.mjs";
import { parameter } from "./setup/parameters.mjs";
import { register } from "./setup/people.mjs";

const LOGINS = parameter("LOGINS", 100);
const WARM_UP = parameter("WARM_UP", 5);
const BARE = "Argon2id alone";

// The argon2 package that Rally uses; only the API depends on it.
const { hash, verify } = createRequire(new URL("../api/package.json", import.meta.url))(
  "@node-rs/argon2",
);
const COST = {
  memoryCost: limits.passwordMemory,
  timeCost: limits.passwordPasses,
  parallelism: 1,
};

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `signing in, ${LOGINS} times in turn`,
  peer: "the same password against a hash of the same cost, with no server around it",
  async run(setup) {
    const rally = await setup.startRally();
    pin(rally.pid, "server");
    const { username, password } = await register(rally);
    const body = JSON.stringify({ login: username, password });
    const hashed = await hash(password, COST);
    const broken = new Set();
    const health = new HttpConnection(rally.port);
    const ours = [];
    const bare = [];
    const meanwhile = [];
    for (let count = 0; count < LOGINS + WARM_UP; count += 1) {
      const fresh = new HttpConnection(rally.port);
      const signingIn = timed(() => fresh.request("POST", "/api/v1/auth/login", body));
      const alive = await timed(() => health.request("GET", "/healthz"));
      const { took, result } = await signingIn;
      fresh.close();
      if (result.status !== 200) broken.add(`A sign-in was answered with ${result.status}`);
      const alone = await timed(() => verify(hashed, password));
      if (count < WARM_UP) continue;
      ours.push(took);
      bare.push(alone.took);
      meanwhile.push(alive.took);
    }
    health.close();
    const row = (what, share, target) => ({
      ...{ what, unit: "ms", ...target },
      rally: quantile(ours, share),
      peers: { [BARE]: quantile(bare, share) },
    });
    return {
      rows: [
        { ...row("p50", 0.5, { most: 150 }), ratios: { [BARE]: { most: 2 } } },
        row("p99", 0.99),
        { what: "Argon2id alone, p50", unit: "ms", rally: quantile(bare, 0.5), least: 50 },
        {
          what: "another request meanwhile, p99",
          unit: "ms",
          rally: quantile(meanwhile, 0.99),
        },
      ],
      broken: [...broken],
      notes: [pinning, `Each over a new connection, after ${WARM_UP} that were not counted.`],
    };
  },
};

async function timed(action) {
  const begun = performance.now();
  const result = await action();
  return { took: performance.now() - begun, result };
}
