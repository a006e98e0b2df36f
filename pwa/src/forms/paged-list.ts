import { msg } from "@lit/localize";
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from "lit";
import { FormSubmission } from "./form-submission.js";

/** A page of rows, with the cursor of the next one. */
export interface ListPage<Row, Cursor> {
  data: readonly Row[];
  meta: { next?: Cursor | undefined };
}

/**
 * A list that is read from the server page by page: its rows, its error, and a button for more rows.
 * Only one request runs at a time.
 */
export class PagedList<Row, Cursor = string> {
  /** Undefined until the first page was read. */
  rows: readonly Row[] | undefined;
  private next: Cursor | undefined;
  /** Increments when the list is reset, so that the answer to an earlier request is dropped. */
  private generation = 0;
  /** Resolves when the request that runs has ended. */
  private ended: Promise<unknown> = Promise.resolve();
  private readonly submission: FormSubmission;

  constructor(
    private readonly host: ReactiveControllerHost & EventTarget,
    private readonly read: (cursor: Cursor | undefined) => Promise<ListPage<Row, Cursor>>,
  ) {
    this.submission = new FormSubmission(host);
  }

  /** Reads the first page, after the request that runs. */
  restart(): void {
    const generation = (this.generation += 1);
    this.rows = undefined;
    this.next = undefined;
    const begin = (): void => {
      if (generation === this.generation) this.run(() => this.load(undefined));
    };
    if (this.submission.busy) void this.ended.then(begin);
    else begin();
  }

  /** Runs a request about a row; its error is shown above the list. */
  run(action: () => Promise<void>): void {
    if (!this.submission.busy) this.ended = this.submission.submit(action);
  }

  /** Removes rows from the list. */
  remove(which: (row: Row) => boolean): void {
    this.rows = this.rows?.filter((row) => !which(row));
    this.host.requestUpdate();
  }

  /** The error above the list; needs `pagedListStyles`. */
  problem(): TemplateResult {
    return html`<p class="problem ${this.submission.unreached ? "offline" : ""}" role="status">
      ${this.submission.formError}
    </p>`;
  }

  /** The button that reads the next page. */
  more(): TemplateResult | typeof nothing {
    if (this.next === undefined) return nothing;
    return html`<button
      type="button"
      class="button"
      @click=${() => {
        this.run(() => this.load(this.next));
      }}
    >
      ${msg("Show more")}
    </button>`;
  }

  private async load(cursor: Cursor | undefined): Promise<void> {
    const { generation } = this;
    const { data, meta } = await this.read(cursor);
    if (generation !== this.generation) return;
    this.rows = [...(cursor === undefined ? [] : (this.rows ?? [])), ...data];
    this.next = meta.next;
  }
}
