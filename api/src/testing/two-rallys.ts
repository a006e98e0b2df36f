import { expect } from "vitest";
import { startTestRedis } from "@rally/shared/server/testing";
import { eventually } from "./eventually.js";
import { startTestRally, type TestRally } from "./test-rally.js";

/** Two complete Rallys on one database, and the bus between them. */
export interface TwoRallys {
  left: TestRally;
  right: TestRally;
  /** Cuts the bus's connections. @returns the number of connections. */
  disconnect: () => Promise<number>;
  /** Restores the bus, and waits until both are connected. */
  reconnect: () => Promise<unknown>;
  close: () => Promise<void>;
}

async function overPostgres(): Promise<TwoRallys> {
  const left = await startTestRally({ shared: true, limits: { pokeInterval: 200 } });
  const right = await startTestRally({ beside: left, limits: { pokeInterval: 200 } });
  return {
    left,
    right,
    async disconnect() {
      const { rows } = await left.database.raw<{ rows: unknown[] }>(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'rally bus' and datname = current_database()`,
      );
      return rows.length;
    },
    reconnect: () =>
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

/** Cuts the bus by killing Redis, which restarts empty. */
async function overRedis(): Promise<TwoRallys> {
  const redis = await startTestRedis();
  const options = { redisUrl: redis.url, limits: { pokeInterval: 200 } };
  const left = await startTestRally({ shared: true, ...options });
  const right = await startTestRally({ beside: left, ...options });
  const subscribed = () => eventually(async () => expect(await redis.clients()).toEqual([2, 2]));
  await subscribed();
  return {
    left,
    right,
    async disconnect() {
      const [listeners] = await redis.clients();
      await redis.kill();
      return listeners;
    },
    async reconnect() {
      await redis.start();
      await subscribed();
    },
    async close() {
      await right.close();
      await left.close();
      await redis.close();
    },
  };
}

/** The buses between two Rallys, by name. */
export const busesOfTwo = [
  ["PostgreSQL", overPostgres],
  ["Redis", overRedis],
] as const;
