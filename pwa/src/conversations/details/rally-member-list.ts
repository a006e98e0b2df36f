import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import { listMembers, roles, type Role } from "@rally/shared/members";
import type { Person, Presence } from "@rally/shared/people";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { type ConversationRow, reportUnlessClosed } from "../../database/index.js";
import { baseStyles, buttonStyles, icon } from "../../design/index.js";
import { deviceContext, type Device } from "../../device/index.js";
import { NetworkError } from "../../http/index.js";
import { errorSentence } from "../../localization/index.js";
import { pathTo } from "../../navigation/index.js";
import "../../people/rally-avatar.js";
import { fetchUnknownPeople, keepPeople, peopleOf } from "../../people/index.js";
import "../../people/rally-presence-dot.js";
import type { RoomPresence } from "../../device/index.js";
import { ObservableController } from "../../observable/index.js";
import { memberListStyles } from "./member-list-styles.js";
import { roleName } from "../../members/index.js";
import type { MemberChange } from "./rally-member-menu.js";
import "./rally-member-menu.js";

interface Line {
  person: Person;
  /** Absent in the world chat. */
  role?: Role;
  /** Until when a moderator has stopped them from writing, milliseconds since the epoch. */
  mutedUntil?: number | undefined;
}

/** How many members are fetched at once. */
const PAGE = 50;
/** A list with fewer members is short enough to be read without a search. */
const SEARCHED_FROM = 10;
/** Milliseconds without typing before the search is sent. */
const DEBOUNCE_MS = 180;

/**
 * The members of a group with their roles, those who are there first; of the world chat only those who
 * are there. Members are asked of the server each time: this device does not keep them.
 */
