import { signUp } from "./steps/accounts.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";
import { goOffline, waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

interface Icon {
  src: string;
  sizes: string;
  type: string;
  purpose?: string;
}

interface Manifest {
  id: string;
  name: string;
  short_name: string;
  start_url: string;
  scope: string;
  display: string;
  icons: Icon[];
  shortcuts: { name: string; url: string; icons: Icon[] }[];
}

test("the app can be installed: its manifest is complete and each icon has its declared size", async ({
  newProfile,
}) => {
  const page = await newProfile(rally).open();
  await page.goto("/");
  const address = await page.locator('link[rel="manifest"]').getAttribute("href");
  const answered = await page.request.get(address ?? "");
  expect(answered.headers()["content-type"]).toMatch(/^application\/manifest\+json/);
  const manifest = (await answered.json()) as Manifest;
  expect(manifest).toMatchObject({ name: "Rally", short_name: "Rally", id: "/", start_url: "/" });
  expect(manifest).toMatchObject({ scope: "/", display: "standalone" });
  const purposes = manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose ?? "any"}`);
  expect(purposes).toEqual(
    expect.arrayContaining(["192x192 any", "512x512 any", "512x512 maskable"]),
  );

  const icons = [...manifest.icons, ...manifest.shortcuts.flatMap((shortcut) => shortcut.icons)];
  for (const { src, sizes, type } of icons) {
    expect((await page.request.get(src)).headers()["content-type"]).toContain(type);
    const size = await page.evaluate(async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    if (sizes !== "any") expect(size, src).toBe(sizes);
  }

  const client = await page.context().newCDPSession(page);
  expect(await client.send("Page.getInstallabilityErrors")).toEqual({ installabilityErrors: [] });
});

test("a signed-out first visit has no failing request, no console output and no request to other hosts", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  const troubles: string[] = [];
  const hosts = new Set<string>();
  const context = page.context();
  context.on("request", (request) => hosts.add(new URL(request.url()).host));
  context.on("requestfailed", (request) => troubles.push(`${request.url()} failed`));
  context.on("response", (response) => {
    if (response.status() >= 400) troubles.push(`${response.url()} ${response.status()}`);
  });
  context.on("console", (entry) => {
    if (["error", "warning"].includes(entry.type())) troubles.push(entry.text());
  });

  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await waitForServiceWorker(page);
  expect(troubles).toEqual([]);
  expect([...hosts]).toEqual([new URL(rally.url).host]);

  await signUp(page, "ada");
  expect(troubles).toEqual([]);
  expect([...hosts]).toEqual([new URL(rally.url).host]);
});

test("after one visit, the sign-in page opens without a network", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await page.goto("/sign-in");
  await goOffline(page);
  await page.goto("/register");
  await expect(page.getByRole("heading", { name: "Create an account" })).toBeVisible();
});

test("the service worker does not intercept the server's own addresses", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await page.goto("/");
  await waitForServiceWorker(page);
  for (const address of ["/healthz", "/api/v1/openapi.json", "/robots.txt"]) {
    const answered = await page.goto(address);
    expect(answered?.headers()["content-type"], address).not.toContain("text/html");
    expect(answered?.fromServiceWorker(), address).toBe(false);
  }
});
