import { type ComputerLevel, type ComputerPlayer, type Side } from "../game.js";
import { RandomSource } from "../random.js";
import { Search, WON, type ValuedMove } from "./search.js";
import { outcomeOf, turnOf, type ConnectFourInput, type ConnectFourState } from "./state.js";

interface Skill {
  /** How many moves it looks ahead. */
  depth: number;
  /** The most positions it looks at: about 5 ms for `hard`. */
  maxNodes: number;
  /** One move of so many is any move, as of a person who does not look; 0: never. */
  blunders: number;
  /** How much worse than the best a move may be that it takes. */
  tolerance: number;
}

const skills: Record<ComputerLevel, Skill> = {
  easy: { depth: 2, maxNodes: 1_000, blunders: 3, tolerance: 4 },
  medium: { depth: 4, maxNodes: 5_000, blunders: 10, tolerance: 1 },
  hard: { depth: 42, maxNodes: 12_000, blunders: 0, tolerance: 0 },
};

/** A computer player of Connect Four. It answers at once; its host waits as long as a person would. */
export function connectFourComputer(
  level: ComputerLevel,
  side: Side,
  seed: number,
): ComputerPlayer<ConnectFourState, ConnectFourInput> {
  const skill = skills[level];
  const random = new RandomSource(seed);
  return {
    next(state) {
      if (turnOf(state) !== side || outcomeOf(state)) return undefined;
      const isBlunder = skill.blunders > 0 && random.below(skill.blunders) === 0;
      const search = new Search(state, skill.maxNodes);
      const choices = isBlunder
        ? search.moves(0, 0)
        : nearBest(search.moves(skill.depth, skill.tolerance));
      const column = choices[random.below(choices.length)]?.column;
      return column === undefined ? undefined : { column };
    },
  };

  function nearBest(moves: ValuedMove[]): ValuedMove[] {
    const best = moves[0]?.value ?? 0;
    // Nobody gives away a win that it sees, or walks into a loss.
    const tolerance = Math.abs(best) > WON ? 0 : skill.tolerance;
    const choices = moves.filter(({ value }) => value >= best - tolerance);
    // If all is lost, it still makes the opponent find the other way.
    const blocks = choices.filter(({ isBlock }) => isBlock && best < 0);
    return blocks.length > 0 ? blocks : choices;
  }
}
