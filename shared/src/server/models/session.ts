import { BaseModel } from "./base-model.js";

export class Session extends BaseModel {
  static override tableName = "sessions";
  declare id: string;
  declare userId: string;
  declare kind: "device" | "bot";
  /** The name that the owner gave a bot's token. */
  declare name: string | null;
  declare nonce: Buffer;
  /** The number of rotations of the refresh token. */
  declare generation: number;
  /** When the current refresh cookie was last sent to a browser that did not present it. */
  declare rotatedAt: Date;
  /** Whether that cookie has been presented since. */
  declare cookiePresented: boolean;
  /** The cookie was used after its browser had time to store it, so the previous one is invalid. */
  declare cookieUsed: boolean;
  /** How often the previous cookie was presented afterwards. */
  declare cookieReturns: number;
  declare userAgent: string;
  declare ip: string;
  declare createdAt: Date;
  declare lastSeenAt: Date;
  declare expiresAt: Date;
  /** The time of the last re-authentication. */
  declare confirmedAt: Date;
  declare endedAt: Date | null;
}
