import type { OrderRequest } from '../domain/order.ts';
import { markdownLine } from '../domain/shown-text.ts';
import type { CycleOrderReport, OrderAnswer, OrderInput } from './messages.ts';
import { NOTE_CHARS_MAX } from './note-list.ts';

/** "buy 40 MSFT at market", "sell 5 AAPL limit, limit 231.20, gtc", "close 25% of TSLA". */
export function orderSentence(input: Pick<OrderInput, 'request' | 'replaces' | 'close'>): string {
  const { request, replaces, close } = input;
  if (close !== undefined) return `close ${part(close)}${request.symbol}`;
  if (replaces !== undefined) return `replace ${replaces.clientOrderId}: ${sentence(request)}`;
  return sentence(request);
}

function sentence(request: OrderRequest): string {
  return `${request.side} ${amount(request)} ${request.symbol} ${price(request)}`;
}

/** "filled", "waits for approval until 2026-03-02T15:05:00.000Z". */
export function standingInWords(order: Pick<CycleOrderReport, 'status' | 'approvalExpiresAt'>): string {
  const { status, approvalExpiresAt } = order;
  return approvalExpiresAt === undefined ? status : `waits for approval until ${approvalExpiresAt}`;
}

/** What the Web UI shows of this order at any moment, in Markdown. */
export function orderDetails(input: OrderInput, answer: OrderAnswer): string {
  const lines = [
    `**${orderSentence(input)}**`,
    '',
    `- status: **${answer.status}**`,
    `- filled: ${answer.filledQty}${answer.filledAvgPrice === undefined ? '' : ` at ${answer.filledAvgPrice} on average`}`,
    `- client order id: \`${answer.clientOrderId}\``,
  ];
  lines.push(...approvalLines(answer));
  for (const leg of answer.legs ?? []) {
    lines.push(`- leg ${leg.type.replace('_', ' ')}: **${leg.status}**, ${leg.filledQty} filled`);
  }
  if (answer.brokerOrderId !== undefined) lines.push(`- broker order id: \`${answer.brokerOrderId}\``);
  if (input.cycleId !== undefined) lines.push(`- from: \`${input.cycleId}\``);
  if (answer.refusal !== undefined)
    lines.push(
      `- refused: \`${answer.refusal.code}\` ${markdownLine(answer.refusal.message, NOTE_CHARS_MAX)}`,
    );
  return lines.join('\n');
}

function approvalLines({ status, approval }: OrderAnswer): readonly string[] {
  if (approval === undefined) return [];
  const { reason, expiresAt, decided } = approval;
  const amounts = Object.entries(reason.facts).map(([name, amount]) => `${name} ${amount}`);
  const asked = `- a person is asked: \`${reason.code}\` ${reason.message} (${amounts.join(', ')})`;
  if (decided !== undefined) {
    const { decision, by, at, note } = decided;
    const words = decision === 'approve' ? 'approved' : 'rejected';
    return [
      asked,
      `- **${words}** by ${by} at ${at}${note === undefined ? '' : `: ${markdownLine(note, NOTE_CHARS_MAX)}`}`,
    ];
  }
  const waits = `- waits for approval until **${expiresAt}** (update \`decideApproval\`)`;
  return status === 'awaiting_approval' ? [asked, waits] : [asked];
}

function part({ qty, percentage }: NonNullable<OrderInput['close']>): string {
  if (qty !== undefined) return `${qty} `;
  return percentage === undefined ? '' : `${percentage}% of `;
}

function amount(request: OrderRequest): string {
  return request.qty ?? `${request.notional ?? '?'} dollars of`;
}

function price(request: OrderRequest): string {
  const parts = [request.type === 'market' ? 'at market' : request.type.replace('_', ' ')];
  if (request.stopPrice !== undefined) parts.push(`stop ${request.stopPrice}`);
  if (request.limitPrice !== undefined) parts.push(`limit ${request.limitPrice}`);
  if (request.trailPrice !== undefined) parts.push(`trail ${request.trailPrice}`);
  if (request.trailPercent !== undefined) parts.push(`trail ${request.trailPercent}%`);
  if (request.orderClass !== undefined && request.orderClass !== 'simple') parts.push(request.orderClass);
  if (request.takeProfit !== undefined) parts.push(`take profit ${request.takeProfit.limitPrice}`);
  if (request.stopLoss !== undefined) parts.push(`stop loss ${request.stopLoss.stopPrice}`);
  if (request.timeInForce !== 'day') parts.push(request.timeInForce);
  return parts.join(', ');
}
