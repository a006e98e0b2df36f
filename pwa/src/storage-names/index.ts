/** Users' databases are named by this and their id. */
export const DATABASE_PREFIX = "rally.";

/** The name of the database that holds what a device knows for one user. */
export function databaseName(userId: string): string {
  return `${DATABASE_PREFIX}${userId}`;
}

/** The cache in which the service worker keeps pictures of people; it goes when one signs out. */
export const PICTURES = "rally.pictures";
