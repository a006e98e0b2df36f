import { Observable, type Readable } from "../observable/index.js";

const KEY = "rally.games.muted";

const muted = new Observable(localStorage.getItem(KEY) === "true");
/** Whether games are silent on this device. */
export const soundsMuted: Readable<boolean> = muted;

export function muteSounds(value: boolean): void {
  muted.set(value);
  if (value) localStorage.setItem(KEY, "true");
  else localStorage.removeItem(KEY);
}

/** One note: hertz, seconds from the start of the sound, seconds of its length. */
interface Note {
  hertz: number;
  at: number;
  length: number;
  /** The frequency at its end, for a glide. */
  to?: number;
  wave?: OscillatorType;
}

/** Every sound of the games. They are synthesised, so that no file is loaded. */
const sounds = {
  paddle: [{ hertz: 480, at: 0, length: 0.06, wave: "square" }],
  wall: [{ hertz: 240, at: 0, length: 0.05, wave: "square" }],
  count: [{ hertz: 520, at: 0, length: 0.09 }],
  point: [
    { hertz: 392, at: 0, length: 0.1, wave: "triangle" },
    { hertz: 523, at: 0.09, length: 0.16, wave: "triangle" },
  ],
  lost: [{ hertz: 220, to: 130, at: 0, length: 0.28, wave: "triangle" }],
  drop: [{ hertz: 300, to: 120, at: 0, length: 0.12, wave: "triangle" }],
  win: [
    { hertz: 523, at: 0, length: 0.14, wave: "triangle" },
    { hertz: 659, at: 0.13, length: 0.14, wave: "triangle" },
    { hertz: 784, at: 0.26, length: 0.14, wave: "triangle" },
    { hertz: 1047, at: 0.39, length: 0.3, wave: "triangle" },
  ],
  defeat: [
    { hertz: 392, at: 0, length: 0.18, wave: "triangle" },
    { hertz: 330, at: 0.17, length: 0.18, wave: "triangle" },
    { hertz: 262, at: 0.34, length: 0.34, wave: "triangle" },
  ],
  draw: [{ hertz: 330, at: 0, length: 0.3, wave: "triangle" }],
} satisfies Record<string, readonly Note[]>;

export type SoundName = keyof typeof sounds;

const VOLUME = 0.12;
/** Seconds in which a note swells and fades, so that it does not click. */
const ATTACK = 0.004;

/** Plays the sounds of one match, and none after `close`. */
export class GameSounds {
  private context: AudioContext | undefined;
  private isClosed = false;

  /** Browsers allow sound only after a gesture: call it from one. */
  unlock(): void {
    if (this.isClosed || muted.value) return;
    this.context ??= new AudioContext({ latencyHint: "interactive" });
    if (this.context.state === "suspended") void this.context.resume();
  }

  play(name: SoundName): void {
    const { context } = this;
    if (muted.value || context?.state !== "running") return;
    for (const note of sounds[name] as readonly Note[]) playNote(context, note);
  }

  /** Stops every sound at once. */
  close(): void {
    this.isClosed = true;
    const { context } = this;
    this.context = undefined;
    if (context) void context.close();
  }
}

function playNote(context: AudioContext, { hertz, to, at, length, wave = "sine" }: Note): void {
  const start = context.currentTime + at;
  const end = start + length;
  const oscillator = new OscillatorNode(context, { type: wave, frequency: hertz });
  if (to !== undefined) oscillator.frequency.exponentialRampToValueAtTime(to, end);
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(wave === "square" ? VOLUME / 2 : VOLUME, start + ATTACK);
  gain.gain.exponentialRampToValueAtTime(0.001, end);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(end);
}
