import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { listChannels, type ListedChannel } from "@rally/shared/channels";
import { RallyError } from "@rally/shared/errors";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { renderLinks } from "../content/index.js";
import { reportUnlessClosed } from "../database/index.js";
import {
  baseStyles,
  buttonStyles,
  emptyState,
  emptyStateStyles,
  icon,
  pageStyles,
  searchFieldStyles,
} from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { NetworkError } from "../http/index.js";
import { errorSentence } from "../localization/index.js";
import { pathTo, sidePage } from "../navigation/index.js";
import { ObservableController } from "../observable/index.js";
import "../people/rally-avatar.js";
import { memberCount } from "../members/index.js";
import { channelListStyles } from "./channel-list-styles.js";
import { cancelJoin, join, readJoins, type Join } from "./index.js";

/** Milliseconds without typing before the search is sent. */
const DEBOUNCE = 180;
const PAGE = 50;

/** The directory of channels: finds them by name, and joins them or asks to. */
@customElement("rally-channels-page")
@localized()
export class RallyChannelsPage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @state() private text = "";
  @state() private channels: readonly ListedChannel[] | undefined;
  @state() private next: string | undefined;
  @state() private problem: string | undefined;
  private readonly joins = new LiveQueryController(this, () => {
    const database = this.device?.database;
    return database && (() => readJoins(database));
  });
  private readonly conversations = new ObservableController(this, () => this.device?.conversations);
  private readonly connection = new ObservableController(
    this,
    () => this.device?.connection,
    ({ status }) => {
      if (status === "online" && this.problem !== undefined) this.search();
    },
  );
  private debounce: ReturnType<typeof setTimeout> | undefined;
  private latest = 0;
  /** When the channels were asked for, in epoch milliseconds. */
  private listedAt = 0;

  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    emptyStateStyles,
    searchFieldStyles,
    channelListStyles,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("device") || !this.device) return;
    this.joins.restart();
    this.conversations.follow();
    this.connection.follow();
    this.search();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.debounce);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    return sidePage(
      this,
      msg("Channels"),
      html`<div class="tools">
          <div class="box" role="search">
            ${icon("search")}
            <input
              type="search"
              aria-label=${msg("Search channels")}
              placeholder=${msg("Search channels")}
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              maxlength="64"
              .value=${this.text}
              @input=${this.typed}
            />
          </div>
          <a class="button primary" href=${pathTo("new-conversation", { kind: "channel" })}
            >${icon("plus")}<span>${msg("New channel")}</span></a
          >
        </div>
        <p class="note" role="status">${this.note()}</p>
        ${this.list()}`,
    );
  }

  private list(): TemplateResult | typeof nothing {
    if (this.channels?.length === 0) return this.problem === undefined ? this.none() : nothing;
    return html`<ul
        role="list"
        aria-label=${msg("Channels")}
        aria-busy=${this.channels ? "false" : "true"}
      >
        ${repeat(this.channels ?? [], ({ id }) => id, this.line)}
      </ul>
      ${
        this.next === undefined
          ? nothing
          : html`<button class="button more" @click=${() => this.search(this.next)}>
              ${msg("Show more")}
            </button>`
      }`;
  }

  private readonly line = (channel: ListedChannel): TemplateResult => {
    const { id, name, topic, picture, visibility } = channel;
    const isMember = this.isMember(channel);
    return html`<li class=${!isMember && visibility === "private" ? "wide" : nothing}>
      <rally-avatar person-id=${id} .name=${name} .avatar=${picture}></rally-avatar>
      <span class="what">
        <span class="name" dir="auto"
          >${isMember ? html`<a href=${pathTo("conversation", { id })}>${name}</a>` : html`<span>${name}</span>`}${
            visibility === "private"
              ? html`<span class="lock" role="img" aria-label=${msg("Private")}
                  >${icon("lock")}</span
                >`
              : nothing
          }</span
        >
        ${topic ? html`<span class="topic" dir="auto">${renderLinks(topic)}</span>` : nothing}
        <span class="count">${memberCount(channel.memberCount)}</span>
      </span>
      ${isMember ? openLink(channel) : this.actions(channel)}
    </li>`;
  };

  private isMember({ id, state }: ListedChannel): boolean {
    const own = this.conversations.value?.value;
    // What this device knows is newer than what was listed.
    if (own) return own.some((one) => one.id === id && !one.left);
    return state === "joined";
  }

  private actions(channel: ListedChannel): TemplateResult {
    const { database } = this.device ?? {};
    const { id, name, visibility } = channel;
    const { state, code } = this.stateOf(channel);
    const ask = (run: typeof join) => () => {
      if (database) run(database, id).catch(reportUnlessClosed);
    };
    switch (state) {
      case "joining":
        return html`<span class="state">${icon("clock")}${msg("Joining…")}</span>`;
      case "asked":
        if (visibility === "public") return html`<span class="state">${msg("Joining…")}</span>`;
        return html`<span class="end"
          ><span class="state">${msg("Request sent")}</span>
          <button
            class="button"
            aria-label=${msg(str`Cancel your request to join ${name}`)}
            @click=${ask(cancelJoin)}
          >
            ${msg("Cancel")}
          </button></span
        >`;
      case "refused":
      case "cancelling":
      case "none": {
        const words = visibility === "public" ? msg("Join") : msg("Ask to join");
        return html`<span class="end">
          ${state === "refused" ? html`<span class="refused">${refusal(code)}</span>` : nothing}
          <button class="button" aria-label="${words}: ${name}" @click=${ask(join)}>
            ${words}
          </button>
        </span>`;
      }
    }
  }

  private stateOf({ id, state }: ListedChannel): Join {
    const own = this.joins.value?.get(id);
    // The user may have left since, or an admin may have declined the request.
    const isNewer = own && (own.answeredAt === undefined || own.answeredAt >= this.listedAt);
    return isNewer ? own : { state: state === "requested" ? "asked" : "none" };
  }

  private none(): TemplateResult {
    const wanted = this.text.trim();
    return emptyState({
      icon: wanted ? "search" : "hash",
      heading: wanted ? msg("No channel found") : msg("No channels yet"),
      words: wanted
        ? msg(str`No channel's name has a word that starts with “${wanted}”.`)
        : msg("Create the first one: a place for a class, a team or a hobby."),
    });
  }

  private note(): string | typeof nothing {
    if (this.problem !== undefined) return this.problem;
    const count = this.channels?.length ?? 0;
    // Announces the number of results to screen readers.
    if (!this.text.trim() || count === 0) return nothing;
    return count === 1 ? msg("1 channel found") : msg(str`${count} channels found`);
  }

  private readonly typed = (event: InputEvent): void => {
    this.text = (event.target as HTMLInputElement).value;
    clearTimeout(this.debounce);
    this.debounce = setTimeout(() => this.search(), DEBOUNCE);
  };

  private search(after?: string): void {
    this.find(after).catch(reportUnlessClosed);
  }

  private async find(after?: string): Promise<void> {
    const { device, text } = this;
    if (!device) return;
    const asked = (this.latest += 1);
    const askedAt = Date.now();
    try {
      const query = { search: text.trim(), limit: PAGE, ...(after !== undefined && { after }) };
      const { data, meta } = await device.session.call(listChannels, { query });
      if (asked !== this.latest) return;
      this.channels = after === undefined ? data : [...(this.channels ?? []), ...data];
      if (after === undefined) this.listedAt = askedAt;
      this.next = meta.next;
      this.problem = undefined;
    } catch (error) {
      if (asked !== this.latest) return;
      if (error instanceof NetworkError) {
        this.problem = msg("You're offline. Channels will show when you're back online.");
      } else if (error instanceof RallyError) this.problem = errorSentence(error.code);
      else throw error;
      this.channels ??= [];
    }
  }
}

function openLink({ id, name }: ListedChannel): TemplateResult {
  return html`<a
    class="button"
    href=${pathTo("conversation", { id })}
    aria-label=${msg(str`Open ${name}`)}
    >${msg("Open")}</a
  >`;
}

function refusal(code = ""): string {
  return code === "asked_too_often"
    ? msg("An admin declined your request. You can ask again tomorrow.")
    : errorSentence(code);
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-channels-page": RallyChannelsPage;
  }
}
