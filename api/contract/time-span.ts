import { mayBeLeftOut } from './left-out.ts';
import { timestamp } from './scalars.ts';

/** From one moment, included, to another, left out. */
export const timeSpan = {
  from: mayBeLeftOut(timestamp).openapi({ description: 'The first moment.' }),
  until: mayBeLeftOut(timestamp).openapi({ description: 'The moment before which it ends.' }),
};
