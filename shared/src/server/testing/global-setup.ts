import { setStage, type Stage } from "./stage.js";

let stage: Stage | undefined;

/** For vitest. */
export async function setup(): Promise<void> {
  stage = await setStage();
}

export async function teardown(): Promise<void> {
  await stage?.close();
}
