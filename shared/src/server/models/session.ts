import { BaseModel } from "./base-model.js";

export class Session extends BaseModel {
  static override tableName = "sessions";
  declare id: string;
  declare userId: string;
  declare nonce: Buffer;
  /** How often the refresh token was rotated. */
  declare generation: number;
  declare rotatedAt: Date;
  declare userAgent: string;
  declare ip: string;
  declare createdAt: Date;
  declare lastSeenAt: Date;
  declare expiresAt: Date;
  declare endedAt: Date | null;
}
