import { z } from '@hono/zod-openapi';
import { mayBeLeftOut } from './left-out.ts';
import { timestamp, uuid } from './scalars.ts';
import { intervalSeconds } from './strategies.ts';

export const putScheduleBody = z
  .strictObject({
    intervalSeconds: mayBeLeftOut(intervalSeconds),
    paused: mayBeLeftOut(z.boolean()).openapi({
      description: 'true pauses, false resumes; left out: as it is, running when it is new.',
    }),
  })
  .openapi('PutSchedule', { example: { paused: true } });

export const schedule = z
  .strictObject({
    scheduleId: z.string().openapi({ example: 'strategy:0198f0a2-7a3e-7c58-9d5e-0a4f4c1b2d3e' }),
    strategyId: uuid,
    intervalSeconds: z.number().openapi({ example: 300 }),
    paused: z.boolean(),
    overlap: z.string().openapi({ example: 'SKIP', description: 'What happens when a cycle still runs.' }),
    catchupWindowSeconds: z.number().openapi({ example: 60 }),
    nextRunAt: timestamp.nullable(),
    lastRunAt: timestamp.nullable(),
    runs: z.int().openapi({ example: 12 }),
    skipped: z.int().openapi({ example: 0, description: 'Runs left out because a cycle was still running.' }),
  })
  .openapi('Schedule');
export type ScheduleBody = z.infer<typeof schedule>;
