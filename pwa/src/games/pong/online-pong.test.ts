import {
  decodeInputFrame,
  encodeSnapshotFrame,
  decodeSnapshotFrame,
  pong,
  type PongInput,
  type PongState,
  type Side,
} from "@rally/shared/games";
import { expect, test } from "vitest";
import { OnlinePong } from "./online-pong.js";

const STEP_MS = 1_000 / 60;
const settings = pong.settings.parse({});

/** A match on a server that is `delay` milliseconds away in each direction. */
class Network {
  now = 0;
  /** The server's state after `steps` steps; its first step is at 0 ms. */
  state: PongState = pong.start(settings, 7);
  steps = 0;
  readonly late: number[] = [];
  readonly client: OnlinePong;
  private readonly toServer: { at: number; side: Side; bytes: Uint8Array }[] = [];
  private readonly toClient: { at: number; bytes: Uint8Array }[] = [];
  private readonly due: { step: number; side: Side; sequence: number; input: PongInput }[] = [];
  private applied = 0;

  constructor(private readonly delay: () => number) {
    this.client = new OnlinePong(
      { settings, seed: 7, side: 0, sequences: [0, 0] },
      (bytes) => this.post(this.toServer, { at: this.now + this.delay(), side: 0, bytes }),
      () => 2 * this.delay(),
      () => this.now,
    );
  }

  /** An input of the other player, which takes effect at once. */
  playOther(input: PongInput): void {
    this.state = pong.play(this.state, 1, input) ?? this.state;
  }

  /** Lets one frame of 16⅔ ms pass on both sides. */
  frame(): void {
    this.now += STEP_MS;
    for (const { bytes } of this.arrived(this.toServer)) {
      const { sequence, step, input } = decodeInputFrame(bytes)!;
      if (step < this.steps) this.late.push(step);
      this.due.push({ step, side: 0, sequence, input: pong.decodeInput(input)! });
    }
    for (let next; (next = this.due[0]) && next.step <= this.steps; this.due.shift()) {
      this.state = pong.play(this.state, next.side, next.input) ?? this.state;
      this.applied = next.sequence;
    }
    this.state = pong.step(this.state);
    this.steps += 1;
    if (this.steps % 6 === 0) {
      const state = pong.encodeState(this.state);
      const bytes = encodeSnapshotFrame({ step: this.steps, sequence: this.applied, state });
      this.post(this.toClient, { at: this.now + this.delay(), bytes });
    }
    for (const { bytes } of this.arrived(this.toClient)) {
      this.client.receive(decodeSnapshotFrame(bytes)!);
    }
    this.client.advance(STEP_MS);
  }

  /** Messages of one connection arrive in order. */
  private post<T extends { at: number }>(queue: T[], message: T): void {
    queue.push({ ...message, at: Math.max(message.at, queue.at(-1)?.at ?? 0) });
  }

  private arrived<T extends { at: number }>(queue: T[]): T[] {
    const found = queue.filter(({ at }) => at <= this.now);
    queue.splice(0, found.length);
    return found;
  }
}

const shownY = ({ before, state, blend, offsets }: OnlinePong, side: Side): number =>
  before.paddles[side].y + (state.paddles[side].y - before.paddles[side].y) * blend + offsets[side];

test("moves the own paddle in the frame of the input, and inputs reach the server in time", () => {
  const network = new Network(() => 75);
  const { client } = network;
  for (let frame = 0; frame < 60; frame += 1) network.frame();
  const start = client.state.paddles[0].y;
  client.play(0, { move: 1 });
  network.frame();
  network.frame();
  expect(client.state.paddles[0].y).toBeGreaterThan(start);
  for (let frame = 0; frame < 60; frame += 1) network.frame();
  expect(network.late).toEqual([]);
});

test.each([0, 20, 75, 150])(
  "shows no jump of a paddle at %i ms, and ends where the server is",
  (ms) => {
    let random = 1;
    const network = new Network(() => {
      random = (random * 16_807) % 2_147_483_647;
      return ms + (random % 50) * (ms / 75);
    });
    const { client } = network;
    for (let frame = 0; frame < 60; frame += 1) network.frame();
    let [own, other] = [shownY(client, 0), shownY(client, 1)];
    const fastest = 170;
    for (let frame = 0; frame < 600; frame += 1) {
      if (frame % 23 === 0) client.play(0, { move: frame % 2 === 0 ? 1 : -1 });
      if (frame % 31 === 0) network.playOther({ move: frame % 2 === 0 ? 1 : -1 });
      network.frame();
      const now: [number, number] = [shownY(client, 0), shownY(client, 1)];
      expect(Math.abs(now[0] - own)).toBeLessThan(4 * fastest);
      expect(Math.abs(now[1] - other)).toBeLessThan(5 * fastest);
      [own, other] = now;
    }
    client.play(0, { move: 0 });
    network.playOther({ move: 0 });
    for (let frame = 0; frame < 60; frame += 1) network.frame();
    expect(client.state.paddles.map(({ y }) => y)).toEqual(network.state.paddles.map(({ y }) => y));
    expect(client.state.score).toEqual(network.state.score);
  },
);

test("shows a point when the server has decided it", () => {
  const network = new Network(() => 100);
  const { client } = network;
  let before = client.state.score;
  for (let frame = 0; frame < 1_200; frame += 1) {
    network.frame();
    const { score } = client.state;
    if (score !== before && (score[0] !== before[0] || score[1] !== before[1])) {
      expect(network.state.score[0]).toBeGreaterThanOrEqual(score[0]);
      expect(network.state.score[1]).toBeGreaterThanOrEqual(score[1]);
    }
    before = score;
  }
  expect(before[0] + before[1]).toBeGreaterThan(0);
});
