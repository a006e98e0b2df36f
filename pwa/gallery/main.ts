import { ContextProvider } from "@lit/context";
import { adoptStyles, render } from "lit";
import { addFont } from "../src/design/index.js";
import { openDevice } from "../src/app/open-device.js";
import { deviceContext, type Device } from "../src/device/index.js";
import { chooseLanguage, startLocalization } from "../src/localization/index.js";
import { session } from "../src/session/index.js";
import { fillDatabase, signInAsAda } from "./fixtures.js";
import type { Group, State } from "./group.js";

// Defines every element of the app.
import.meta.glob("../src/**/rally-*.ts", { eager: true });
const files = import.meta.glob<Group>("./states/*.ts", { eager: true, import: "default" });
const groups = new Map(
  Object.entries(files).map(([file, group]) => [/([^/]+)\.ts$/.exec(file)?.[1] ?? file, group]),
);

const settings = {
  theme: ["system", "light", "dark"],
  language: ["en", "fr"],
  dir: ["ltr", "rtl"],
} as const;
const asked = new URLSearchParams(location.search);
const root = document.documentElement;
const states = document.querySelector<HTMLElement>("#states") ?? document.body;

class GalleryState extends HTMLElement {
  show(state: State, { styles }: Group, device: Device): void {
    const shadow = this.attachShadow({ mode: "open" });
    adoptStyles(shadow, [...(styles ?? [])]);
    this.toggleAttribute("framed", state.framed ?? false);
    render(state.render(device), shadow);
  }
}
customElements.define("gallery-state", GalleryState);

function drawBar(): void {
  const links = [...groups].map(([name, { title }]) => {
    const link = document.createElement("a");
    link.href = `#${name}`;
    link.textContent = title;
    return link;
  });
  document.querySelector("#groups")?.replaceChildren(...links);
  const choices = Object.entries(settings).map(([name, values]) => {
    const label = document.createElement("label");
    const select = document.createElement("select");
    select.append(...values.map((value) => new Option(value)));
    select.value = asked.get(name) ?? values[0];
    select.addEventListener("change", () => {
      asked.set(name, select.value);
      location.search = asked.toString();
    });
    label.append(`${name} `, select);
    return label;
  });
  document.querySelector("#look")?.replaceChildren(...choices);
}

async function show(device: Device): Promise<void> {
  const name = location.hash.slice(1) || ([...groups.keys()][0] ?? "");
  const group = groups.get(name);
  delete root.dataset["shown"];
  states.replaceChildren();
  if (!group) return;
  for (const [title, described] of Object.entries(group.states)) {
    const state = typeof described === "function" ? { render: described } : described;
    const heading = document.createElement("h2");
    heading.textContent = title;
    const section = document.createElement("section");
    const element = document.createElement("gallery-state") as GalleryState;
    section.append(heading, element);
    states.append(section);
    element.show(state, group, device);
    if (state.act && element.shadowRoot) {
      await settled();
      await state.act(element.shadowRoot, device);
    }
  }
  await settled();
  root.dataset["shown"] = name;
}

/** Frames without a change, after which a group counts as drawn: live queries take a few. */
const QUIET_FRAMES = 6;

async function settled(): Promise<void> {
  // Without it, the fallback is shown.
  await document.fonts.load("1em 'Inter Variable'").catch(console.warn);
  let before = "";
  for (let quiet = 0; quiet < QUIET_FRAMES;) {
    await new Promise(requestAnimationFrame);
    const now = signature(states);
    quiet = now === before ? quiet + 1 : 0;
    before = now;
  }
}

/** What stands where, in all shadow roots: it changes with whatever is drawn. */
function signature(node: ParentNode): string {
  return [...node.querySelectorAll("*")]
    .map((element) => {
      const { width, height } = element.getBoundingClientRect();
      const inner = element.shadowRoot ? signature(element.shadowRoot) : element.textContent.length;
      return `${element.localName} ${width} ${height} ${inner}`;
    })
    .join("|");
}

root.dataset["theme"] = asked.get("theme") ?? "system";
root.toggleAttribute("data-bare", asked.has("bare"));
drawBar();
addFont();
signInAsAda();
await startLocalization();
await chooseLanguage(asked.get("language") === "fr" ? "fr" : "en");
document.dir = asked.get("dir") === "rtl" ? "rtl" : "ltr";
await session.start();
const device = await openDevice(session);
await fillDatabase(device.database);
new ContextProvider(states, { context: deviceContext, initialValue: device });
addEventListener("hashchange", () => void show(device));
await show(device);
