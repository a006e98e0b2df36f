/* global navigator, customElements */
import { Dexie } from "dexie";
import { css, html, LitElement } from "lit";

const database = new Dexie("bare");
database.version(1).stores({ messages: "id, [conversation+seq]" });

/** Keeps the rows that the bench hands over. */
globalThis.keep = (rows) => database.table("messages").bulkPut(rows);

/** The newest fifty messages of the conversation that the address names, and nothing else. */
class BareMessages extends LitElement {
  static properties = { rows: { attribute: false } };
  static styles = css`
    ol {
      height: 95vh;
      overflow: auto;
    }
  `;

  constructor() {
    super();
    this.rows = [];
  }

  async connectedCallback() {
    super.connectedCallback();
    const conversation = globalThis.location.hash.slice(1);
    const rows = await database
      .table("messages")
      .where("[conversation+seq]")
      .between([conversation, Dexie.minKey], [conversation, Dexie.maxKey])
      .reverse()
      .limit(50)
      .toArray();
    this.rows = rows.reverse();
  }

  render() {
    const items = this.rows.map(
      ({ id, author, at, content }) =>
        html`<li data-id=${id}>
          <b>${author}</b> ${content.body} <time>${new Date(at).toLocaleTimeString()}</time>
        </li>`,
    );
    return html`<ol>
      ${items}
    </ol>`;
  }

  updated() {
    this.renderRoot.querySelector("li:last-child")?.scrollIntoView();
  }
}

customElements.define("bare-messages", BareMessages);
await navigator.serviceWorker.register("/sw.js");
