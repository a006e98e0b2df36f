import { leaderboard, type Challenge } from "@rally/shared/games";
import type { GameRating } from "@rally/shared/ratings";
import { html } from "lit";
import type { PastMatch } from "../../src/games/replay/rally-replay.js";
import { answering } from "../answering.js";
import type { Group } from "../group.js";

const ada = { id: "a", username: "ada", displayName: "Ada Lindqvist" };
const ben = { id: "b", username: "ben", displayName: "Ben Okafor" };
const rated: GameRating = {
  ...{ game: "pong", rating: 1_743.4, deviation: 61, provisional: false },
  ...{ games: 42, wins: 30, losses: 12, draws: 0 },
};
const fresh: GameRating = {
  ...{ game: "connect-four", rating: 1_338.2, deviation: 290, provisional: true },
  ...{ games: 3, wins: 0, losses: 2, draws: 1 },
};

const past: PastMatch = {
  ...{ id: "m", game: "connect-four", settings: {}, rated: true, players: [ada, ben] },
  ...{ state: "finished", score: [0, 1], createdAt: 0, end: { winner: 1, reason: "rules" } },
  // With this seed, side 1 begins.
  record: {
    seed: 1,
    inputs: [3, 0, 3, 1, 3, 2, 3].map((column, step) => ({
      ...{ step, side: step % 2 === 0 ? 1 : 0, input: { column } },
    })),
    steps: 7,
  },
};

const won: PastMatch = {
  ...past,
  ...{ game: "pong", score: [7, 3], end: { winner: 0, reason: "rules" } },
  ratings: [
    { before: 1_700, after: 1_712 },
    { before: 1_650, after: 1_638 },
  ],
};
const challenge: Challenge = {
  ...{ id: "c", game: "pong", settings: {}, rated: true, by: ben, opponent: ada },
  ...{ state: "waiting", createdAt: 0, expiresAt: 0 },
};

export default {
  title: "Past matches",
  states: {
    Leaderboard: {
      framed: true,
      render: () => html`<rally-leaderboard-page .game=${"pong"}></rally-leaderboard-page>`,
      act: answering("rally-leaderboard-page", leaderboard, [
        { ...rated, user: ada },
        { ...fresh, user: ben },
      ]),
    },
    "A leaderboard without players": {
      framed: true,
      render: () => html`<rally-leaderboard-page .game=${"pong"}></rally-leaderboard-page>`,
      act: answering("rally-leaderboard-page", leaderboard, []),
    },
    "Ratings on a profile": {
      render: () =>
        html`<rally-ratings .ratings=${[rated, fresh]} .username=${"ada"}></rally-ratings>`,
    },
    "Games on the home page": {
      render: () =>
        html`<rally-home-games
          .challenges=${[challenge]}
          .ended=${[won, past]}
        ></rally-home-games>`,
    },
    "A replay": {
      framed: true,
      render: () => html`<rally-replay .match=${past} .userId=${"a"}></rally-replay>`,
    },
  },
} satisfies Group;
