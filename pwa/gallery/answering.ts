import type { Route } from "@rally/shared/http";
import type { Device } from "../src/device/index.js";

/** An `act` that gives an element a device whose server answers a route with these rows. */
export function answering(tag: string, answered: Route, data: readonly unknown[]) {
  return async (root: ShadowRoot): Promise<void> => {
    const call = (route: Route): Promise<unknown> =>
      route === answered
        ? Promise.resolve({ data, meta: {} })
        : Promise.reject(new Error(`No answer to ${route.path}`));
    const element = root.querySelector<HTMLElement & Shown>(tag);
    if (!element) return;
    await element.updateComplete;
    element.device = { session: { call } } as unknown as Device;
    await element.updateComplete;
  };
}

interface Shown {
  device: Device | undefined;
  updateComplete: Promise<boolean>;
}
