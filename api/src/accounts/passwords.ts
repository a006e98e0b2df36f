import { hash, verify } from "@node-rs/argon2";

/** OWASP's Argon2id setting for servers with memory to spare; hashing runs off the event loop. */
const COST = { memoryCost: 47_104, timeCost: 1, parallelism: 1 };

/** The Argon2id hash of a password, with its salt and cost in it (PHC string). */
export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

let decoy: Promise<string> | undefined;

/** Whether a password fits; without a hash it takes as long and says no, so that names do not leak. */
export async function passwordFits(
  passwordHash: string | undefined,
  password: string,
): Promise<boolean> {
  decoy ??= hashPassword("nobody's password");
  const fits = await verify(passwordHash ?? (await decoy), password);
  return passwordHash !== undefined && fits;
}
