import { hash, verify } from "@node-rs/argon2";
import type { Limits } from "@rally/shared/limits";

/** Hashes passwords and checks them, always on another thread than the event loop's. */
export interface Passwords {
  /** The Argon2id hash of a password, with its salt and cost in it (PHC string). */
  hash(password: string): Promise<string>;
  /** Whether a password fits; without a hash it takes as long and says no, so that names do not leak. */
  fits(passwordHash: string | undefined, password: string): Promise<boolean>;
  /** Whether a hash was made at another cost than today's, and is to be made again. */
  isOutdated(passwordHash: string): boolean;
}

export function createPasswords({ passwordMemory, passwordPasses }: Limits): Passwords {
  const cost = { memoryCost: passwordMemory, timeCost: passwordPasses, parallelism: 1 };
  const paid = `$argon2id$v=19$m=${passwordMemory},t=${passwordPasses},p=1$`;
  let decoy: Promise<string> | undefined;
  return {
    hash: (password) => hash(password, cost),
    async fits(passwordHash, password) {
      decoy ??= hash("nobody's password", cost);
      const fits = await verify(passwordHash ?? (await decoy), password);
      return passwordHash !== undefined && fits;
    },
    isOutdated: (passwordHash) => !passwordHash.startsWith(paid),
  };
}
