import { RallyError } from "../http/index.js";

/**
 * Does what may need a fresh proof of who one is: asks for it when the server does, and tries again.
 * @returns whether it was done; not when the person turned away.
 */
export type Confirming = (change: () => Promise<void>) => Promise<boolean>;

/** `ask` shows the question. @returns whether it was answered. */
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
