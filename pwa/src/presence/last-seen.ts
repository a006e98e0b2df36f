import { listPresence, type Sighting } from "@rally/shared/presence";
import type { Call } from "../http/index.js";

/** When somebody was last here, as far as one may know. @throws NetworkError, RallyError */
export async function askLastSeen(call: Call, userId: string): Promise<Sighting | undefined> {
  return (await call(listPresence, { query: { ids: userId } })).data[0];
}
