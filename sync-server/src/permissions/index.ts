/** Whether this process has closed the sockets of those who lost a permission. */
export interface PermissionCheck {
  /** Losses whose sockets were closed, in the order of their commits (`lost_rights_count`). */
  readonly checked: number;
  /**
   * Resolves once the sockets of the first `lossCount` losses are closed; without a number, those of
   * all losses committed before this call.
   * @throws the database's error.
   */
  reach(lossCount: number | undefined): Promise<void>;
}

/** For a process that has no sockets. */
export const nothingToCheck: PermissionCheck = {
  checked: Number.POSITIVE_INFINITY,
  reach: () => Promise.resolve(),
};
