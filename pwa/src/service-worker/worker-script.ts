const ADDRESS = "/service-worker.js";

/** What TypeScript's own types of the page do not know yet. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: () => string },
  ): { createScriptURL(address: string): unknown };
}

/**
 * The service worker's address. Where the server's policy holds (Trusted Types), a page may run no
 * script by an address that did not come from a named policy: this one makes no other.
 */
export function workerScript(): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return ADDRESS;
  const policy = trustedTypes.createPolicy("rally-worker", { createScriptURL: () => ADDRESS });
  return policy.createScriptURL(ADDRESS) as string;
}
