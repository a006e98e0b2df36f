/* global document, window */
import { html, render } from "lit";

/** Renders every message at once and scrolls to the last; the browser skips rows out of view. */
window.show = (count, text) => {
  const rows = Array.from({ length: count }, (_, index) => index + 1);
  const row = (number) =>
    html`<li data-id=${number}><strong>member_1</strong><br />Message ${number}${text}</li>`;
  render(rows.map(row), document.querySelector("ol"));
  const scroller = document.querySelector(".scroll");
  scroller.scrollTop = scroller.scrollHeight;
};
