import { TOOL_FORMS } from '../../domain/tools/tool-offers.ts';
import { defineTool } from './tool.ts';
import { accountOf } from './tool-place.ts';

/** The broker's books as the cycle found them, without the account's number. */
export const portfolioTool = defineTool(
  TOOL_FORMS.portfolio,
  { timeoutMs: 10_000, charsMax: 8_000 },
  async (_, place) => {
    const { deps, context } = place;
    const reading = await deps.evidence.read('account', context.account);
    const { cash, equity, buyingPower, currency } = reading.account;
    const { mode } = await accountOf(place);
    return {
      told: {
        readAt: reading.clock.at,
        currency,
        cash,
        equity,
        buyingPower,
        positions: reading.positions,
        openOrderQty: reading.openOrderQty,
      },
      about: 'account',
      cites: [context.account],
      simulated: mode === 'sandbox',
    };
  },
);
