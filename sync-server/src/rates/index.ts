export { Allowance, ratesOf, type Rates } from "./allowance.js";
export { Bucket, type Rate } from "./bucket.js";
export { FrameScheduler, type FrameUser } from "./frame-scheduler.js";
