import { createContext } from "@lit/context";
import type { Device } from "../device/index.js";

/** What this device knows of the signed-in user; provided by the signed-in shell. */
export const deviceContext = createContext<Device>(Symbol("device"));
