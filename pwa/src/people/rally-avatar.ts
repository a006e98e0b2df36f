import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { picturePath } from "@rally/shared/people";
import { baseStyles, icon, setStyle } from "../design/index.js";

/** One hue for one id, the same on each device. */
function hueOf(id: string): number {
  // FNV-1a: ids that differ in one digit get far-off hues.
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return ((hash >>> 8) % 24) * 15;
}

/** The first letters of the first and the last word, or the first two of one word. */
function initialsOf(name: string): string {
  const words = name.split(/[\s_.-]+/).filter(Boolean);
  const [first = "", last = ""] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  const letters = last
    ? [...first].slice(0, 1).concat([...last].slice(0, 1))
    : [...first].slice(0, 2);
  return letters.join("").toLocaleUpperCase();
}

/** Somebody's picture: initials on a hue of their own. Decorative: the name stands beside it. */
@customElement("rally-avatar")
export class RallyAvatar extends LitElement {
  @property({ attribute: "person-id" }) personId = "";
  @property() name = "";
  /** The name of their picture, where they have one. */
  @property({ attribute: false }) avatar: string | undefined;
  /** Shown at the size of a page rather than of a line. */
  @property({ type: Boolean }) large = false;
  /** The picture that could not be had, for instance offline. */
  @state() private missing: string | undefined;
  /** The place of everyone instead of a person. */
  @property({ type: Boolean }) world = false;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        flex: none;
        width: var(--avatar-size, 2.75rem);
        height: var(--avatar-size, 2.75rem);
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
        font-size: calc(var(--avatar-size, 2.75rem) * 0.36);
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
      .world {
        background: var(--color-court-deep);
        color: var(--color-ball);
        font-size: calc(var(--avatar-size, 2.75rem) * 0.42);
      }
    `,
  ];

  override render(): TemplateResult {
    if (this.world) return html`<div class="world" aria-hidden="true">${icon("globe")}</div>`;
    return html`<div
        aria-hidden="true"
        ${setStyle({ "--avatar-hue": String(hueOf(this.personId)) })}
      >
        ${initialsOf(this.name)}
      </div>
      ${this.picture()}`;
  }

  /** Over the initials, so that nothing flickers while it comes, nor is missed when it does not. */
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
