import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { databaseState, type DatabaseState } from "../storage/index.js";
import { startLocalization } from "../localization/index.js";
import { entryOf, pathTo, router, type Page } from "../navigation/index.js";
import { pendingInvite } from "../invites/index.js";
import { ObservableController } from "../observable/index.js";
import { session, type SessionState } from "../session/index.js";
import { showTitle } from "./document-title.js";
import { pageElement } from "./page-element.js";
import { chunkPlace } from "../chunk-loading/index.js";
import "../chunk-loading/rally-chunk-toast.js";
import "../chunk-loading/rally-missing-page.js";
import "../chunk-loading/rally-chunk-error.js";

let drawn: () => void;
/** Resolves when the first page is rendered. */
export const firstPage = new Promise<void>((resolve) => {
  drawn = resolve;
});

/** The root element: the pages for signed-out users, the app, or the reason why it cannot start. */
@customElement("rally-app")
@localized()
export class RallyApp extends LitElement {
  private readonly page = new ObservableController(this, () => router.page);
  private readonly session = new ObservableController(
    this,
    () => session.state,
    ({ status }) => {
      if (this.status !== undefined && this.status !== "signed-in" && status === "signed-in")
        this.leaveSignIn();
      this.status = status;
    },
  );
  private status: SessionState["status"] | undefined;
  private readonly database = new ObservableController(this, () => databaseState);

  static override styles = css`
    :host {
      display: block;
      height: 100%;
    }
  `;

  override render(): TemplateResult {
    return html`${this.shown()}<rally-chunk-toast></rally-chunk-toast>`;
  }

  private shown(): TemplateResult {
    const database = this.database.value;
    if (database && isUnusable(database)) return blocked(database);
    const state = this.session.value ?? { status: "signed-out" };
    const page = this.page.value ?? { name: "conversations" };
    const { access } = entryOf(page);
    if (access === "anyone") return outside(page);
    if (state.status === "signed-out" || (state.status === "expired" && access === "signed-out")) {
      // Other addresses stay in the address bar, and their page is shown after the sign-in.
      return outside(access === "signed-out" ? page : { name: "sign-in" }, state);
    }
    if (access === "signed-out") return signedInAlready(state.displayName);
    return html`${chunkPlace(
      "home",
      () => import("./rally-home.js"),
      html`<rally-home .userId=${state.userId}></rally-home>`,
    )}`;
  }

  /** Waits for the texts of another language, so that nothing is rendered in English first. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await startLocalization();
    await super.scheduleUpdate();
  }

  override firstUpdated(): void {
    void this.resolveFirstPage();
  }

  private async resolveFirstPage(): Promise<void> {
    const page = this.renderRoot.firstElementChild;
    if (!page) return;
    await customElements.whenDefined(page.localName);
    await (page as LitElement).updateComplete;
    drawn();
  }

  /** A new user goes on to home and its first steps, others to their chats; or to their invitation. */
  private leaveSignIn(): void {
    const page = router.page.value;
    if (entryOf(page).access !== "signed-out") return;
    const code = pendingInvite();
    const next = page.name === "sign-in" ? "conversations" : "home";
    queueMicrotask(() => {
      router.go(code === undefined ? pathTo(next) : pathTo("invite", { code }), { replace: true });
    });
  }
}

function isUnusable(database: DatabaseState): boolean {
  return !["closed", "opening", "open"].includes(database.state);
}

/** A page without the list, the navigation and the database. */
function outside(page: Page, state?: SessionState): TemplateResult {
  showTitle(entryOf(page).title());
  const again = state?.status === "expired" ? state.username : "";
  return html`${pageElement(page, { again })}`;
}

function signedInAlready(displayName: string): TemplateResult {
  showTitle(msg("You're signed in"));
  return html`${chunkPlace(
    "signed-in",
    () => import("../accounts/rally-signed-in-page.js"),
    html`<rally-signed-in-page .displayName=${displayName}></rally-signed-in-page>`,
  )}`;
}

function blocked(database: DatabaseState): TemplateResult {
  return html`${chunkPlace("./rally-blocked-page.js", () => import("./rally-blocked-page.js"), html`<rally-blocked-page .database=${database}></rally-blocked-page>`)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-app": RallyApp;
  }
}
