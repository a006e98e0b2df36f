import { test } from "@playwright/test";
import { build } from "vite";
import { configFile } from "./steps/gallery.js";

test("the gallery is built", async () => {
  await build({ configFile, logLevel: "error" });
});
