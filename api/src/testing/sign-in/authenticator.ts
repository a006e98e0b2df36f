import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** Ways in which a response may differ from a genuine one. */
interface Overrides {
  origin?: string;
  rpId?: string;
  challenge?: string;
  /** Whether the authenticator verified its user. */
  verified?: boolean;
  counter?: number;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_KEY = 0x40;

const sha256 = (data: Buffer | string): Buffer => createHash("sha256").update(data).digest();
const base64url = (data: Buffer): string => data.toString("base64url");

/** A passkey in software (ES256, no attestation) whose responses can be forged. */
export function newAuthenticator(origin: string) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const credentialId = randomBytes(32);
  const id = base64url(credentialId);
  let uses = 0;

  const clientData = (type: string, challenge: string, overrides: Overrides): Buffer =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: overrides.challenge ?? challenge,
        origin: overrides.origin ?? origin,
        crossOrigin: false,
      }),
    );
  const authenticatorData = (
    flags: number,
    overrides: Overrides,
    rest = Buffer.alloc(0),
  ): Buffer => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(overrides.counter ?? uses);
    const verified = overrides.verified === false ? 0 : USER_VERIFIED;
    const rpIdHash = sha256(overrides.rpId ?? new URL(origin).hostname);
    return Buffer.concat([rpIdHash, Buffer.from([flags | USER_PRESENT | verified]), counter, rest]);
  };
  const answer = (response: Record<string, string>) => ({
    ...{ id, rawId: id, type: "public-key" as const },
    response: response as { clientDataJSON: string },
    clientExtensionResults: {},
  });

  return {
    /** The result of `navigator.credentials.create`. */
    register(challenge: string, overrides: Overrides = {}) {
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
      const data = authenticatorData(HAS_KEY, overrides, credential);
      // {"fmt": "none", "attStmt": {}, "authData": data}
      const attestation = Buffer.concat([
        Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746158", "hex"),
        Buffer.from([data.length]),
        data,
      ]);
      return answer({
        clientDataJSON: base64url(clientData("webauthn.create", challenge, overrides)),
        attestationObject: base64url(attestation),
      });
    },

    /** The result of `navigator.credentials.get`. */
    answer(challenge: string, overrides: Overrides = {}) {
      uses += 1;
      const client = clientData("webauthn.get", challenge, overrides);
      const data = authenticatorData(0, overrides);
      return answer({
        clientDataJSON: base64url(client),
        authenticatorData: base64url(data),
        signature: base64url(sign("sha256", Buffer.concat([data, sha256(client)]), privateKey)),
      });
    },
  };
}
