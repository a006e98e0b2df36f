// Colyseus with Rally's rules of Pong: a room for each match, with a fixed time step as Colyseus's
// tutorial has it, whose state is a schema that is sent 30 times a second.
import { createServer } from "node:http";
import { loadGame } from "@rally/shared/games";
import { Room, schema, Server, WebSocketTransport } from "./servers/colyseus.mjs";

const { settings, seed } = JSON.parse(process.env.PEER_SETTINGS ?? "{}");
const pong = await loadGame("pong");
const STEP = 1_000 / pong.stepsPerSecond;

const PongState = schema({
  step: "uint32",
  ballX: "uint16",
  ballY: "uint16",
  leftY: "uint16",
  rightY: "uint16",
  leftScore: "uint8",
  rightScore: "uint8",
});

class PongRoom extends Room {
  maxClients = 2;
  match = pong.start(settings, seed);

  onCreate() {
    this.setState(new PongState());
    this.setPatchRate(1_000 / 30);
    this.onMessage("input", (client, input) => {
      const side = this.clients[0] === client ? 0 : 1;
      this.match = pong.play(this.match, side, input) ?? this.match;
    });
  }

  onJoin() {
    if (this.clients.length < 2) return;
    let due = 0;
    this.setSimulationInterval((milliseconds) => {
      due += milliseconds;
      while (due >= STEP) {
        due -= STEP;
        this.step();
      }
    }, STEP);
  }

  step() {
    this.match = pong.step(this.match);
    const { ball, paddles, score } = this.match;
    const { state } = this;
    state.step += 1;
    Object.assign(state, { ballX: ball.x, ballY: ball.y });
    Object.assign(state, { leftY: paddles[0].y, rightY: paddles[1].y });
    Object.assign(state, { leftScore: score[0], rightScore: score[1] });
  }
}

const http = createServer();
const server = new Server({ transport: new WebSocketTransport({ server: http }), greet: false });
server.define("pong", PongRoom);
await server.listen(0, "127.0.0.1");
process.send?.({ port: http.address().port });
process.once("disconnect", () => process.exit(0));
