import { runCommands } from "@rally/shared/commands";
import { pathOf, type Route } from "@rally/shared/http";
import { askRaw, nameOfRoute, type TestRally } from "../../testing/index.js";
import type { Actor, Actors } from "./actors.js";
import type { Fixture } from "./fixture.js";

export interface OperationSetup {
  rally: TestRally;
  actors: Actors;
  actor: Actor;
  fixture: Fixture;
}

/** The outcome (`ok`, an error code or a close code) and the complete answer. */
export interface Result {
  outcome: string;
  text: string;
}

export interface Operation {
  name: string;
  way: "batch" | "route" | "query" | "room";
  try(setup: OperationSetup): Promise<Result>;
}

export interface OperationRequest {
  params?: Record<string, string>;
  query?: string;
  body?: object;
  /** A body that is not JSON, with its media type. */
  raw?: { type: string; bytes: Uint8Array<ArrayBuffer> };
}

/** The routes that operations of this table call. */
export const routesTried = new Set<string>([nameOfRoute(runCommands)]);

export const route = (
  name: string,
  way: "route" | "query",
  to: Route,
  asked: (setup: OperationSetup) => OperationRequest,
): Operation => {
  routesTried.add(nameOfRoute(to));
  return { name, way, try: (setup) => request(setup, to, asked(setup)) };
};

export async function request(
  setup: OperationSetup,
  to: Route,
  { params, query, body, raw }: OperationRequest,
): Promise<Result> {
  const { status, text } = await askRaw(setup.rally.url, {
    method: to.method,
    path: `${pathOf(to, params)}${query ? `?${query}` : ""}`,
    headers: {
      Authorization: `Bearer ${setup.actor.token}`,
      ...(body && { "Content-Type": "application/json" }),
      ...(raw && { "Content-Type": raw.type }),
    },
    ...(body && { body: JSON.stringify(body) }),
    ...(raw && { body: raw.bytes }),
  });
  const { error } = JSON.parse(text) as { error?: { code: string } };
  return { outcome: status === 200 ? "ok" : (error?.code ?? String(status)), text };
}
