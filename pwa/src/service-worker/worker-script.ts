const ADDRESS = "/service-worker.js";

/** Missing in TypeScript's DOM types. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: () => string },
  ): { createScriptURL(address: string): unknown };
}

/**
 * The service worker's address. Where the server's policy requires Trusted Types, a page may load a
 * script only by an address from a named policy; this policy returns no other address.
 */
export function workerScript(): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return ADDRESS;
  const policy = trustedTypes.createPolicy("rally-worker", { createScriptURL: () => ADDRESS });
  return policy.createScriptURL(ADDRESS) as string;
}
