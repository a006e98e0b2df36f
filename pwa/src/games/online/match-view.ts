import type {
  JoinedMatch,
  MatchEnd,
  PlayerConnection,
  RatingChange,
  ServerGameMessage,
  Side,
} from "@rally/shared/games";

/** How a match ended, with its score and the changes of ratings. */
export interface EndView extends MatchEnd {
  score: readonly [number, number];
  ratings?: readonly [RatingChange, RatingChange] | undefined;
}

/** A match as the messages of its socket describe it. Times are the server's. */
export interface MatchView {
  readonly joined: JoinedMatch;
  readonly phase: "waiting" | "playing" | "ended";
  readonly connections: readonly [PlayerConnection, PlayerConnection];
  /** The inputs of a game of turns, in order. */
  readonly moves: readonly { side: Side; input: unknown }[];
  /** When the player whose turn it is loses. */
  readonly moveBy: number | undefined;
  readonly drawOfferedBy: Side | undefined;
  readonly spectators: number;
  readonly end: EndView | undefined;
}

/** The view after a message; the same one for messages that do not change it. */
export function viewAfter(
  view: MatchView | undefined,
  message: ServerGameMessage,
): MatchView | undefined {
  if (message.type === "joined") return viewOf(message);
  if (!view) return undefined;
  switch (message.type) {
    case "started":
      return { ...view, phase: "playing", moveBy: message.moveBy };
    case "move": {
      // A move that `joined` has already told.
      if (message.number !== view.moves.length) return view;
      const { side, input, moveBy } = message;
      const moves = [...view.moves, { side, input }];
      return { ...view, moves, moveBy, drawOfferedBy: undefined };
    }
    case "connection": {
      const { side, connected, graceUntil } = message;
      const [first, second] = view.connections;
      const changed = { connected, graceUntil };
      return { ...view, connections: side === 0 ? [changed, second] : [first, changed] };
    }
    case "drawOffered":
      return { ...view, drawOfferedBy: message.side };
    case "drawDeclined":
      return { ...view, drawOfferedBy: undefined };
    case "spectators":
      return { ...view, spectators: message.count };
    case "ended": {
      const { winner, reason, score, ratings } = message;
      return { ...view, phase: "ended", end: { winner, reason, score, ratings } };
    }
    default:
      return view;
  }
}

function viewOf(joined: JoinedMatch): MatchView {
  const { state, connections, moves = [], moveBy, drawOfferedBy, spectators } = joined;
  return {
    ...{ joined, connections, moves, moveBy, drawOfferedBy, spectators, end: undefined },
    phase: state === "waiting" ? "waiting" : "playing",
  };
}
