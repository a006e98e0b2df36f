import { msg, str } from "@lit/localize";
import { html } from "lit";
import { chunkPlace } from "../chunk-loading/index.js";
import { readRelationships } from "../relationships/index.js";
import { pathTo } from "../navigation/index.js";
import { unreadNews } from "../notifications/index.js";
import "../notifications/rally-latest-notifications.js";
import "../relationships/rally-friend-requests.js";
import { cachedHome } from "./cached-home.js";
import { readFirstSteps } from "./first-steps.js";
import { fromDatabase, fromStore, homeCard, type HomeCard } from "./home-card.js";
import "./rally-friends-here.js";
import "./rally-unread-conversations.js";
import { unreadOf } from "./unread.js";

/** Lines that a card shows; the rest is one tap away. */
const MOST = 8;

/**
 * Every card of the home page, in order. To add one: write its element, and its entry here. What
 * only the server knows is a part of `GET /home` (`shared/src/home`), which `cachedHome` returns.
 */
export const homeCards: readonly HomeCard[] = [
  homeCard(fromDatabase(readFirstSteps), {
    id: "first-steps",
    size: "wide",
    render: (done) =>
      html`${chunkPlace(
        "first-steps",
        () => import("./rally-first-steps.js"),
        html`<rally-first-steps .done=${done}></rally-first-steps>`,
        "part",
      )}`,
  }),
  homeCard(
    fromStore(
      (device) => device.conversations,
      ({ value }) => {
        const unread = value && unreadOf(value, MOST);
        return unread?.shown.length ? unread : undefined;
      },
    ),
    {
      id: "unread",
      size: "tall",
      heading: () => msg("Unread"),
      link: ({ more }) => ({
        href: pathTo("conversations"),
        words: more > 0 ? msg(str`${more} more`) : msg("All chats"),
      }),
      render: ({ shown }) =>
        html`<rally-unread-conversations
          class="card list"
          .conversations=${shown}
        ></rally-unread-conversations>`,
    },
  ),
  homeCard(
    fromDatabase(async (database) => {
      const { received } = await readRelationships(database);
      return received.length > 0 ? received.slice(0, MOST) : undefined;
    }),
    {
      id: "requests",
      heading: () => msg("Friend requests"),
      link: () => ({ href: pathTo("people", { tab: "requests" }), words: msg("All requests") }),
      render: (requests) =>
        html`<rally-friend-requests class="card" .requests=${requests}></rally-friend-requests>`,
    },
  ),
  homeCard(
    fromDatabase(async (database) => {
      const home = await cachedHome(database);
      const now = Date.now();
      const open = home?.challenges?.rows.filter(({ expiresAt }) => expiresAt > now) ?? [];
      const matches = home?.matches?.rows ?? [];
      if (open.length + matches.length === 0) return undefined;
      return { challenges: open.slice(0, MOST), matches };
    }),
    {
      id: "games",
      heading: () => msg("Games"),
      link: () => ({ href: pathTo("games"), words: msg("Play") }),
      render: ({ challenges, matches }) =>
        html`${chunkPlace(
          "home-games",
          () => import("../games/rally-home-games.js"),
          html`<rally-home-games
            class="card"
            .challenges=${challenges}
            .ended=${matches}
          ></rally-home-games>`,
          "part",
        )}`,
    },
  ),
  homeCard(
    fromDatabase(async (database) => {
      const friends = (await cachedHome(database))?.friends;
      return friends?.total ? friends : undefined;
    }),
    {
      id: "friends",
      heading: () => msg("Friends"),
      link: ({ total }) => ({ href: pathTo("people"), words: msg(str`See all ${total}`) }),
      render: (friends) =>
        html`<rally-friends-here class="card" .friends=${friends}></rally-friends-here>`,
    },
  ),
  homeCard(
    fromDatabase(async (database) => {
      const news = await unreadNews(database, MOST);
      return news.length > 0 ? news : undefined;
    }),
    {
      id: "news",
      heading: () => msg("What's new"),
      link: () => ({ href: pathTo("notifications"), words: msg("All notifications") }),
      render: (news) =>
        html`<rally-latest-notifications class="card" .news=${news}></rally-latest-notifications>`,
    },
  ),
];
