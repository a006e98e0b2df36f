import { startLinking } from "@rally/shared/sign-in";
import { session } from "../session/index.js";

const KEY = "rally.visit-from";

/** Navigates to a provider, which redirects back to the settings. */
export async function visitProvider(provider: string, purpose: "link" | "confirm"): Promise<void> {
  const { data } = await session.call(startLinking, { params: { provider }, body: { purpose } });
  sessionStorage.setItem(KEY, location.pathname);
  location.assign(data.url);
}

/** The path of the page where the visit to a provider started; undefined if it is not known. */
export function takeVisitOrigin(): string | undefined {
  const path = sessionStorage.getItem(KEY) ?? undefined;
  sessionStorage.removeItem(KEY);
  return path;
}
