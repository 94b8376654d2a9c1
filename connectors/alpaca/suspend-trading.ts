import type { trading } from '@alpacahq/alpaca-trade-api';
import { z } from 'zod';
import { SourceOutage } from '../../domain/outage.ts';
import { parseAnswer } from '../http/parse-answer.ts';
import { readAlpaca } from './read-alpaca.ts';

const configurationAnswer = z.looseObject({ suspend_trade: z.boolean() });

/**
 * Sets the account's `suspend_trade`: while it is on, Alpaca refuses every new order, and cancels still work. Setting it
 * twice does no harm.
 * @throws SourceOutage unless Alpaca's answer shows it as it was asked for.
 */
export async function suspendTrading(
  configurations: trading.AccountConfigurationsApi,
  suspended: boolean,
  signal?: AbortSignal,
): Promise<void> {
  const asked = { source: 'alpaca', request: 'PATCH /v2/account/configurations' };
  const body = await readAlpaca(
    asked,
    async (init) =>
      await configurations.patchAccountConfigRaw(
        { accountConfigurations: { suspendTrade: suspended } },
        init,
      ),
    signal,
  );
  if (parseAnswer(configurationAnswer, body, asked).suspend_trade === suspended) return;
  const reason = `suspend_trade was set to ${suspended} and is not shown so`;
  throw new SourceOutage({ ...asked, kind: 'malformed', reason });
}
