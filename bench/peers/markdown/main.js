/* global document, window */
import { render } from "lit";
import MarkdownIt from "markdown-it";
import { messageText } from "../../../pwa/src/content/message-text.ts";

const peer = new MarkdownIt({ breaks: true, linkify: true });
const shown = document.querySelector("#shown");
const context = { id: "bench", ownName: "ada", tabIndex: "0" };

const work = {
  rally: (text) => messageText(text, context),
  peer: (text) => peer.render(text),
  /** Elements and their layout as well. */
  shown(text) {
    render(messageText(text, context), shown);
    return shown.offsetHeight;
  },
};

/**
 * Milliseconds for each of `rounds` runs. Each run has another text, because Rally keeps what it has
 * parsed; the first third warms up and is not in the result.
 */
window.measure = (name, text, rounds) => {
  const durations = [];
  for (let round = 0; round < rounds; round += 1) {
    const other = `${round} ${text}`;
    const began = performance.now();
    work[name](other);
    durations.push(performance.now() - began);
    render("", shown);
  }
  return durations.slice(Math.floor(rounds / 3));
};