@customElement("rally-member-list")
@localized()
export class RallyMemberList extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) conversation!: ConversationRow;
  /** Who is in the conversation's room just now. */
  @property({ attribute: false }) here: RoomPresence | undefined;

  @state() private lines: readonly Line[] = [];
  @state() private text = "";
  @state() private phase: "loading" | "loaded" | "offline" | "failed" = "loading";
  private problem = "";
  /** From where the next page is asked; undefined when there is none. */
  private next: string | undefined;
  private debounce: ReturnType<typeof setTimeout> | undefined;
  /** Counts the requests: an answer to an earlier one is not shown. */
  private latest = 0;
  private readonly connection = new ObservableController(
    this,
    () => this.device?.connection,
    ({ status }) => {
      if (status === "online" && this.phase === "offline") this.load();
    },
  );

  static override styles = [baseStyles, buttonStyles, memberListStyles];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device")) this.connection.follow();
    const before = changed.get("conversation");
    if (before && before.id !== this.conversation.id) this.text = "";
    const isOther =
      before?.id !== this.conversation.id ||
      before.memberCount !== this.conversation.memberCount ||
      before.memberVersion !== this.conversation.memberVersion;
    if (changed.has("device") || (changed.has("conversation") && isOther)) this.load();
    else if (changed.has("here") && this.isWorld) this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.debounce);
  }

  override render(): TemplateResult {
    return html`
      ${this.searchField()}
      <ul role="list">
        ${repeat(
          this.sorted(),
          ({ person }) => person.id,
          (line) => this.line(line),
        )}
      </ul>
      ${this.foot()}
    `;
  }

  private searchField(): TemplateResult | typeof nothing {
    const isLong = this.conversation.memberCount >= SEARCHED_FROM || this.text !== "";
    if (this.isWorld || !isLong) return nothing;
    return html`<div class="box" role="search">
      ${icon("search")}
      <input
        type="search"
        aria-label=${msg("Search members")}
        placeholder=${msg("Search members")}
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        maxlength="64"
        .value=${this.text}
        @input=${(event: InputEvent) => {
          this.text = (event.target as HTMLInputElement).value;
          clearTimeout(this.debounce);
          this.debounce = setTimeout(this.load, DEBOUNCE_MS);
        }}
      />
    </div>`;
  }

  /** Shows a change at once; the server's refusal is seen when the list is fetched again. */
  private changed(id: string, change: MemberChange): void {
    this.lines = this.lines.flatMap((line) => {
      if (line.person.id !== id) return line;
      return change === "removed" ? [] : { ...line, ...change };
    });
  }

  private get isWorld(): boolean {
    return this.conversation.kind === "world";
  }

  private line({ person, role, mutedUntil = 0 }: Line): TemplateResult {
    const own = person.id === this.device?.userId;
    const rank = role && role !== "member" ? roleName(role) : "";
    const muted = mutedUntil > Date.now() ? msg("Muted") : "";
    const words = [own ? msg("You") : "", rank, muted].filter(Boolean).join(" · ");
    const { id, kind, role: ownRole } = this.conversation;
    return html`<li>
      <a href=${pathTo("profile", { username: person.username })}>
        <span class="picture">
          <rally-avatar
            person-id=${person.id}
            .name=${person.displayName}
            .avatar=${person.avatar}
          ></rally-avatar>
          <rally-presence-dot presence=${this.presenceOf(person.id)}></rally-presence-dot>
        </span>
        <span class="name" dir="auto">${person.displayName}</span>
        ${words ? html`<span class="role">${words}</span>` : nothing}
      </a>
      ${
        role && ownRole && !own
          ? html`<rally-member-menu
              .device=${this.device}
              .person=${person}
              .standing=${{ id, kind, ownRole, role, mutedUntil }}
              @member-changed=${(event: CustomEvent<MemberChange>) => {
                this.changed(person.id, event.detail);
              }}
            ></rally-member-menu>`
          : nothing
      }
    </li>`;
  }

  /** What is below the lines: how many are not shown, why there are none, or a way to more of them. */
  private foot(): TemplateResult | typeof nothing {
    switch (this.phase) {
      case "loading":
        return this.lines.length > 0 ? nothing : html`<p role="status">${msg("Loading…")}</p>`;
      case "offline":
        return html`<p role="status">
          ${msg("You're offline. Members will show when you're back online.")}
        </p>`;
      case "failed":
        return html`<p role="status">${this.problem}</p>
          <button type="button" class="button" @click=${this.load}>${msg("Try again")}</button>`;
      case "loaded":
        if (this.next !== undefined)
          return html`<button type="button" class="button" @click=${this.more}>
            ${msg("Show more")}
          </button>`;
        if (this.lines.length === 0 && this.text.trim())
          return html`<p role="status">
            ${msg(str`No member's name starts with “${this.text.trim()}”.`)}
          </p>`;
        return this.unnamed > 0 ? html`<p>${msg(str`and ${this.unnamed} more`)}</p>` : nothing;
    }
  }

  /** How many are there of whom the room does not say who they are. */
  private get unnamed(): number {
    const ignored = (this.here?.viewers.size ?? 0) - this.viewers.length;
    return this.isWorld ? (this.here?.count ?? 0) - this.lines.length - ignored : 0;
  }

  private sorted(): Line[] {
    const rank = ({ person, role = "member" }: Line): number =>
      (this.presenceOf(person.id) === "offline" ? roles.length : 0) + roles.indexOf(role);
    return this.lines.toSorted(
      (a, b) => rank(a) - rank(b) || a.person.displayName.localeCompare(b.person.displayName),
    );
  }

  /** Others who are there; ignored people are left out, as everywhere. */
  private get viewers(): string[] {
    const ignored = this.device?.ignored.value;
    return [...(this.here?.viewers.keys() ?? [])].filter((id) => !ignored?.has(id));
  }

  private presenceOf(id: string): Presence {
    if (this.device?.ignored.value.has(id)) return "offline";
    const viewer = this.here?.viewers.get(id);
    if (viewer) return viewer.away ? "away" : "online";
    if (id === this.device?.userId) return "online";
    return this.device?.presence.value.get(id) ?? "offline";
  }

  private readonly load = (): void => {
    const { device } = this;
    if (!device) return;
    const loading = this.isWorld ? this.loadViewers(device) : this.loadPage(device, undefined);
    this.follow(loading);
  };

  private readonly more = (): void => {
    if (this.device) this.follow(this.loadPage(this.device, this.next));
  };

  private follow(loading: Promise<void>): void {
    this.phase = "loading";
    loading
      .then(() => {
        this.phase = "loaded";
      })
      .catch((error: unknown) => {
        if (error instanceof NetworkError) this.phase = "offline";
        else if (error instanceof RallyError) {
          this.phase = "failed";
          this.problem = errorSentence(error.code);
        } else throw error;
      })
      .catch(reportUnlessClosed);
  }

  private async loadPage({ database, session }: Device, after: string | undefined): Promise<void> {
    const { id } = this.conversation;
    const search = this.text.trim();
    const asked = (this.latest += 1);
    const query = { limit: PAGE, ...(search && { search }), ...(after !== undefined && { after }) };
    const { data, meta } = await session.call(listMembers, { params: { id }, query });
    await keepPeople(
      database,
      data.map(({ user }) => user),
    );
    if (id !== this.conversation.id || asked !== this.latest) return;
    const page = data.map(({ user, role, mutedUntil }) => ({ person: user, role, mutedUntil }));
    this.lines = after === undefined ? page : [...this.lines, ...page];
    this.next = meta.next;
  }

  private async loadViewers({ database, session, userId }: Device): Promise<void> {
    const ids = [userId, ...this.viewers];
    await fetchUnknownPeople(database, session.call, ids);
    const people = await peopleOf(database, ids);
    this.lines = ids.flatMap((id) => people.get(id) ?? []).map((person) => ({ person }));
    this.next = undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-member-list": RallyMemberList;
  }
}
