import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { picturePath } from "@rally/shared/people";
import { baseStyles, icon, setStyle } from "../design/index.js";

/** The hue of a user's avatar and name: the same for an id on every device. */
export function avatarHue(id: string): number {
  // FNV-1a: ids that differ in one digit get very different hues.
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return ((hash >>> 8) % 24) * 15;
}

/** The initials of the first and last word, or the first two letters of a single word. */
function initialsOf(name: string): string {
  const words = name.split(/[\s_.#-]+/).filter(Boolean);
  const [first = "", last = ""] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  const letters = last
    ? [...first].slice(0, 1).concat([...last].slice(0, 1))
    : [...first].slice(0, 2);
  return letters.join("").toLocaleUpperCase();
}

/** A user's picture, or initials on the user's hue. Decorative: the name is shown beside it. */
@customElement("rally-avatar")
export class RallyAvatar extends LitElement {
  @property({ attribute: "person-id" }) personId = "";
  @property() name = "";
  /** The name of the uploaded picture, if there is one. */
  @property({ attribute: false }) avatar: string | undefined;
  /** The size for a profile page instead of a list. */
  @property({ type: Boolean }) large = false;
  /** The name of a picture that failed to load, for example offline. */
  @state() private missing: string | undefined;
  /** Shows the world chat's icon instead of a user. */
  @property({ type: Boolean }) world = false;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        flex: none;
        width: var(--avatar-size, var(--size-avatar-lg));
        height: var(--avatar-size, var(--size-avatar-lg));
      }
      div {
        display: grid;
        place-content: center;
        width: 100%;
        height: 100%;
        border-radius: var(--radius-full);
        background: light-dark(
          oklch(var(--avatar-fill-lc) var(--avatar-hue)),
          oklch(var(--avatar-fill-lc-dark) var(--avatar-hue))
        );
        color: light-dark(
          oklch(var(--avatar-ink-lc) var(--avatar-hue)),
          oklch(var(--avatar-ink-lc-dark) var(--avatar-hue))
        );
        font-size: calc(var(--avatar-size, var(--size-avatar-lg)) * 0.36);
        font-weight: var(--weight-bold);
        letter-spacing: 0.01em;
        user-select: none;
      }
      :host {
        position: relative;
      }
      img {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        border-radius: var(--radius-full);
        object-fit: cover;
        background: var(--color-sunken);
      }
      @media (forced-colors: active) {
        div {
          border: 1px solid;
        }
      }
      .world {
        background: var(--color-accent-deep);
        color: var(--color-highlight);
        font-size: calc(var(--avatar-size, var(--size-avatar-lg)) * 0.42);
      }
    `,
  ];

  override render(): TemplateResult {
    if (this.world) return html`<div class="world" aria-hidden="true">${icon("globe")}</div>`;
    return html`<div
        aria-hidden="true"
        ${setStyle({ "--avatar-hue": String(avatarHue(this.personId)) })}
      >
        ${initialsOf(this.name)}
      </div>
      ${this.picture()}`;
  }

  /** Above the initials, which stay visible while the picture loads or if it fails. */
  private picture(): TemplateResult | typeof nothing {
    const { avatar } = this;
    if (avatar === undefined || avatar === this.missing) return nothing;
    const lists = `${picturePath(avatar, 64)} 1x, ${picturePath(avatar, 128)} 2x`;
    return html`<img
      alt=""
      decoding="async"
      srcset=${this.large ? nothing : lists}
      src=${picturePath(avatar, this.large ? 512 : 128)}
      @error=${() => {
        this.missing = avatar;
      }}
    />`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-avatar": RallyAvatar;
  }
}
