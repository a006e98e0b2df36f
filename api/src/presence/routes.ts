import { listPresence } from "@rally/shared/presence";
import { type ApiContext, type MountedRoute, answer } from "../http/index.js";
import { sightingsOf } from "./sightings.js";

export function presenceRoutes(context: ApiContext): MountedRoute[] {
  return [
    answer(listPresence, async ({ query, caller }) => {
      const seen = await sightingsOf(context, caller.userId, query.id ?? query.ids ?? []);
      return { data: [...seen].map(([userId, sighting]) => ({ userId, ...sighting })) };
    }),
  ];
}
