import { html } from "lit";
import type { Device } from "../../src/device/index.js";
import { settingsSections, type SettingsSection } from "../../src/navigation/index.js";
import type { Group, State } from "../group.js";

const pages = (Object.keys(settingsSections) as SettingsSection[]).map((name): [string, State] => [
  `The page ${name}`,
  {
    framed: true,
    render: () => html`<rally-settings-page .section=${name}></rally-settings-page>`,
  },
]);

export default {
  title: "Settings",
  states: {
    "The list of pages": {
      framed: true,
      render: () => html`<rally-settings-sections></rally-settings-sections>`,
    },
    ...Object.fromEntries(pages),
    "Sign out": (device: Device) => html`<rally-sign-out .device=${device}></rally-sign-out>`,
    "Recovery codes": () =>
      html`<rally-recovery-codes
        .codes=${["k3f9-22ma", "p0d8-1xqe", "77tr-bw4n", "z6yh-c5ld"]}
      ></rally-recovery-codes>`,
    "Two-factor sign-in, off": () =>
      html`<rally-two-factor .security=${{ twoFactor: { on: false } }}></rally-two-factor>`,
    "Two-factor sign-in, on": () =>
      html`<rally-two-factor
        .security=${{ twoFactor: { on: true, recoveryCodesLeft: 6 } }}
      ></rally-two-factor>`,
  },
} satisfies Group;
