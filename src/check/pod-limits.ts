/** The server ends the run's Jobs so long after the run's own deadline. */
export const serverReserveSeconds = 30;

/** A pod may take so long to start, and never more than half of the run. */
export const podStartsWithinMs = 60_000;

/** How long cleaning up waits for what the server is still terminating. */
export const removeWithinMs = 30_000;

/** A user that owns nothing, for images whose own user is root (the restricted Pod Security Standard refuses root). */
export const unprivilegedUser = 65_532;
