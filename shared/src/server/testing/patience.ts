/**
 * How many times as long as is promised a test waits for it: a machine of CI's may do other work
 * meanwhile. By hand it is once. What is promised in milliseconds is shown by `npm run bench`.
 */
export const patience = process.env["CI"] ? 5 : 1;
