import { BaseModel } from "./base-model.js";

export class Session extends BaseModel {
  static override tableName = "sessions";
  declare id: string;
  declare userId: string;
  declare kind: "device" | "bot";
  /** What its maker calls a bot's token. */
  declare name: string | null;
  declare nonce: Buffer;
  /** How often the refresh token was rotated. */
  declare generation: number;
  /** When its current refresh cookie was last given to a browser that did not present it. */
  declare rotatedAt: Date;
  /** That cookie was presented since. */
  declare cookiePresented: boolean;
  /** It was used after its browser had time to store it: the one before is void. */
  declare cookieUsed: boolean;
  /** How often the one before was presented after it. */
  declare cookieReturns: number;
  declare userAgent: string;
  declare ip: string;
  declare createdAt: Date;
  declare lastSeenAt: Date;
  declare expiresAt: Date;
  /** When its holder last proved who they are. */
  declare confirmedAt: Date;
  declare endedAt: Date | null;
}
