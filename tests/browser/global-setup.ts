import { setStage } from "@rally/shared/server/testing";

/** For Playwright: what it answers is run at the end. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const stage = await setStage();
  return () => stage.close();
}
