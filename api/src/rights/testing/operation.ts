import { runCommands } from "@rally/shared/commands";
import { pathOf, type Route } from "@rally/shared/http";
import { askRaw, nameOfRoute, type TestRally } from "../../testing/index.js";
import type { Actor, Cast } from "./cast.js";
import type { Stage } from "./stage.js";

export interface Scene {
  rally: TestRally;
  cast: Cast;
  actor: Actor;
  stage: Stage;
}

/** What became of it: `ok`, an error's code or a close code; and all that was answered. */
export interface Result {
  outcome: string;
  said: string;
}

export interface Operation {
  name: string;
  way: "batch" | "route" | "query" | "room";
  try(scene: Scene): Promise<Result>;
}

export interface Asked {
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
  asked: (scene: Scene) => Asked,
): Operation => {
  routesTried.add(nameOfRoute(to));
  return { name, way, try: (scene) => request(scene, to, asked(scene)) };
};

export async function request(
  scene: Scene,
  to: Route,
  { params, query, body, raw }: Asked,
): Promise<Result> {
  const { status, text: said } = await askRaw(scene.rally.url, {
    method: to.method,
    path: `${pathOf(to, params)}${query ? `?${query}` : ""}`,
    headers: {
      Authorization: `Bearer ${scene.actor.token}`,
      ...(body && { "Content-Type": "application/json" }),
      ...(raw && { "Content-Type": raw.type }),
    },
    ...(body && { body: JSON.stringify(body) }),
    ...(raw && { body: raw.bytes }),
  });
  const { error } = JSON.parse(said) as { error?: { code: string } };
  return { outcome: status === 200 ? "ok" : (error?.code ?? String(status)), said };
}
