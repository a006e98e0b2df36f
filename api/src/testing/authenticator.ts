import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** How an answer of an authenticator may differ from an honest one. */
interface Odds {
  origin?: string;
  rpId?: string;
  challenge?: string;
  /** Whether it has seen to it that its owner is there. */
  verified?: boolean;
  counter?: number;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_KEY = 0x40;

const sha256 = (data: Buffer | string): Buffer => createHash("sha256").update(data).digest();
const base64url = (data: Buffer): string => data.toString("base64url");

/** A passkey in software (ES256, no attestation), which answers as it is told. */
export function newAuthenticator(origin: string) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const credentialId = randomBytes(32);
  const id = base64url(credentialId);
  let uses = 0;

  const clientData = (type: string, challenge: string, odds: Odds): Buffer =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: odds.challenge ?? challenge,
        origin: odds.origin ?? origin,
        crossOrigin: false,
      }),
    );
  const authenticatorData = (flags: number, odds: Odds, rest = Buffer.alloc(0)): Buffer => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(odds.counter ?? uses);
    const verified = odds.verified === false ? 0 : USER_VERIFIED;
    const rpIdHash = sha256(odds.rpId ?? new URL(origin).hostname);
    return Buffer.concat([rpIdHash, Buffer.from([flags | USER_PRESENT | verified]), counter, rest]);
  };
  const answer = (response: Record<string, string>) => ({
    ...{ id, rawId: id, type: "public-key" as const },
    response: response as { clientDataJSON: string },
    clientExtensionResults: {},
  });

  return {
    /** What `navigator.credentials.create` would answer. */
    register(challenge: string, odds: Odds = {}) {
      const { x = "", y = "" } = publicKey.export({ format: "jwk" });
      // {1: 2, 3: -7, -1: 1, -2: x, -3: y}: an EC key for ES256 (RFC 9053), in CBOR.
      const key = Buffer.concat([
        Buffer.from("a5010203262001215820", "hex"),
        Buffer.from(x, "base64url"),
        Buffer.from("225820", "hex"),
        Buffer.from(y, "base64url"),
      ]);
      const aaguid = Buffer.alloc(16);
      const length = Buffer.from([0, credentialId.length]);
      const credential = Buffer.concat([aaguid, length, credentialId, key]);
      const data = authenticatorData(HAS_KEY, odds, credential);
      // {"fmt": "none", "attStmt": {}, "authData": data}
      const attestation = Buffer.concat([
        Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746158", "hex"),
        Buffer.from([data.length]),
        data,
      ]);
      return answer({
        clientDataJSON: base64url(clientData("webauthn.create", challenge, odds)),
        attestationObject: base64url(attestation),
      });
    },

    /** What `navigator.credentials.get` would answer. */
    answer(challenge: string, odds: Odds = {}) {
      uses += 1;
      const client = clientData("webauthn.get", challenge, odds);
      const data = authenticatorData(0, odds);
      return answer({
        clientDataJSON: base64url(client),
        authenticatorData: base64url(data),
        signature: base64url(sign("sha256", Buffer.concat([data, sha256(client)]), privateKey)),
      });
    },
  };
}
