import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import {
  listStickerPacks,
  removeSticker,
  removeStickerPack,
  type UploadedPack,
  type UploadedSticker,
} from "@rally/shared/expressions";
import { limits } from "@rally/shared/limits";
import { picturePath } from "@rally/shared/people";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import "../chunk-loading/rally-disclosure.js";
import { reportUnlessClosed } from "../database/index.js";
import { baseStyles, buttonStyles, emptyState, emptyStateStyles, icon } from "../design/index.js";
import type { RallyConfirmDialog } from "../design/rally-confirm-dialog.js";
import "../design/rally-confirm-dialog.js";
import { deviceContext, type Device } from "../device/index.js";
import { PagedList, pagedListStyles } from "../forms/index.js";
import { expressionListStyles } from "./expression-list-styles.js";
import { pullExpressions } from "./pull-expressions.js";
import "./rally-new-sticker-pack.js";

/** What the dialog asks about: a sticker, or a whole pack. */
interface Asked {
  pack: UploadedPack;
  sticker?: UploadedSticker;
}

/** The server's sticker packs for its admins: a form for a new pack; each pack with its stickers and a form for more. */
@customElement("rally-server-stickers")
@localized()
export class RallyServerStickers extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private asked: Asked | undefined;
  @query("rally-confirm-dialog") private dialog!: RallyConfirmDialog;
  private readonly list = new PagedList<UploadedPack>(this, () => this.read());

  static override styles = [
    baseStyles,
    buttonStyles,
    emptyStateStyles,
    pagedListStyles,
    expressionListStyles,
    css`
      .pack {
        padding-block: var(--space-md);
        border-block-start: 1px solid var(--color-line);
      }
      .pack .head {
        align-items: center;
      }
      .pack .head h3 {
        flex: 1;
      }
      ul {
        margin-block-end: var(--space-md);
      }
      li img {
        width: var(--size-avatar-xl);
        height: var(--size-avatar-xl);
      }
      rally-new-sticker {
        padding-block-start: var(--space-sm);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device")) this.list.restart();
  }

  override render(): TemplateResult {
    const { rows = [] } = this.list;
    return html`<section>
        <h2>${msg("Add a pack")}</h2>
        <rally-new-sticker-pack
          .device=${this.device}
          @expression-added=${({ detail }: CustomEvent<UploadedPack>) => {
            this.replace([...rows, detail]);
          }}
        ></rally-new-sticker-pack>
      </section>
      <section>
        <div class="head">
          <h2>${msg("Packs of this server")}</h2>
          ${rows.length > 0 ? html`<span>${msg(str`${rows.length} of ${limits.stickerPacks}`)}</span>` : nothing}
        </div>
        ${this.list.problem()} ${this.list.rows && this.content(rows)}
      </section>
      ${this.confirmation()}`;
  }

  private content(rows: readonly UploadedPack[]): TemplateResult {
    if (rows.length === 0) {
      return emptyState({
        icon: "image",
        heading: msg("No packs of your own yet"),
        words: msg("Add the first one above. Everyone finds its stickers beside the emoji."),
      });
    }
    return html`${repeat(
      rows,
      ({ id }) => id,
      (pack) => this.pack(pack),
    )}`;
  }

  private pack(pack: UploadedPack): TemplateResult {
    const { id, title, stickers } = pack;
    const most = limits.stickersOfPack;
    return html`<section class="pack" aria-label=${title}>
      <div class="head">
        <h3><bdi>${title}</bdi></h3>
        <span>${msg(str`${stickers.length} of ${most}`)}</span>
        ${this.removeButton({ pack }, title)}
      </div>
      ${
        stickers.length > 0
          ? html`<ul role="list">
              ${repeat(
                stickers,
                (sticker) => sticker.id,
                (sticker) => this.line({ pack, sticker }),
              )}
            </ul>`
          : nothing
      }
      ${
        stickers.length < most
          ? html`<rally-disclosure
              .label=${msg("Add a sticker")}
              .load=${() => import("./rally-new-sticker.js")}
              .content=${html`<rally-new-sticker
                .device=${this.device}
                .packId=${id}
                @expression-added=${({ detail }: CustomEvent<UploadedSticker>) => {
                  this.change(id, (before) => [...before, detail]);
                }}
              ></rally-new-sticker>`}
            ></rally-disclosure>`
          : nothing
      }
    </section>`;
  }

  private line({ pack, sticker }: Required<Asked>): TemplateResult {
    const { label, picture } = sticker;
    return html`<li>
      <img src=${picturePath(picture, 128)} alt="" loading="lazy" />
      <bdi>${label}</bdi>
      ${this.removeButton({ pack, sticker }, label)}
    </li>`;
  }

  private removeButton(asked: Asked, name: string): TemplateResult {
    return html`<button
      type="button"
      class="icon-button"
      aria-label=${msg(str`Remove ${name}`)}
      title=${msg(str`Remove ${name}`)}
      @click=${() => this.ask(asked)}
    >
      ${icon("trash")}
    </button>`;
  }

  private confirmation(): TemplateResult {
    const { asked } = this;
    const name = asked?.sticker?.label ?? asked?.pack.title ?? "";
    return html`<rally-confirm-dialog
      .heading=${asked?.sticker ? msg(str`Remove the sticker “${name}”?`) : msg(str`Remove the pack “${name}”?`)}
      .action=${msg("Remove")}
    >
      ${
        asked?.sticker
          ? msg("Nobody can send it anymore. Messages that have it show its description instead.")
          : msg(
              "Nobody can send its stickers anymore. Messages that have one show its description instead.",
            )
      }
    </rally-confirm-dialog>`;
  }

  private async ask(asked: Asked): Promise<void> {
    this.asked = asked;
    if (!(await this.dialog.ask())) return;
    const { pack, sticker } = asked;
    const { id: packId } = pack;
    this.list.run(async () => {
      const call = this.device?.session.call;
      if (sticker) {
        const { id: stickerId } = sticker;
        await call?.(removeSticker, { params: { packId, stickerId } });
        this.change(packId, (before) => before.filter(({ id }) => id !== stickerId));
      } else {
        await call?.(removeStickerPack, { params: { packId } });
        this.replace((this.list.rows ?? []).filter(({ id }) => id !== packId));
      }
    });
  }

  /** Changes the stickers of a pack in the list, which keeps its open forms. */
  private change(
    packId: string,
    change: (before: readonly UploadedSticker[]) => UploadedSticker[],
  ): void {
    const rows = this.list.rows ?? [];
    this.replace(
      rows.map((pack) =>
        pack.id === packId ? { ...pack, stickers: change(pack.stickers) } : pack,
      ),
    );
  }

  private replace(rows: readonly UploadedPack[]): void {
    this.list.rows = rows;
    this.requestUpdate();
    const { device } = this;
    // This device need not wait for the next poke.
    if (device) pullExpressions(device.database, device.session.call).catch(reportUnlessClosed);
  }

  private async read() {
    if (!this.device) return { data: [], meta: {} };
    const { data } = await this.device.session.call(listStickerPacks);
    return { data, meta: {} };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-server-stickers": RallyServerStickers;
  }
}
