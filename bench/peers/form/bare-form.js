/* global customElements */
import { css, html, LitElement } from "lit";

/** The least that can be called a sign-in page. */
class BareForm extends LitElement {
  static styles = css`
    main {
      display: grid;
      gap: 1rem;
      max-width: 24rem;
      margin: 2rem auto;
      font: 1rem system-ui;
    }
    label {
      display: grid;
      gap: 0.25rem;
    }
    input,
    button {
      min-height: 3rem;
      font: inherit;
    }
  `;

  render() {
    return html`<main>
      <h1>Sign in</h1>
      <label>Name <input name="login" autocomplete="username" /></label>
      <label>Password <input type="password" autocomplete="current-password" /></label>
      <button>Sign in</button>
    </main>`;
  }
}

customElements.define("bare-form", BareForm);
