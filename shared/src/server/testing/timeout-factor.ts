/**
 * Multiplies the timeouts of tests on CI, where the machine may do other work and be several times
 * slower. Locally it is 1, so that documented times are checked.
 */
export const timeoutFactor = process.env["CI"] ? 5 : 1;
