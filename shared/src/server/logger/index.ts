import { pino } from "pino";

export type Logger = pino.Logger;

/** The structured log on stderr. It contains ids, never content or tokens. */
export function createLogger(options: { level: string }): Logger {
  return pino({ level: options.level, base: null }, pino.destination({ dest: 2, sync: true }));
}
