import type { CSSResult, TemplateResult } from "lit";
import type { Device } from "../src/device/index.js";

/** One state of a component. */
export interface State {
  render: (device: Device) => TemplateResult;
  /** Shown in a box with a height of its own, as a page is. */
  framed?: true;
  /** What a user does to bring it into this state. */
  act?: (root: ShadowRoot, device: Device) => unknown;
}

/**
 * The states of a few components that belong together. A file in `states/` exports one as its
 * default, and needs no other entry.
 */
export interface Group {
  title: string;
  /** For templates that are no elements, and have no styles of their own. */
  styles?: readonly CSSResult[];
  states: Record<string, State | State["render"]>;
}
