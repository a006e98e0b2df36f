import { expect } from "vitest";
import { startTestRedis } from "@rally/shared/server/testing";
import { eventually } from "./eventually.js";
import { startTestRally, type TestRally } from "./test-rally.js";

/** Two whole Rallys on one database, and the line on which they hear each other. */
export interface TwoRallys {
  left: TestRally;
  right: TestRally;
  /** Ends the line's connections, as a fault would. @returns how many it had. */
  deafen: () => Promise<number>;
  /** Lets the two hear each other again, and waits until they do. */
  listening: () => Promise<unknown>;
  close: () => Promise<void>;
}

async function overPostgres(): Promise<TwoRallys> {
  const left = await startTestRally({ shared: true, limits: { pokeInterval: 200 } });
  const right = await startTestRally({ beside: left, limits: { pokeInterval: 200 } });
  return {
    left,
    right,
    async deafen() {
      const { rows } = await left.database.raw<{ rows: unknown[] }>(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'rally bus' and datname = current_database()`,
      );
      return rows.length;
    },
    listening: () =>
      eventually(async () => {
        const { rows } = await left.database.raw<{ rows: unknown[] }>(
          `select 1 from pg_stat_activity
           where application_name = 'rally bus' and datname = current_database() and state = 'idle'`,
        );
        expect(rows).toHaveLength(2);
      }),
    async close() {
      await right.close();
      await left.close();
    },
  };
}

/** Its fault is the worst one: Redis is killed, and comes back with nothing in it. */
async function overRedis(): Promise<TwoRallys> {
  const redis = await startTestRedis();
  const options = { redisUrl: redis.url, limits: { pokeInterval: 200 } };
  const left = await startTestRally({ shared: true, ...options });
  const right = await startTestRally({ beside: left, ...options });
  const heard = () => eventually(async () => expect(await redis.clients()).toEqual([2, 2]));
  await heard();
  return {
    left,
    right,
    async deafen() {
      const [listeners] = await redis.clients();
      await redis.kill();
      return listeners;
    },
    async listening() {
      await redis.start();
      await heard();
    },
    async close() {
      await right.close();
      await left.close();
      await redis.close();
    },
  };
}

/** The lines by which two Rallys can hear each other, by name. */
export const linesOfTwo = [
  ["PostgreSQL", overPostgres],
  ["Redis", overRedis],
] as const;
