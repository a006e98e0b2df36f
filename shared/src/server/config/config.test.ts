import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError, loadConfig } from "./index.js";
import { limitVariables } from "./limit-settings.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rally-config-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const secret = "correct horse battery staple, thrice";
const load = (env: Record<string, string>) =>
  loadConfig({ RALLY_DATA: folder, RALLY_SECRET: secret, ...env });

const providerAt = (issuer: string) =>
  JSON.stringify([
    { kind: "oidc", id: "home", name: "Home", issuer, clientId: "rally", clientSecret: "hunter2" },
  ]);

describe("the configuration", () => {
  test("has a default for everything", () => {
    const { secret: _secret, push, ...config } = load({});
    expect(config).toEqual({
      host: "127.0.0.1",
      port: 8080,
      dataDirectory: folder,
      logLevel: "info",
    });
    expect(push.hosts).toEqual([]);
  });

  test("treats an empty variable as unset", () => {
    expect(load({ PORT: "", DATABASE_URL: " ", PUBLIC_URL: "" })).toMatchObject({ port: 8080 });
    expect(load({ DATABASE_URL: "" })).not.toHaveProperty("databaseUrl");
  });

  test("reads the given values", () => {
    const given = {
      PORT: "0",
      HOST: "::",
      PUBLIC_URL: "https://Rally.example.org/",
      DATABASE_URL: "postgres://u:p@db/rally",
      REDIS_URL: "redis://cache:6379",
      RALLY_METRICS_TOKEN: "a-token-of-some-length",
      SMTP_URL: "smtps://u:p@mail.example.org",
      MAIL_FROM: "Rally <rally@example.org>",
      RALLY_LIMIT_SIGN_INS_PER_MINUTE: "100",
      LOG_LEVEL: "debug",
    };
    expect(load(given)).toMatchObject({
      port: 0,
      host: "::",
      publicUrl: "https://rally.example.org",
      databaseUrl: given.DATABASE_URL,
      redisUrl: given.REDIS_URL,
      metricsToken: given.RALLY_METRICS_TOKEN,
      smtpUrl: given.SMTP_URL,
      mailFrom: given.MAIL_FROM,
      limits: { signInsPerMinute: 100 },
      logLevel: "debug",
    });
  });

  test.each([
    ["PORT", "eighty"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "80.5"],
    ["HOST", "two words"],
    ["PUBLIC_URL", "rally.example.org"],
    ["PUBLIC_URL", "ftp://rally.example.org"],
    ["PUBLIC_URL", "https://rally.example.org/chat"],
    ["DATABASE_URL", "mysql://localhost/rally"],
    ["REDIS_URL", "localhost:6379"],
    ["LOG_LEVEL", "loud"],
    ["RALLY_METRICS_TOKEN", "short"],
    ["RALLY_METRICS_TOKEN", "long enough, but not for a header"],
    ["SMTP_URL", "mail.example.org"],
    ["SMTP_URL", "https://mail.example.org"],
    ["MAIL_FROM", "Rally"],
    ["MAIL_FROM", "a@b.example\nBcc: c@d.example"],
    ["RALLY_LIMIT_TEXT_LENGTH", "0"],
    ["RALLY_LIMIT_TEXT_LENGTH", "-1"],
    ["RALLY_LIMIT_TEXT_LENGTH", "8e3"],
    ["RALLY_LIMIT_TEXT_LENGTH", "80.5"],
    ["RALLY_LIMIT_TEXT_LENGTH", "9007199254740993"],
    ["RALLY_LIMITS", "100"],
    ["RALLY_LIMITS", "{"],
    ["RALLY_LIMITS", '{"signInsPerHour": 100}'],
    ["RALLY_LIMITS", '{"signInsPerMinute": 0}'],
    ["RALLY_LIMITS", '{"signInsPerMinute": "100"}'],
    ["RALLY_SIGN_IN_PROVIDERS", "42"],
    ["RALLY_SIGN_IN_PROVIDERS", '[{"kind": "oidc", "id": "home"}]'],
    ["RALLY_SIGN_IN_PROVIDERS", providerAt("http://id.example.org")],
    ["RALLY_SIGN_IN_PROVIDERS", providerAt("https://id.example.org")],
    ["RALLY_SECRET", "short"],
    ["RALLY_SECRET_FILE", "/nowhere/secret"],
  ])("refuses %s=%s, naming the variable", (name, value) => {
    const env =
      name === "RALLY_SECRET_FILE" ? { RALLY_SECRET: "", [name]: value } : { [name]: value };
    expect(() => load(env)).toThrow(ConfigError);
    expect(() => load(env)).toThrow(new RegExp(`^${name} `));
  });

  test("reads each limit from a variable of its own, named after the limit", () => {
    for (const [variable, name] of Object.entries(limitVariables)) {
      const words = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
      expect(variable).toBe(`RALLY_LIMIT_${words}`);
      expect(load({ [variable]: "7" }).limits).toEqual({ [name]: 7 });
    }
  });

  test("still reads RALLY_LIMITS, with any limit by its name; a limit's own variable wins", () => {
    const RALLY_LIMITS = '{"signInsPerMinute": 100, "textLength": 9000, "userHandshakes": 50}';
    const limits = { signInsPerMinute: 100, textLength: 9000, userHandshakes: 50 };
    expect(load({ RALLY_LIMITS }).limits).toEqual(limits);
    const both = { RALLY_LIMITS, RALLY_LIMIT_TEXT_LENGTH: "500" };
    expect(load(both).limits).toEqual({ ...limits, textLength: 500 });
  });

  test("reads providers when PUBLIC_URL is set, and never prints a secret", () => {
    const PUBLIC_URL = "https://rally.example.org";
    const given = providerAt("https://id.example.org");
    const { signInProviders } = load({ PUBLIC_URL, RALLY_SIGN_IN_PROVIDERS: given });
    expect(signInProviders).toMatchObject([{ id: "home", scope: "openid profile email" }]);
    const wrong = providerAt("ftp://id.example.org");
    expect(() => load({ PUBLIC_URL, RALLY_SIGN_IN_PROVIDERS: wrong })).toThrow(/^(?!.*hunter2)/);
  });

  test("never prints a password in an error message", () => {
    expect(() => load({ DATABASE_URL: "mysql://u:hunter2@db/rally" })).toThrow(/^(?!.*hunter2)/);
  });

  test("creates a secret on the first run, readable only by its owner, and reuses it", async () => {
    const data = join(folder, "new");
    const first = loadConfig({ RALLY_DATA: data }).secret;
    expect((await stat(join(data, "secret"))).mode & 0o777).toBe(0o600);
    expect((await stat(data)).mode & 0o006).toBe(0);
    expect(loadConfig({ RALLY_DATA: data }).secret.equals(first)).toBe(true);
    expect((await readFile(join(data, "secret"), "utf8")).trim().length).toBeGreaterThanOrEqual(64);
  });

  test("reads a secret from the file that RALLY_SECRET_FILE names", async () => {
    await writeFile(join(folder, "given"), `${secret}\n`);
    const fromFile = loadConfig({
      RALLY_DATA: folder,
      RALLY_SECRET_FILE: join(folder, "given"),
    }).secret;
    expect(fromFile.equals(load({}).secret)).toBe(true);
  });
});
