import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import type { Person } from "@rally/shared/people";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { reportUnlessClosed } from "../database/index.js";
import {
  baseStyles,
  buttonStyles,
  icon,
  pageStyles,
  emptyState,
  emptyStateStyles,
} from "../design/index.js";
import {
  deviceContext,
  LiveQueryController,
  OnlineController,
  type Device,
} from "../device/index.js";
import { relationWith, type Relation } from "./index.js";
import { NetworkError } from "../http/index.js";
import { monthLabel } from "../localization/index.js";
import { chunkPlace } from "../chunk-loading/index.js";
import { pathTo, sidePage } from "../navigation/index.js";
import { fetchProfile, findKnownPerson, readProfile, type ProfileView } from "../people/index.js";
import { ownChanges } from "./own-changes.js";
import { profileStyles } from "./profile-styles.js";
import "../people/rally-avatar.js";
import "./rally-relation-actions.js";
import { relationLabel } from "./relation-label.js";

interface Shown {
  person: Person;
  profile: ProfileView | undefined;
  relation: Relation;
}

/** A user's profile: the stored copy at once, then the server's. */
@customElement("rally-profile-page")
@localized()
export class RallyProfilePage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) username = "";
  @state() private editing = false;
  @state() private copied = false;
  /** The state of the request to the server. */
  @state() private asked: "asking" | "there" | "missing" | "offline" = "asking";
  private readonly online = new OnlineController(
    this,
    () => this.device,
    () => {
      if (this.asked === "offline") this.ask().catch(reportUnlessClosed);
    },
  );
  private readonly shown = new LiveQueryController(this, () => {
    const { device, username } = this;
    return device && (() => this.read(device, username));
  });

  static override styles = [baseStyles, buttonStyles, pageStyles, emptyStateStyles, profileStyles];

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("device") && !changed.has("username")) return;
    this.editing = false;
    this.copied = false;
    this.shown.value = undefined;
    this.shown.restart();
    this.online.follow();
    this.ask().catch(reportUnlessClosed);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    const shown = this.shown.value;
    const heading = shown?.person.displayName ?? `@${this.username}`;
    return sidePage(this, heading, html`${shown ? this.page(shown) : this.notFound()}`);
  }

  private page({ person, profile, relation }: Shown): TemplateResult {
    const own = person.id === this.device?.userId;
    if (own && this.editing && profile) return this.editor(profile);
    return html`<article>
      <header>
        <rally-avatar
          large
          person-id=${person.id}
          .name=${person.displayName}
          .avatar=${profile?.avatar ?? person.avatar}
        ></rally-avatar>
        <div class="who">
          <p class="name">${profile?.displayName ?? person.displayName}</p>
          <p class="username">@${person.username}</p>
          ${profile?.status ? html`<p class="status" dir="auto">${profile.status}</p>` : nothing}
          ${own ? nothing : html`<p class="relation">${relationLabel(relation)}</p>`}
        </div>
      </header>
      ${profile?.bio ? html`<p class="bio" dir="auto">${profile.bio}</p>` : nothing}
      ${
        profile
          ? html`<p class="since">${msg(str`Joined ${monthLabel(profile.joinedAt)}`)}</p>`
          : nothing
      }
      ${
        profile?.ratings?.length
          ? chunkPlace(
              "ratings",
              () => import("../games/rally-ratings.js"),
              html`<rally-ratings
                .ratings=${profile.ratings}
                .username=${person.username}
              ></rally-ratings>`,
              "part",
            )
          : nothing
      }
      ${profile ? ownChanges(this.device?.database, profile) : this.unseen(relation)}
      <div class="actions">
        ${
          own
            ? html`<button
                class="button primary"
                ?disabled=${!profile}
                @click=${() => {
                  this.editing = true;
                }}
              >
                ${icon("pencil")} ${msg("Edit profile")}
              </button>`
            : html`<rally-relation-actions
                whole
                .person=${person}
                .relation=${relation}
              ></rally-relation-actions>`
        }
        ${
          own || relation.blocked
            ? nothing
            : html`<a class="button" href=${pathTo("challenge-user", { username: person.username })}
                >${icon("gamepad")} ${msg("Challenge to a game")}</a
              >`
        }
        <button class="button" @click=${this.copy}>
          ${icon(this.copied ? "check" : "link")}
          <span role="status">${this.copied ? msg("Link copied") : msg("Copy link")}</span>
        </button>
      </div>
    </article>`;
  }

  private editor(profile: ProfileView): TemplateResult {
    return html`${chunkPlace(
      "editor",
      () => import("../people/rally-profile-editor.js"),
      html`<rally-profile-editor
        .profile=${profile}
        @editing-done=${() => {
          this.editing = false;
          void this.updateComplete.then(() => this.focus());
        }}
      ></rally-profile-editor>`,
      "part",
    )}`;
  }

  /** The reason why only the name is shown. */
  private unseen(relation: Relation): TemplateResult | typeof nothing {
    const words = relation.blocked
      ? msg("You blocked this person. Unblock them to see their profile.")
      : this.asked === "offline"
        ? msg(
            "You're offline, and this profile isn't on this device yet. It'll load when you're back online.",
          )
        : this.asked === "missing"
          ? msg("This profile isn't available.")
          : "";
    return words ? html`<p class="since">${words}</p>` : nothing;
  }

  private notFound(): TemplateResult | typeof nothing {
    if (this.asked === "asking" || this.asked === "there") return nothing;
    const offline = this.asked === "offline";
    return emptyState({
      icon: offline ? "cloudOff" : "userX",
      heading: offline ? msg("You're offline") : msg("Profile not found"),
      words: offline
        ? msg("This profile will load when you're back online.")
        : msg("They may have changed their username, or you can't see their profile."),
      action: { href: pathTo("people", { tab: "directory" }), words: msg("Find people") },
    });
  }

  private async read(device: Device, username: string): Promise<Shown | undefined> {
    const profile = await readProfile(device.database, username);
    const person = profile ?? (await findKnownPerson(device.database, username));
    if (!person) return undefined;
    const relation = await relationWith(device.database, person.id);
    return { person, profile, relation };
  }

  private async ask(): Promise<void> {
    const { device, username } = this;
    if (!device) return;
    this.asked = "asking";
    let answer: "there" | "missing" | "offline";
    try {
      answer = (await fetchProfile(device, username)) ? "there" : "missing";
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
      answer = "offline";
    }
    if (this.username === username) this.asked = answer;
  }

  private readonly copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(
      new URL(pathTo("profile", { username: this.username }), location.origin).href,
    );
    this.copied = true;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-profile-page": RallyProfilePage;
  }
}
