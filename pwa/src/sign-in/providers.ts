import { startLinking } from "@rally/shared/sign-in";
import { session } from "../session/index.js";

/** Leaves for a provider, which sends one back to the settings. */
export async function visitProvider(provider: string, purpose: "link" | "confirm"): Promise<void> {
  const { data } = await session.call(startLinking, { params: { provider }, body: { purpose } });
  location.assign(data.url);
}
