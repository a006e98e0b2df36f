/**
 * How many times as long as is promised a test waits for it: a machine of CI's may do other work
 * meanwhile, and be some times as slow. By hand it is once, so that promises in seconds are held to.
 */
export const patience = process.env["CI"] ? 5 : 1;
