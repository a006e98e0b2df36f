/** Runs one statement with pg's placeholders, on a pool's connection or on one of its own. */
export type Query = <Row extends object>(
  text: string,
  values: readonly unknown[],
) => Promise<Row[]>;
