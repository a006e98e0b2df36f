import { listPresence } from "@rally/shared/presence";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { sightingsOf } from "./sightings.js";

export function presenceRoutes(context: ApiContext): MountedRoute[] {
  return [
    handleRoute(listPresence, async ({ query, caller }) => {
      const seen = await sightingsOf(context, caller.userId, query.id ?? query.ids ?? []);
      return { data: [...seen].map(([userId, sighting]) => ({ userId, ...sighting })) };
    }),
  ];
}
