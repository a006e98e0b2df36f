import { me as meRoute } from "@rally/shared/accounts";
import { NetworkError, RallyError } from "../http/index.js";
import { session } from "../session/index.js";

let asking: Promise<boolean> | undefined;

/**
 * Fetches the account with the changes made elsewhere, for example an address confirmed in the mail
 * program. The settings of a page share one request.
 * @returns whether the server answered
 */
export function refreshAccount(): Promise<boolean> {
  asking ??= ask().finally(() => {
    asking = undefined;
  });
  return asking;
}

async function ask(): Promise<boolean> {
  try {
    session.updateUser((await session.call(meRoute)).data);
    return true;
  } catch (error) {
    if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
    return false;
  }
}
