interface OtherUser {
  userId: string;
}

/** The subject of commands that change a friendship. */
export const friendshipWith = ({ userId }: OtherUser): string => `friendship with ${userId}`;

/**
 * The subject of commands that block and unblock. A block waits for no friend command [S14]; what
 * was written before it is refused after it.
 */
export const blockOf = ({ userId }: OtherUser): string => `block of ${userId}`;
