import type { AnyGame } from "./game.js";

/**
 * The games of Rally by their ids. The rules of a game are a chunk of their own, which is loaded when
 * one of its matches opens. A new game is its folder and a line here. Ids are stored, so that they
 * never change.
 */
const loaders = {
  pong: async () => (await import("./pong/index.js")).pong,
  "connect-four": async () => (await import("./connect-four/index.js")).connectFour,
} satisfies Record<string, () => Promise<AnyGame>>;

export type GameId = keyof typeof loaders;

/** The rules of the game with an id. */
export type GameOf<Id extends GameId> = Awaited<ReturnType<(typeof loaders)[Id]>>;

/** The rules of all games by their ids. */
export type Games = { readonly [Id in GameId]: GameOf<Id> };

export const gameIds = Object.keys(loaders) as [GameId, ...GameId[]];

export function isGameId(value: unknown): value is GameId {
  return typeof value === "string" && Object.hasOwn(loaders, value);
}

/** Loads the rules of one game. Where `id` is known only at run time, assign the result to `AnyGame`. */
export async function loadGame<Id extends GameId>(id: Id): Promise<GameOf<Id>> {
  const loaded: AnyGame = await loaders[id]();
  return loaded as GameOf<Id>;
}

/** Loads the rules of all games, for a server. */
export async function loadGames(): Promise<Games> {
  const games = gameIds.map(async (id) => [id, await loadGame(id)] as const);
  return Object.fromEntries(await Promise.all(games)) as unknown as Games;
}
