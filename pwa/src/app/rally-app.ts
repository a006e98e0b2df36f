import { localized, msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { databaseState, type DatabaseState } from "../database-state/index.js";
import { startLocalization } from "../localization/index.js";
import { paths, router, type Page } from "../navigation/index.js";
import { Observing } from "../reactive/index.js";
import { session, type SessionState } from "../session/index.js";
import { showTitle } from "./document-title.js";
import { place } from "../missing-program/index.js";
import "./rally-chunk-toast.js";
import "./rally-missing-page.js";
import "./rally-missing-part.js";

let drawn: () => void;
/** Resolves once the first page, whichever it is, has been drawn. */
export const firstPage = new Promise<void>((resolve) => {
  drawn = resolve;
});

/** The root: shows the entrance, the signed-in app, or why neither can be shown. */
@customElement("rally-app")
@localized()
export class RallyApp extends LitElement {
  private readonly page = new Observing(this, () => router.page);
  private readonly session = new Observing(
    this,
    () => session.state,
    ({ status }) => {
      if (this.status !== undefined && this.status !== "signed-in" && status === "signed-in")
        this.leaveEntrance();
      this.status = status;
    },
  );
  private status: SessionState["status"] | undefined;
  private readonly database = new Observing(this, () => databaseState);

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
    const link = mailedLink(page);
    if (link) return link;
    if (state.status === "signed-out" || (state.status === "expired" && isEntrance(page))) {
      return entrance(page, state);
    }
    if (isEntrance(page)) return signedInAlready(state.displayName);
    return html`${place(
      "home",
      () => import("./rally-home.js"),
      html`<rally-home .userId=${state.userId}></rally-home>`,
    )}`;
  }

  /** Nothing is drawn in English before the texts of another language are there. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await startLocalization();
    await super.scheduleUpdate();
  }

  override firstUpdated(): void {
    void this.tellOfFirstPage();
  }

  private async tellOfFirstPage(): Promise<void> {
    const page = this.renderRoot.firstElementChild;
    if (!page) return;
    await customElements.whenDefined(page.localName);
    await (page as LitElement).updateComplete;
    drawn();
  }

  /** A user who has just signed in goes on to the app. */
  private leaveEntrance(): void {
    if (!isEntrance(router.page.value)) return;
    queueMicrotask(() => {
      router.go(paths.conversations(), { replace: true });
    });
  }
}

function isEntrance(page: Page): boolean {
  return page.name === "sign-in" || page.name === "register" || page.name === "setup";
}

/** Where a link in a mail leads: the same page whoever is signed in here. */
function mailedLink(page: Page): TemplateResult | undefined {
  if (page.name === "forgot") {
    showTitle({ heading: msg("Forgot your password?") });
    return html`${place("../accounts/rally-forgot-page.js", () => import("../accounts/rally-forgot-page.js"), html`<rally-forgot-page></rally-forgot-page>`)}`;
  }
  if (page.name === "reset") {
    showTitle({ heading: msg("Choose a new password") });
    return html`${place("../accounts/rally-reset-page.js", () => import("../accounts/rally-reset-page.js"), html`<rally-reset-page .token=${page.token}></rally-reset-page>`)}`;
  }
  if (page.name !== "confirm") return undefined;
  showTitle({ heading: msg("Confirm your e-mail address") });
  return html`${place("../accounts/rally-confirm-page.js", () => import("../accounts/rally-confirm-page.js"), html`<rally-confirm-page .token=${page.token}></rally-confirm-page>`)}`;
}

function isUnusable(database: DatabaseState): boolean {
  return !["closed", "opening", "open"].includes(database.state);
}

/** Sign in, wherever one came from: the address stays, and is shown after it. */
function entrance(page: Page, state: SessionState): TemplateResult {
  if (page.name === "register" || page.name === "setup") {
    showTitle("register");
    return html`${place(
      "../accounts/rally-register-page.js",
      () => import("../accounts/rally-register-page.js"),
      html`<rally-register-page
        .setupToken=${page.name === "setup" ? page.token : undefined}
      ></rally-register-page>`,
    )}`;
  }
  showTitle("sign-in");
  return html`${place(
    "../accounts/rally-sign-in-page.js",
    () => import("../accounts/rally-sign-in-page.js"),
    html`<rally-sign-in-page
      .again=${state.status === "expired" ? state.username : ""}
    ></rally-sign-in-page>`,
  )}`;
}

function signedInAlready(displayName: string): TemplateResult {
  showTitle({ heading: msg("You're signed in") });
  return html`${place(
    "signed-in",
    () => import("../accounts/rally-signed-in-page.js"),
    html`<rally-signed-in-page .displayName=${displayName}></rally-signed-in-page>`,
  )}`;
}

function blocked(database: DatabaseState): TemplateResult {
  return html`${place("./rally-blocked-page.js", () => import("./rally-blocked-page.js"), html`<rally-blocked-page .database=${database}></rally-blocked-page>`)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-app": RallyApp;
  }
}
