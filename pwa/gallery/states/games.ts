import { connectFour, type ConnectFourState } from "@rally/shared/games";
import { pong } from "@rally/shared/games";
import { html } from "lit";
import { LocalPong } from "../../src/games/pong/local-pong.js";
import type { Group } from "../group.js";

/** A seed with which the user begins at Connect Four. */
const SEED = 1;

function played(...columns: number[]): ConnectFourState {
  let match = connectFour.start(connectFour.settings.parse({}), SEED);
  for (const column of columns) {
    match = connectFour.play(match, connectFour.turn(match), { column }) ?? match;
  }
  return match;
}

const board = (match: ConnectFourState, active = false) =>
  html`<rally-connect-four-board .match=${match} ?active=${active}></rally-connect-four-board>`;

export default {
  title: "Games",
  states: {
    Lobby: { framed: true, render: () => html`<rally-games-page></rally-games-page>` },
    "Pong before the start": {
      framed: true,
      render: () => html`<rally-local-pong .level=${"easy"} .seed=${SEED}></rally-local-pong>`,
    },
    "The court of Pong": {
      framed: true,
      render: () => {
        const source = new LocalPong(pong.settings.parse({}), SEED, "hard");
        for (let frame = 0; frame < 100; frame += 1) source.advance(1_000 / 60);
        return html`<rally-pong-table .source=${source}></rally-pong-table>`;
      },
    },
    "A match of Connect Four": {
      framed: true,
      render: () => html`<rally-local-connect-four .seed=${SEED}></rally-local-connect-four>`,
    },
    "A board with a winning line": {
      framed: true,
      render: () => board(played(3, 0, 3, 1, 3, 2, 3)),
    },
    "A board in play": { framed: true, render: () => board(played(3, 3, 2, 4, 4), true) },
    "A match's page": {
      framed: true,
      render: () =>
        html`<rally-local-match-page
          .game=${"connect-four"}
          .opponent=${"friend"}
        ></rally-local-match-page>`,
    },
  },
} satisfies Group;
