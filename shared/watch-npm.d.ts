/** Calls `whenGone` once the npm that started this process has exited. */
export function watchNpm(whenGone: () => void): void;
