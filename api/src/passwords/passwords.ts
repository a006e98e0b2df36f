import * as argon2 from "@node-rs/argon2";
import type { Limits } from "@rally/shared/limits";

/** Hashes and verifies passwords on a worker thread. */
export interface Passwords {
  /** The Argon2id hash of a password, with salt and cost (PHC string). */
  hash(password: string): Promise<string>;
  /**
   * Whether a password matches. Without a hash it takes the same time and returns false, so that
   * timing does not reveal which users exist.
   */
  verify(passwordHash: string | undefined, password: string): Promise<boolean>;
  /** Whether a hash was made with other cost parameters than the current ones. */
  isOutdated(passwordHash: string): boolean;
}

export function createPasswords({ passwordMemory, passwordPasses }: Limits): Passwords {
  const cost = { memoryCost: passwordMemory, timeCost: passwordPasses, parallelism: 1 };
  const paid = `$argon2id$v=19$m=${passwordMemory},t=${passwordPasses},p=1$`;
  const isOutdated = (passwordHash: string): boolean => !passwordHash.startsWith(paid);
  let decoy: string | undefined;
  return {
    hash: (password) => argon2.hash(password, cost),
    async verify(passwordHash, password) {
      if (passwordHash !== undefined && (await argon2.verify(passwordHash, password))) return true;
      // An older hash is cheaper to verify; the extra work hides the difference.
      if (passwordHash === undefined || isOutdated(passwordHash)) {
        decoy ??= await argon2.hash("nobody's password", cost);
        await argon2.verify(decoy, password);
      }
      return false;
    },
    isOutdated,
  };
}
