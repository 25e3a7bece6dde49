import { z } from 'zod';

/** How long exo keeps what is over. The audit log is not part of it: exo never shortens it. */
export const Retention = z.strictObject({
  endedRunsForDays: z
    .number()
    .int()
    .min(30)
    .max(36_500)
    .default(400)
    .describe('How long runs that are over are kept, with their journals and the records of their messages in chat'),
});
