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
  const isOutdated = (passwordHash: string): boolean => !passwordHash.startsWith(paid);
  let decoy: string | undefined;
  return {
    hash: (password) => hash(password, cost),
    async fits(passwordHash, password) {
      if (passwordHash !== undefined && (await verify(passwordHash, password))) return true;
      // A hash that cost less took less time, and would tell that there is one.
      if (passwordHash === undefined || isOutdated(passwordHash)) {
        decoy ??= await hash("nobody's password", cost);
        await verify(decoy, password);
      }
      return false;
    },
    isOutdated,
  };
}
