import { z } from '@hono/zod-openapi';
import { APPROVAL_DECISIONS } from '../../domain/approval/order-approval.ts';
import { mayBeLeftOut } from './left-out.ts';
import { orNull } from './or-null.ts';
import { decimalText, outsideText, shortText, timestamp } from './scalars.ts';

const note = shortText(500).openapi({ example: 'Checked against the morning’s news.' });

export const decideApprovalBody = z
  .strictObject({ decision: z.enum(APPROVAL_DECISIONS), note: mayBeLeftOut(note) })
  .openapi('DecideApproval', { example: { decision: 'approve', note: 'Checked.' } });

export const decideApprovalHeaders = z.looseObject({
  'idempotency-key': mayBeLeftOut(z.string()).openapi({
    description:
      'Optional. 1 to 255 visible ASCII characters; who repeats a decision with its key hears again what came of it.',
    example: '2f9d-approve-MSFT',
    param: { name: 'idempotency-key', in: 'header' },
  }),
});

const reason = z
  .strictObject({
    code: z.string().openapi({ example: 'APPROVAL_ABOVE_USD' }),
    message: z.string().openapi({ example: 'The order is above the amount that waits for a person.' }),
    facts: z.record(z.string(), z.string()).openapi({
      example: { notionalUsd: '16602.4', approvalAboveUsd: '5000' },
    }),
  })
  .openapi('ApprovalReason');

const quote = z
  .strictObject({ bid: decimalText, ask: decimalText, at: timestamp })
  .openapi('ApprovalQuote', { description: 'What risk judged the order by when the person was asked.' });

export const orderApproval = z
  .strictObject({
    requiredBecause: reason,
    expiresAt: timestamp.openapi({ description: 'Nobody may decide from this moment on.' }),
    decision: z.enum(APPROVAL_DECISIONS).nullable(),
    decidedBy: z
      .string()
      .nullable()
      .openapi({ example: 'owner@alphaflow.localhost', description: 'Null while nobody has decided.' }),
    decidedAt: timestamp.nullable(),
    note: outsideText().nullable(),
    quote: orNull(quote),
  })
  .openapi('OrderApproval');
export type OrderApprovalBody = z.infer<typeof orderApproval>;
