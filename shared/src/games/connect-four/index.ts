import { type TurnGame } from "../game.js";
import { connectFourComputer } from "./computer.js";
import {
  decodeConnectFour,
  decodeConnectFourInput,
  encodeConnectFour,
  encodeConnectFourInput,
} from "./encoding.js";
import {
  connectFourInputSchema,
  connectFourSettingsSchema,
  dropDisc,
  outcomeOf,
  startConnectFour,
  turnOf,
  type ConnectFourInput,
  type ConnectFourSettings,
  type ConnectFourState,
} from "./state.js";

export { COLUMNS as CONNECT_FOUR_COLUMNS, ROWS as CONNECT_FOUR_ROWS } from "./bitboard.js";
export {
  connectFourGrid,
  connectFourWinningCells,
  type ConnectFourCell,
  type ConnectFourInput,
  type ConnectFourSettings,
  type ConnectFourState,
} from "./state.js";

/** Connect Four: discs dropped into 7 columns of 6; four of one's own in a line win. */
export const connectFour: TurnGame<ConnectFourSettings, ConnectFourState, ConnectFourInput> & {
  readonly id: "connect-four";
} = {
  id: "connect-four",
  pace: "turns",
  settings: connectFourSettingsSchema,
  input: connectFourInputSchema,
  start: startConnectFour,
  turn: turnOf,
  turnSeconds: ({ turnSeconds }) => turnSeconds,
  play: (state, side, { column }) => dropDisc(state, side, column),
  score(state) {
    const winner = outcomeOf(state)?.winner;
    return [winner === 0 ? 1 : 0, winner === 1 ? 1 : 0];
  },
  outcome: outcomeOf,
  computer: connectFourComputer,
  encodeState: encodeConnectFour,
  decodeState: decodeConnectFour,
  encodeInput: encodeConnectFourInput,
  decodeInput: decodeConnectFourInput,
};
