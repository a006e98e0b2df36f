import { msg } from "@lit/localize";
import { html, type TemplateResult } from "lit";
import { isPlainClick, paths, router } from "../navigation/index.js";
import { icon } from "./icons.js";

/** The arrow of a page's bar: back to where the user came from, else to the chats. */
export function backLink(): TemplateResult {
  return html`<a
    class="icon-button back"
    href=${paths.conversations()}
    aria-label=${msg("Back")}
    @click=${goBack}
  >
    ${icon("arrowLeft")}
  </a>`;
}

function goBack(event: MouseEvent): void {
  if (!isPlainClick(event)) return;
  event.preventDefault();
  router.back(paths.conversations());
}
