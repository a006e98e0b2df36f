import { msg } from "@lit/localize";
import { html, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import { icon } from "../design/index.js";
import { entryOf, pathTo, type PageName } from "./addresses.js";
import { isPlainClick, router } from "./router.js";

/** A page beside the list: a bar with its heading and the back link, then its content. */
export function sidePage(
  host: HTMLElement,
  heading: string,
  content: TemplateResult,
): TemplateResult {
  return html`<div class="bar" ${ref(announceHeading(host, heading))}>
      ${backLink()}
      <h1 tabindex="-1">${heading}</h1>
    </div>
    <div class="column">${content}</div>`;
}

/** The back arrow of a page: to the previous page, or to the page's parent. */
export function backLink(): TemplateResult {
  return html`<a
    class="icon-button back"
    href=${parentPath()}
    aria-label=${msg("Back")}
    @click=${goBack}
  >
    ${icon("arrowLeft")}
  </a>`;
}

function goBack(event: MouseEvent): void {
  if (!isPlainClick(event)) return;
  event.preventDefault();
  router.back(parentPath());
}

function parentPath(): string {
  const { parent = "conversations" } = entryOf(router.page.value);
  return (pathTo as (name: PageName) => string)(parent as PageName);
}

/** Sends the page's heading to the shell, for the tab's title. */
function announceHeading(host: HTMLElement, heading: string) {
  return (bar: Element | undefined): void => {
    if (!bar) return;
    host.dispatchEvent(
      new CustomEvent("page-heading", { detail: heading, bubbles: true, composed: true }),
    );
  };
}
