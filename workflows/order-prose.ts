import type { OrderRequest } from '../domain/order.ts';
import type { OrderAnswer, OrderInput } from './messages.ts';

/** "buy 40 MSFT at market", "sell 5 AAPL, limit 231.20, gtc". */
export function orderSentence(input: Pick<OrderInput, 'request'>): string {
  const { request } = input;
  return `${request.side} ${amount(request)} ${request.symbol} ${price(request)}`;
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
  if (answer.brokerOrderId !== undefined) lines.push(`- broker order id: \`${answer.brokerOrderId}\``);
  if (input.cycleId !== undefined) lines.push(`- from: \`${input.cycleId}\``);
  if (answer.refusal !== undefined)
    lines.push(`- refused: \`${answer.refusal.code}\` ${answer.refusal.message}`);
  return lines.join('\n');
}

function amount(request: OrderRequest): string {
  return request.qty ?? `${request.notional ?? '?'} dollars of`;
}

function price(request: OrderRequest): string {
  const parts = [request.type === 'market' ? 'at market' : request.type.replace('_', ' ')];
  if (request.stopPrice !== undefined) parts.push(`stop ${request.stopPrice}`);
  if (request.limitPrice !== undefined) parts.push(`limit ${request.limitPrice}`);
  if (request.timeInForce !== 'day') parts.push(request.timeInForce);
  return parts.join(', ');
}
