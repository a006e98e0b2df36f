import { RallyError } from "../http/index.js";

/**
 * Runs a change; if the server requires re-authentication, asks the user and runs it again.
 * @returns whether it was done; false if the user cancelled.
 */
export type Confirming = (change: () => Promise<void>) => Promise<boolean>;

/** `ask` shows the dialog. @returns whether the user confirmed their identity. */
export function confirming(ask: () => Promise<boolean>): Confirming {
  return async (change) => {
    try {
      await change();
      return true;
    } catch (error) {
      if (!(error instanceof RallyError) || error.code !== "confirmation_required") throw error;
    }
    if (!(await ask())) return false;
    await change();
    return true;
  };
}
